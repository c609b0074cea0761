/** The base of layers that make one tensor of several. */
import { ArgumentError, formatShape, ShapeError, type Tensor } from '@neurite/core'
import { type BatchShape, type CallContext, Layer, type MaskOf } from '../layer.ts'

/** Inputs of merging layers. */
export type Inputs = readonly Tensor[]

/** The shape of an elementwise operation on two inputs whose last axes are aligned, without batch axes; undefined if there is none. */
function mergeShapes(a: BatchShape, b: BatchShape): BatchShape | undefined {
  if (a.length < b.length) return mergeShapes(b, a)
  const leading = a.length - b.length
  const merged = a.map((extent, axis) => {
    const other = axis < leading ? 1 : b[axis - leading]!
    if (extent === null || other === null) return null
    return extent === 1 ? other : other === 1 || other === extent ? extent : undefined
  })
  return merged.every((extent) => extent !== undefined) ? merged : undefined
}

/** The shapes, for errors. */
export const formatShapes = (shapes: readonly BatchShape[]): string => shapes.map(formatShape).join(', ')

/** A mask with axes of 1 at its end, so that it broadcasts to an input. */
export const besideInput = (mask: Tensor, input: Tensor): Tensor =>
  mask.reshape([...mask.shape, ...Array.from({ length: input.rank - mask.rank }, () => 1)])

/**
 * Merges inputs elementwise; those with fewer axes get axes of 1 after the batch axis, and axes of 1 broadcast.
 *
 * Masks: an element counts that counts in any input; if an input has no mask, the output has none.
 */
export abstract class Merge extends Layer<Inputs> {
  protected override get takesNest(): boolean {
    return true
  }

  override get supportsMasking(): boolean {
    return true
  }

  protected override checkInput(shapes: readonly BatchShape[]): void {
    this.checkCount(shapes)
    this.#mergedShape(shapes)
  }

  /** How many inputs there must be. Default: one at least. */
  protected get inputCount(): number | undefined {
    return undefined
  }

  /**
   * Checks how many inputs there are, before their shapes are compared.
   *
   * @throws ShapeError or ArgumentError unless the inputs are an array of as many tensors as there must be
   */
  protected checkCount(shapes: readonly BatchShape[]): void {
    const expected = this.inputCount === undefined ? 'an array of inputs' : `an array of ${this.inputCount} inputs`
    // One tensor in the place of the array: its shape is that of a batch, not a list of shapes.
    if (!Array.isArray(shapes) || !shapes.every(Array.isArray)) {
      throw new ShapeError(`${this.path}: expected ${expected}, got one tensor or a record; write [a, b]`)
    }
    if (shapes.length === 0 || (this.inputCount !== undefined && shapes.length !== this.inputCount)) {
      throw new ArgumentError(`${this.path}: expected ${expected}, got ${shapes.length}; write [a, b]`)
    }
    const scalar = shapes.find((shape) => shape.length === 0)
    if (scalar) throw new ShapeError(`${this.path}: expected inputs with a batch axis, got shapes ${formatShapes(shapes)}`)
    const batches = new Set(shapes.map(([batch]) => batch).filter((batch) => batch !== null))
    if (batches.size > 1) {
      throw new ShapeError(`${this.path}: expected inputs of one batch size, got shapes ${formatShapes(shapes)}`)
    }
  }

  #mergedShape(shapes: readonly BatchShape[]): BatchShape {
    const batch = shapes.map(([extent]) => extent!).find((extent) => extent !== null) ?? null
    const rest = shapes.map((shape) => shape.slice(1)).reduce<BatchShape | undefined>((a, b) => a && mergeShapes(a, b), [])
    if (rest) return [batch, ...rest]
    throw new ShapeError(
      `${this.path}: expected shapes that broadcast, axes being equal or 1, got ${formatShapes(shapes)}; reshape the inputs`,
    )
  }

  /** The merged inputs, which all have the same number of axes. */
  protected abstract merge(inputs: Inputs, masks: MaskOf<Inputs>): Tensor

  protected override call(inputs: Inputs, { mask }: CallContext<Inputs>): Tensor {
    const rank = Math.max(...inputs.map((x) => x.rank))
    const aligned = inputs.map((x) => {
      const [batch, ...rest] = x.shape
      return x.reshape([batch!, ...Array.from({ length: rank - x.rank }, () => 1), ...rest])
    })
    return this.merge(aligned, mask)
  }

  override computeMask(_inputs: Inputs, masks: MaskOf<Inputs>): Tensor | undefined {
    const [first, ...others] = masks
    return others.reduce((merged, mask) => merged && mask && merged.logicalOr(mask), first)
  }

  override computeOutputShape(shapes: readonly BatchShape[]): BatchShape {
    this.checkInput(shapes)
    return this.#mergedShape(shapes)
  }
}
