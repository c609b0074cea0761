/** A layer whose kernel is kept at spectral norm 1. */
import { ArgumentError, l2Normalize, type Tensor, Variable, where } from '@neurite/core'
import { TruncatedNormal } from '../../initializers/random-normal.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkCount } from '../../options/check-values.ts'
import { type BatchShape, type CallContext, type Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { Wrapper } from '../wrapper.ts'

/** Options of `SpectralNormalization`. */
export interface SpectralNormalizationOptions extends LayerOptions {
  /** Steps of power iteration at each step of training. Default 1. */
  readonly powerIterations?: number
}

const optionNames: OptionNames<SpectralNormalizationOptions> = { ...layerOptionNames, powerIterations: true }

/** The weight that is normalised: `kernel`, or `embeddings`. */
function kernelOf(path: string, layer: Layer): Variable {
  for (const name of ['kernel', 'embeddings']) {
    const weight: unknown = Reflect.get(layer, name)
    if (weight instanceof Variable) return weight
  }
  throw new ArgumentError(
    `${path}: the layer ${layer.path} has no kernel and no embeddings to normalise; wrap a Dense or Conv2D layer, for example`,
  )
}

/**
 * In training, divides the kernel of the wrapped layer by an estimate of its greatest singular value, before the layer uses it. The
 * estimate comes from power iteration, which goes on from step to step. As in Keras, the kernel itself is replaced, and its gradient
 * is that of the divided one.
 *
 * @shape as the wrapped layer
 * @throws ArgumentError when the wrapped layer has no kernel and no embeddings
 * @example
 * ```ts
 * const y = new SpectralNormalization(new Dense(10)).apply(x, { training: true })
 * ```
 * @source Miyato et al. 2018, algorithm 1
 */
export class SpectralNormalization extends Wrapper {
  static override readonly className: string = 'SpectralNormalization'

  readonly powerIterations: number
  #kernel: Variable | undefined
  #vector: Variable | undefined

  constructor(layer: Layer, options: SpectralNormalizationOptions = {}) {
    const call = 'SpectralNormalization'
    const { powerIterations = 1, ...common } = checkOptions(call, options, optionNames)
    super(layer, common)
    this.powerIterations = checkCount(call, 'powerIterations', powerIterations)
  }

  protected override build(inputShape: BatchShape): void {
    super.build(inputShape)
    const kernel = kernelOf(this.path, this.layer)
    this.#vector = this.addWeight('vectorU', [1, kernel.shape.at(-1)!], {
      initializer: new TruncatedNormal({ stddev: 0.02 }),
      trainable: false,
      dtype: kernel.dtype,
    })
    this.#kernel = kernel
  }

  protected override call(x: Tensor, context: CallContext): Tensor {
    if (context.training) this.#normalize(this.#kernel!, this.#vector!)
    return super.call(x, context)
  }

  #normalize(kernel: Variable, vector: Variable): void {
    const given = kernel.value
    const matrix = given.stopGradient().reshape([-1, kernel.shape.at(-1)!])
    const before = vector.value
    let u = before
    let v = u
    for (let iteration = 0; iteration < this.powerIterations; iteration++) {
      v = l2Normalize(u.matmul(matrix.transpose()))
      u = l2Normalize(v.matmul(matrix))
    }
    const norm = v.matmul(matrix).matmul(u.transpose()).reshape([])
    // A kernel of zeros has no direction: it stays.
    const isZero = matrix.equal(0).all()
    vector.assign(where(isZero, before, u))
    const divided = given.stopGradient().div(where(isZero, 1, norm))
    // The gradient passes the division by: optimizers change the divided kernel.
    kernel.assign(given.add(divided.sub(given).stopGradient()))
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), powerIterations: this.powerIterations }
  }
}
