/** The geometry of windows that move over a tensor, without the innermost axes that they leave alone. */
import { type Shape, sizeOf, stridesOf, type WindowAttributes } from '@neurite/core'

/** One entry per axis that is left; behind each cell and each position lies a dense line. */
export interface Windows extends WindowAttributes {
  /** Extents of the tensor. */
  readonly cells: Shape
  readonly positions: Shape
  /** Elements of a line: channels, where they come last. */
  readonly line: number
  /** Elements from one cell to the next along each axis. */
  readonly cellSteps: readonly number[]
  /** Elements from one position to the next. */
  readonly positionSteps: readonly number[]
}

/** Whether an axis is as it was after the window moved along it; such a window has no room for padding. */
const isUntouched = (shape: Shape, positions: Shape, { window }: WindowAttributes, axis: number): boolean =>
  window[axis] === 1 && positions[axis] === shape[axis]

/** The geometry of windows over a tensor of a shape. */
export function windowsOf(shape: Shape, positions: Shape, attributes: WindowAttributes): Windows {
  let axes = shape.length
  while (axes > 0 && isUntouched(shape, positions, attributes, axes - 1)) axes--
  const outer = (list: readonly number[]): number[] => list.slice(0, axes)
  return {
    window: outer(attributes.window),
    strides: outer(attributes.strides),
    low: outer(attributes.low),
    high: outer(attributes.high),
    dilations: outer(attributes.dilations),
    cells: outer(shape),
    positions: outer(positions),
    line: sizeOf(shape.slice(axes)),
    cellSteps: outer(stridesOf(shape)),
    positionSteps: outer(stridesOf(positions)),
  }
}

const axesOf = ({ cells }: Windows): number[] => [...cells.keys()]

/** Cells from the first tap of the window to its last along an axis. */
const reachOf = ({ window, dilations }: Windows, axis: number): number => (window[axis]! - 1) * dilations[axis]!

/** Axes on which some position of the window lies on padding. */
export const paddedAxes = (windows: Windows): number[] =>
  axesOf(windows).filter((axis) => {
    const { cells, positions, strides, low } = windows
    return low[axis]! > 0 || (positions[axis]! - 1) * strides[axis]! + reachOf(windows, axis) >= cells[axis]!
  })

/** Number of leading axes that the window leaves alone. */
export function aloneAxes(windows: Windows): number {
  const touched = axesOf(windows).findIndex((axis) => !isUntouched(windows.cells, windows.positions, windows, axis))
  return touched < 0 ? windows.cells.length : touched
}

/** Whether no cell lies under two positions of the window. */
export const areDisjoint = (windows: Windows): boolean =>
  axesOf(windows).every((axis) => windows.positions[axis] === 1 || reachOf(windows, axis) < windows.strides[axis]!)

/** Whether every cell lies under some position of windows that are disjoint. */
export const coverAll = (windows: Windows): boolean =>
  axesOf(windows).every((axis) => {
    const { cells, positions, window, strides, low, dilations } = windows
    const isDense = (dilations[axis] === 1 || window[axis] === 1) && (positions[axis] === 1 || window[axis] === strides[axis])
    return isDense && positions[axis]! > 0 && (positions[axis]! - 1) * strides[axis]! + window[axis]! - low[axis]! >= cells[axis]!
  })

/** The index of every tap of the window, row-major. */
export const tapsOf = ({ window }: Windows): number[][] =>
  window.reduce<number[][]>((taps, extent) => taps.flatMap((tap) => Array.from({ length: extent }, (_, i) => [...tap, i])), [[]])

/** Elements from the first tap to each, row-major. */
export const tapOffsets = (windows: Windows): number[] =>
  tapsOf(windows).map((tap) => tap.reduce((sum, i, axis) => sum + i * windows.dilations[axis]! * windows.cellSteps[axis]!, 0))
