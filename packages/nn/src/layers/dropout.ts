/** Random zeros while training. */
import { ArgumentError, formatShape, randomBernoulli, type Shape, ShapeError, type Tensor, where, zerosLike } from '@neurite/core'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import type { SeedGenerator } from '../random/seed-generator.ts'
import { ElementwiseLayer } from './elementwise-layer.ts'
import { type BatchShape, type CallContext, type LayerConfig, layerOptionNames, type LayerOptions } from './layer.ts'

/** Options of `Dropout`. */
export interface DropoutOptions extends LayerOptions {
  /** Makes the choice of elements repeatable. Default: `nextSeed()`. */
  readonly seed?: number
  /** Shape of the random choice, batch axis included: along an axis of 1, elements share their fate; null is the input's own extent. */
  readonly noiseShape?: BatchShape
}

const optionNames: OptionNames<DropoutOptions> = { ...layerOptionNames, seed: true, noiseShape: true }

/**
 * In training, sets a share of the elements to 0 and divides the others by `1 - rate`, so that the expected value stays. Otherwise
 * returns the input itself.
 *
 * @shape x [...] -> the same
 * @dtype float16 | float32 | float64 (the layer's)
 * @param rate - the share of zeros, from 0 to 1
 * @throws ArgumentError when the rate is outside that range; ShapeError when noiseShape does not fit the input
 * @example
 * ```ts
 * const model = new Sequential([new Dense(128, { activation: 'relu' }), new Dropout(0.5), new Dense(10)])
 * ```
 * @source Srivastava et al. 2014, section 4
 */
export class Dropout extends ElementwiseLayer {
  static override readonly className: string = 'Dropout'

  readonly rate: number
  readonly #seed: number | undefined
  readonly #noiseShape: BatchShape | undefined
  readonly #generator: SeedGenerator

  constructor(rate: number, options: DropoutOptions = {}) {
    if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) {
      const got = typeof rate === 'number' ? rate : describeValue(rate)
      throw new ArgumentError(`Dropout: rate must be a number from 0 to 1, got ${got}; write new Dropout(0.5), for example`)
    }
    super(checkOptions('Dropout', options, optionNames))
    this.rate = rate
    this.#seed = options.seed
    this.#noiseShape = options.noiseShape
    this.#generator = this.addSeedGenerator(options.seed)
  }

  protected override call(x: Tensor, { training }: CallContext): Tensor {
    if (!training || this.rate === 0) return x
    if (this.rate === 1) return zerosLike(x)
    const keepRate = 1 - this.rate
    const isKept = randomBernoulli(this.#generator.next(), this.#noiseShapeFor(x.shape), keepRate)
    return where(isKept, x.div(keepRate), 0)
  }

  #noiseShapeFor(shape: Shape): Shape {
    const noiseShape = this.#noiseShape
    if (!noiseShape) return shape
    const isFitting =
      noiseShape.length === shape.length && noiseShape.every((extent, axis) => [null, 1, shape[axis]].includes(extent))
    if (!isFitting) {
      const expected = `noiseShape ${formatShape(noiseShape)} must hold 1, null or the input's own extent per axis`
      throw new ShapeError(`${this.path}: ${expected}, got an input of shape ${formatShape(shape)}; count the batch axis too`)
    }
    return noiseShape.map((extent, axis) => extent ?? shape[axis]!)
  }

  override getConfig(): LayerConfig {
    const { rate } = this
    const [seed, noiseShape] = [this.#seed, this.#noiseShape]
    return { ...super.getConfig(), rate, ...(seed !== undefined && { seed }), ...(noiseShape && { noiseShape }) }
  }

  static override fromConfig({ rate, ...options }: LayerConfig): Dropout {
    return new this(rate as number, options)
  }
}
