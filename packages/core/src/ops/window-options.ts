/** Reads the options that convolutions and pooling share: one entry per spatial axis, and padding by name. */
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { formatShape, type Shape } from '../shape/shape.ts'
import { checkChoice } from './check-choice.ts'

/** One number for all spatial axes, or one per axis. */
export type PerAxis = number | readonly number[]

/** Cells before and after each spatial axis. */
export type ExplicitPadding = readonly (readonly [low: number, high: number])[]

/**
 * How far a window may reach beyond the ends.
 *
 * - `valid`: not at all.
 * - `same`: so that a stride of 1 keeps the extent; an odd cell goes to the end.
 * - pairs: that many cells before and after each spatial axis.
 */
export type Padding = 'valid' | 'same' | ExplicitPadding

/** A window as it moves along the spatial axes. */
export interface Window {
  readonly extents: Shape
  readonly window: Shape
  readonly strides: Shape
  readonly dilations: Shape
}

/** Throws unless the tensor is [batch, ...spatial, channels] with one to three spatial axes; returns the spatial extents. */
export function spatialOf(call: string, shape: Shape): Shape {
  if (shape.length < 3 || shape.length > 5) {
    throw new ShapeError(
      `${call}: expected x [batch, ...spatial, channels] with 1 to 3 spatial axes, got shape ${formatShape(shape)}; add axes with expandDims`,
    )
  }
  return shape.slice(1, -1)
}

/** One positive integer per axis. */
export function perAxis(call: string, name: string, value: PerAxis, axes: number): readonly number[] {
  const list = typeof value === 'number' ? Array.from({ length: axes }, () => value) : value
  if (list.length !== axes || list.some((n) => !Number.isInteger(n) || n < 1)) {
    throw new ArgumentError(
      `${call}: ${name} must be a positive integer, or ${axes} of them (one per spatial axis), got ${JSON.stringify(value)}`,
    )
  }
  return list
}

/** Extent of a window whose cells are `dilation` apart. */
export const reachOf = (window: number, dilation: number): number => (window - 1) * dilation + 1

type Pads = (window: Window, axis: number) => readonly [number, number]

/** Cells by name of the padding. */
const namedPadding: Readonly<Record<string, Pads>> = {
  valid: () => [0, 0],
  same: ({ extents, window, strides, dilations }, axis) => {
    const [extent, stride] = [extents[axis]!, strides[axis]!]
    const span = (Math.ceil(extent / stride) - 1) * stride + reachOf(window[axis]!, dilations[axis]!)
    const total = Math.max(0, span - extent)
    return [Math.floor(total / 2), Math.ceil(total / 2)]
  },
  causal: ({ window, dilations }, axis) => [reachOf(window[axis]!, dilations[axis]!) - 1, 0],
}

/** Cells before and after each spatial axis. `names` are the paddings that the call knows by name. */
export function padCells(
  call: string,
  padding: string | ExplicitPadding,
  names: readonly string[],
  window: Window,
): { readonly low: readonly number[]; readonly high: readonly number[] } {
  const pads = typeof padding === 'string' ? byName(call, padding, names, window) : explicit(call, padding, window)
  return { low: pads.map(([low]) => low), high: pads.map(([, high]) => high) }
}

function byName(call: string, padding: string, names: readonly string[], window: Window): (readonly [number, number])[] {
  checkChoice(call, 'padding', padding, names)
  const cells = namedPadding[padding]!
  if (padding === 'causal' && window.extents.length !== 1) {
    throw new ArgumentError(`${call}: padding "causal" needs one spatial axis, got ${window.extents.length}; use "same" or pairs`)
  }
  return window.extents.map((_, axis) => cells(window, axis))
}

function explicit(call: string, padding: ExplicitPadding, { extents }: Window): ExplicitPadding {
  const isPair = (pair: readonly number[]): boolean => pair.length === 2 && pair.every((n) => Number.isInteger(n) && n >= 0)
  if (padding.length !== extents.length || !padding.every(isPair)) {
    throw new ArgumentError(
      `${call}: padding must be a name or one [low, high] of whole numbers for each of ${extents.length} spatial axes, got ${JSON.stringify(padding)}`,
    )
  }
  return padding
}
