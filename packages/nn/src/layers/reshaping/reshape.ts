/** The elements of each input in another shape. */
import { ArgumentError, formatShape, type Shape, ShapeError, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

const isTarget = (shape: Shape): boolean =>
  Array.isArray(shape) &&
  shape.every((extent) => Number.isSafeInteger(extent) && (extent > 0 || extent === -1)) &&
  shape.filter((extent) => extent === -1).length <= 1

/** The number of elements, where all extents are known. */
const sizeOf = (shape: BatchShape): number | null =>
  shape.reduce((size, extent) => (size === null || extent === null ? null : size * extent), 1)

/**
 * Gives each input another shape with the same elements in the same order.
 *
 * @shape x [batch, ...rest] -> [batch, ...targetShape]
 * @param targetShape - without the batch axis; one extent may be -1 and is computed
 * @throws ShapeError when the elements do not fit; ArgumentError when the shape is none
 * @example
 * ```ts
 * const model = new Sequential([new Reshape([28, 28, 1], { inputShape: [784] })])
 * ```
 */
export class Reshape extends Layer {
  static override readonly className: string = 'Reshape'

  readonly #targetShape: Shape

  constructor(targetShape: Shape, options: LayerOptions = {}) {
    if (!isTarget(targetShape)) {
      const got = Array.isArray(targetShape) ? formatShape(targetShape) : describeValue(targetShape)
      throw new ArgumentError(
        `Reshape: targetShape must hold a positive integer per axis, one of which may be -1, without the batch axis, got ${got}; write new Reshape([28, 28, 1])`,
      )
    }
    super(checkOptions('Reshape', options, layerOptionNames))
    this.#targetShape = [...targetShape]
  }

  protected override checkInput(shape: BatchShape): void {
    const known = this.#targetShape.filter((extent) => extent !== -1).reduce((size, extent) => size * extent, 1)
    const size = sizeOf(shape.slice(1))
    const fits = size === null || (known === size && !this.#isOpen) || (this.#isOpen && size % known === 0)
    if (shape.length > 0 && fits) return
    throw new ShapeError(
      `${this.path}: expected inputs of ${this.#isOpen ? 'a multiple of ' : ''}${known} elements for the shape ${formatShape(this.#targetShape)}, got shape ${formatShape(shape)}; change targetShape or the input`,
    )
  }

  get #isOpen(): boolean {
    return this.#targetShape.includes(-1)
  }

  #resolve(rest: BatchShape): BatchShape {
    const size = sizeOf(rest)
    const known = this.#targetShape.filter((extent) => extent !== -1).reduce((product, extent) => product * extent, 1)
    return this.#targetShape.map((extent) => (extent === -1 ? (size === null ? null : size / known) : extent))
  }

  protected override call(x: Tensor): Tensor {
    const [batch, ...rest] = x.shape
    return x.reshape([batch!, ...this.#resolve(rest).map((extent) => extent!)])
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    const [batch, ...rest] = inputShape
    return [batch!, ...this.#resolve(rest)]
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), targetShape: this.#targetShape }
  }

  static override fromConfig({ targetShape, ...options }: LayerConfig): Reshape {
    return new this(targetShape as Shape, options)
  }
}
