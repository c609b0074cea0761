/** Inputs joined along an axis. */
import { ArgumentError, concat, onesLike, ShapeError, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { type BatchShape, type LayerConfig, layerOptionNames, type LayerOptions, type MaskOf } from '../layer.ts'
import { besideInput, formatShapes, type Inputs, Merge } from './merge.ts'

/** Options of `Concatenate`. */
export interface ConcatenateOptions extends LayerOptions {
  /** Along which axis. Default the last. */
  readonly axis?: number
}

/**
 * Joins the inputs along an axis that they have. Masks are joined too; inputs without one count whole, if another has one.
 *
 * @shape any number of x [batch, ..., n_i, ...] -> [batch, ..., sum of n_i, ...]
 * @throws ShapeError when the inputs differ along another axis; ArgumentError when the axis is no integer
 * @example
 * ```ts
 * const both = new Concatenate().apply([left, right])
 * ```
 */
export class Concatenate extends Merge {
  static override readonly className: string = 'Concatenate'

  readonly #axis: number

  constructor(options: ConcatenateOptions = {}) {
    super(checkOptions('Concatenate', options, { ...layerOptionNames, axis: true }))
    const { axis = -1 } = options
    if (!Number.isSafeInteger(axis)) {
      throw new ArgumentError(`Concatenate: axis must be an integer, got ${describeValue(axis)}; -1 is the last axis`)
    }
    this.#axis = axis
  }

  protected override checkInput(shapes: readonly BatchShape[]): void {
    this.checkCount(shapes)
    const [first] = shapes
    const at = this.#axisOf(first!)
    const fits = (shape: BatchShape): boolean =>
      shape.length === first!.length &&
      shape.every((extent, axis) => axis === at || extent === first![axis] || extent === null || first![axis] === null)
    if (at >= 0 && at < first!.length && shapes.every(fits)) return
    throw new ShapeError(
      `${this.path}: expected shapes that are equal but for axis ${this.#axis}, got ${formatShapes(shapes)}; reshape the inputs`,
    )
  }

  #axisOf({ length }: BatchShape): number {
    return this.#axis < 0 ? this.#axis + length : this.#axis
  }

  protected override merge(inputs: Inputs): Tensor {
    return concat(inputs, this.#axis)
  }

  override computeMask(inputs: Inputs, masks: MaskOf<Inputs>): Tensor | undefined {
    if (masks.every((mask) => mask === undefined)) return undefined
    const whole = inputs.map((x, index) => {
      const mask = masks[index]
      return mask ? besideInput(mask, x).broadcastTo(x.shape) : onesLike(x).cast('bool')
    })
    return concat(whole, this.#axis).any(-1)
  }

  override computeOutputShape(shapes: readonly BatchShape[]): BatchShape {
    this.checkInput(shapes)
    const at = this.#axisOf(shapes[0]!)
    const known = (axis: number): number | null => shapes.map((shape) => shape[axis]!).find((extent) => extent !== null) ?? null
    const sum = (axis: number): number | null =>
      shapes.reduce<number | null>((total, shape) => (total === null || shape[axis] === null ? null : total + shape[axis]!), 0)
    return shapes[0]!.map((_, axis) => (axis === at ? sum(axis) : known(axis)))
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axis: this.#axis }
  }
}
