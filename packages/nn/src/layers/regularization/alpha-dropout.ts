/** Dropout for networks of selu units. */
import { formatShape, randomBernoulli, type Shape, ShapeError, type Tensor, where } from '@neurite/core'
import { checkNumber } from '../../options/check-number.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { type BatchShape, type LayerConfig, layerOptionNames } from '../layer.ts'
import { NoiseLayer, type NoiseOptions } from './noise-layer.ts'

/** Options of `AlphaDropout`. */
export interface AlphaDropoutOptions extends NoiseOptions {
  /** Shape of the random choice, batch axis included: along an axis of 1, elements share their fate; null is the input's own extent. */
  readonly noiseShape?: BatchShape | undefined
}

const optionNames: OptionNames<AlphaDropoutOptions> = { ...layerOptionNames, seed: true, noiseShape: true }

/** What selu tends to at -Infinity. @source Klambauer et al. 2017, eq. 14 */
const lowest = -1.6732632423543772 * 1.0507009873554805

/**
 * In training, sets a share of the elements to the least value of selu, then scales and shifts all so that mean 0 and variance 1 stay
 * what they are. Otherwise returns the input itself.
 *
 * @shape x [...] -> the same
 * @param rate - share of elements that are dropped, from 0 to below 1
 * @throws ArgumentError when it is outside that range; ShapeError when noiseShape does not fit the input
 * @source Klambauer et al. 2017, section 3
 */
export class AlphaDropout extends NoiseLayer {
  static override readonly className: string = 'AlphaDropout'

  readonly #rate: number
  readonly #noiseShape: BatchShape | undefined

  constructor(rate: number, options: AlphaDropoutOptions = {}) {
    checkNumber('AlphaDropout', 'rate', rate, { least: 0, below: 1 })
    const { noiseShape, ...others } = checkOptions('AlphaDropout', options, optionNames)
    super(others)
    this.#rate = rate
    this.#noiseShape = noiseShape
  }

  protected override get isSilent(): boolean {
    return this.#rate === 0
  }

  protected override disturb(x: Tensor, key: Tensor): Tensor {
    const rate = this.#rate
    const isKept = randomBernoulli(key, this.#noiseShapeFor(x.shape), 1 - rate)
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * lowest ** 2))
    return where(isKept, x, lowest)
      .mul(scale)
      .add(-scale * lowest * rate)
  }

  #noiseShapeFor(shape: Shape): Shape {
    const noiseShape = this.#noiseShape
    if (!noiseShape) return shape
    const fits = noiseShape.length === shape.length && noiseShape.every((n, axis) => [null, 1, shape[axis]].includes(n))
    if (fits) return noiseShape.map((extent, axis) => extent ?? shape[axis]!)
    throw new ShapeError(
      `${this.path}: noiseShape ${formatShape(noiseShape)} must hold 1, null or the input's own extent per axis, got an input of shape ${formatShape(shape)}; count the batch axis too`,
    )
  }

  override getConfig(): LayerConfig {
    const [rate, noiseShape] = [this.#rate, this.#noiseShape]
    return { ...super.getConfig(), rate, ...(noiseShape && { noiseShape }) }
  }

  static override fromConfig({ rate, ...options }: LayerConfig): AlphaDropout {
    return new this(rate as number, options)
  }
}
