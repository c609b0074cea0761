/** A vector as every step of a sequence. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { checkCount } from '../../options/check-values.ts'
import { checkLayout } from '../check-extents.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/**
 * Makes a sequence of `n` equal steps of each vector.
 *
 * @shape x [batch, features] -> [batch, n, features]
 * @param n - number of steps, at least 1
 * @throws ShapeError when the inputs are no vectors; ArgumentError when n is no positive integer
 */
export class RepeatVector extends Layer {
  static override readonly className: string = 'RepeatVector'

  readonly #n: number

  constructor(n: number, options: LayerOptions = {}) {
    checkCount('RepeatVector', 'n', n)
    super(checkOptions('RepeatVector', options, layerOptionNames))
    this.#n = n
  }

  protected override checkInput(shape: BatchShape): void {
    checkLayout(this.path, shape, ['batch', 'features'])
  }

  protected override call(x: Tensor): Tensor {
    const [batch, features] = x.shape
    return x.expandDims(1).broadcastTo([batch!, this.#n, features!])
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return [inputShape[0]!, this.#n, inputShape[1]!]
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), n: this.#n }
  }

  static override fromConfig({ n, ...options }: LayerConfig): RepeatVector {
    return new this(n as number, options)
  }
}
