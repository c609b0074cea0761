/** Where a window that moves over a tensor lies on its cells: the geometry of convolution and pooling. */
import { type Shape, stridesOf } from '@neurite/core'

/** One axis along which a window moves. */
interface WindowAxis {
  readonly extent: number
  readonly positions: number
  readonly stride: number
  readonly low: number
  readonly dilation: number
}

/** A window over cells of shape `cells`; one entry per axis. */
export interface WindowGeometry {
  readonly cells: Shape
  readonly positions: Shape
  readonly window: Shape
  readonly strides: readonly number[]
  readonly low: readonly number[]
  readonly dilations: readonly number[]
}

/** Positions at which one tap of the window lies on a cell, not on padding; the first of them lies on `cell`. */
interface Reach {
  readonly position: number
  readonly cell: number
  readonly count: number
}

/** At position `p` the tap lies on cell `p * stride + tap * dilation - low`. */
function reachOf({ extent, positions, stride, low, dilation }: WindowAxis, tap: number): Reach {
  const shift = tap * dilation - low
  const first = Math.max(0, Math.ceil(-shift / stride))
  const last = Math.min(positions - 1, Math.floor((extent - 1 - shift) / stride))
  return { position: first, cell: first * stride + shift, count: Math.max(0, last - first + 1) }
}

/** The index of every tap, in row-major order. */
const tapsOf = (window: Shape): number[][] =>
  window.reduce<number[][]>((taps, extent) => taps.flatMap((tap) => Array.from({ length: extent }, (_, i) => [...tap, i])), [[]])

/** `length` consecutive positions from `position` on, where the tap lies on `cell`, `cell + cellStep`, ... */
export interface TapLine {
  readonly tap: number
  readonly position: number
  readonly cell: number
  readonly length: number
  readonly cellStep: number
}

/**
 * Calls `visit` with all pairs of a position and a cell under its window, as lines along the last axis; padding is left out.
 *
 * Taps are visited in row-major order, so each position sees the cells under its window in that order.
 */
export function forEachTapLine(geometry: WindowGeometry, visit: (line: TapLine) => void): void {
  const { cells, positions, window, strides, low, dilations } = geometry
  const axes = cells.map((extent, axis): WindowAxis => ({
    extent,
    positions: positions[axis]!,
    stride: strides[axis]!,
    low: low[axis]!,
    dilation: dilations[axis]!,
  }))
  const [positionStrides, cellStrides] = [stridesOf(positions), stridesOf(cells)]
  const last = axes.length - 1
  tapsOf(window).forEach((offsets, tap) => {
    const reaches = axes.map((axis, index) => reachOf(axis, offsets[index]!))
    const walk = (axis: number, position: number, cell: number): void => {
      if (axis > last) return visit({ tap, position, cell, length: 1, cellStep: 0 })
      const reach = reaches[axis]!
      const [positionStep, cellStep] = [positionStrides[axis]!, cellStrides[axis]! * axes[axis]!.stride]
      const [firstPosition, firstCell] = [position + reach.position * positionStep, cell + reach.cell * cellStrides[axis]!]
      if (axis === last) return visit({ tap, position: firstPosition, cell: firstCell, length: reach.count, cellStep })
      for (let i = 0; i < reach.count; i++) walk(axis + 1, firstPosition + i * positionStep, firstCell + i * cellStep)
    }
    walk(0, 0, 0)
  })
}
