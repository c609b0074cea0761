/** The axes of each input in another order. */
import { ArgumentError, formatShape, ShapeError, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

const isPermutation = (dims: readonly number[]): boolean =>
  Array.isArray(dims) && dims.toSorted((a: number, b: number) => a - b).every((dim: unknown, index: number) => dim === index + 1)

/**
 * Puts the axes of each input into another order.
 *
 * @shape x [batch, ...rest] -> [batch, ...rest in the order of dims]
 * @param dims - 1 to n in the order wanted: `[2, 1]` swaps the first two axes after the batch axis
 * @throws ShapeError when the input has another number of axes; ArgumentError when dims is no order of 1 to n
 */
export class Permute extends Layer {
  static override readonly className: string = 'Permute'

  readonly #dims: readonly number[]

  constructor(dims: readonly number[], options: LayerOptions = {}) {
    if (!isPermutation(dims)) {
      const got = Array.isArray(dims) ? `[${dims.join(', ')}]` : describeValue(dims)
      throw new ArgumentError(
        `Permute: dims must hold the integers from 1 to the number of axes after the batch axis, got ${got}; write new Permute([2, 1])`,
      )
    }
    super(checkOptions('Permute', options, layerOptionNames))
    this.#dims = [...dims]
  }

  protected override checkInput(shape: BatchShape): void {
    if (shape.length === this.#dims.length + 1) return
    throw new ShapeError(
      `${this.path}: expected an input of ${this.#dims.length + 1} axes, batch axis included, got shape ${formatShape(shape)}; change dims or the input`,
    )
  }

  protected override call(x: Tensor): Tensor {
    return x.transpose([0, ...this.#dims])
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return [0, ...this.#dims].map((axis) => inputShape[axis]!)
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), dims: this.#dims }
  }

  static override fromConfig({ dims, ...options }: LayerConfig): Permute {
    return new this(dims as readonly number[], options)
  }
}
