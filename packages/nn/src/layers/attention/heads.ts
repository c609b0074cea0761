/** Arranges the axes of projected inputs for attention: heads in front of positions, all positions as one axis. */
import { sizeOf, type Shape, type Tensor } from '@neurite/core'

/** Where the axes go: `attended` are the axes of positions that attention runs over, counted in the input. */
export interface HeadLayout {
  /** Rank of the inputs, which is one less than that of projected ones. */
  readonly rank: number
  readonly attended: readonly number[]
}

/** Axes of the inputs that attention leaves apart, the batch axis first. */
export const apartAxes = ({ rank, attended }: HeadLayout): readonly number[] =>
  Array.from({ length: rank - 1 }, (_, axis) => axis).filter((axis) => !attended.includes(axis))

/** Order of the axes [...apart, heads, ...attended, dim] of a projected input [..., heads, dim]. */
const order = (layout: HeadLayout): readonly number[] => [...apartAxes(layout), layout.rank - 1, ...layout.attended, layout.rank]

/** Extents of the attended axes. */
export const attendedExtents = (shape: Shape, { attended }: HeadLayout): Shape => attended.map((axis) => shape[axis]!)

/** [..., heads, dim] -> [...apart, heads, positions, dim]. */
export function toHeads(x: Tensor, layout: HeadLayout): Tensor {
  const arranged = x.transpose(order(layout))
  const fixed = arranged.shape.slice(0, -1 - layout.attended.length)
  return arranged.reshape([...fixed, sizeOf(attendedExtents(x.shape, layout)), x.shape.at(-1)!])
}

/** [...apart, heads, positions, dim] -> [..., heads, dim]; `extents` are those of the attended axes. */
export function fromHeads(x: Tensor, layout: HeadLayout, extents: Shape): Tensor {
  const axes = order(layout)
  const arranged = x.reshape([...x.shape.slice(0, -2), ...extents, x.shape.at(-1)!])
  return arranged.transpose(axes.map((_, axis) => axes.indexOf(axis)))
}

/** A mask of the inputs [..., without features] -> [...apart, 1, positions]. */
export function maskToHeads(mask: Tensor, layout: HeadLayout): Tensor {
  const apart = apartAxes(layout)
  const arranged = mask.transpose([...apart, ...layout.attended])
  return arranged.reshape([...apart.map((axis) => mask.shape[axis]!), 1, sizeOf(attendedExtents(mask.shape, layout))])
}
