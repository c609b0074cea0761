/** The loops of a window: over its positions, and over its taps at each. */
import { sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { elementOf } from '../element.ts'
import type { Frame } from '../kernel.ts'
import type { Line } from '../line.ts'
import { emitNest, type Walk } from '../nest.ts'
import { type Cut, overParts } from '../parts.ts'
import { startOf, type View } from '../view.ts'
import { paddedAxes, tapOffsets, type Windows } from './windows.ts'

/** A cell under the window that is not padding. */
export interface Tap {
  /** Elements between a line's pointer and the cell. */
  readonly offset: number
  /** An i32 that no other tap of the same position has, and that is never -1. */
  readonly id: { readonly constant: number } | { readonly local: Local }
  /** Whether it is the first one of its position, whatever the position. */
  readonly isFirst: boolean
}

/** What a position has. */
export interface Position {
  /** Lines of the windowed tensors, under the window. */
  readonly windowed: readonly Line[]
  /** Lines of the tensors that have one per position. */
  readonly positioned: readonly Line[]
  /** Whether the first tap is known when the code is emitted. */
  readonly isUnrolled: boolean
  /** Runs `body` at each tap, row-major. */
  readonly overTaps: (body: (tap: Tap) => void) => void
}

/** As many taps are written out one after another rather than looped over, where none of them can be padding. */
const mostUnrolled = 16

/** A local that counts along one axis, and is compared with the extent. */
interface Coordinate {
  readonly local: Local
  readonly axis: number
  readonly extent: number
}

function startCoordinates(code: FunctionBuilder, windows: Windows): Coordinate[] {
  return paddedAxes(windows).map((axis) => {
    const local = code.local('i32')
    code.i32(-windows.low[axis]!).set(local)
    return { local, axis, extent: windows.cells[axis]! }
  })
}

const lineAt = (pointer: Local, { dtype }: View): Line => ({ pointer, dtype })

/** Runs `body` where all coordinates are on the tensor. */
function whereInside(code: FunctionBuilder, coordinates: readonly Coordinate[], body: () => void): void {
  if (coordinates.length === 0) return body()
  coordinates.forEach(({ local, extent }, i) => {
    code.get(local).i32(extent).op('i32.lt_u')
    if (i > 0) code.op('i32.and')
  })
  code.branch(undefined, body)
}

/**
 * Runs `body` for every position of the window that is in the parts to run.
 *
 * @param windowed - views of what the window moves over
 * @param positioned - views of what has one line per position
 */
export function overPositions(
  frame: Frame,
  cut: Cut | undefined,
  windows: Windows,
  [windowed, positioned]: readonly [windowed: readonly View[], positioned: readonly View[]],
  body: (position: Position) => void,
): void {
  const { code } = frame
  const { window, positions, strides, low, dilations, cellSteps, positionSteps, line } = windows
  if (line === 0) return
  const coordinates = startCoordinates(code, windows)
  const corner = low.reduce((offset, cells, axis) => offset - cells * cellSteps[axis]!, 0)
  const under = windowed.map((view) => lineAt(startOf(code, { ...view, offset: corner }), view))
  const at = positioned.map((view) => lineAt(startOf(code, view), view))
  const along = ({ pointer, dtype }: Line, steps: readonly number[]): Walk => ({
    pointer,
    strides: steps.map((step) => step * elementOf(dtype).sizeBytes),
  })
  /** How lines under the window and coordinates move when each axis is stepped by so many cells. */
  const walks = (steps: readonly number[]): Walk[] => [
    ...under.map((each) =>
      along(
        each,
        steps.map((step, axis) => step * cellSteps[axis]!),
      ),
    ),
    ...coordinates.map(({ local, axis }) => ({ pointer: local, strides: steps.map((step, i) => (i === axis ? step : 0)) })),
  ]
  const isUnrolled = coordinates.length === 0 && sizeOf(window) <= mostUnrolled
  const unrolled = (each: (tap: Tap) => void): void =>
    tapOffsets(windows).forEach((offset, index) => each({ offset, id: { constant: index }, isFirst: index === 0 }))
  const looped = (each: (tap: Tap) => void): void =>
    emitNest(code, window, walks(dilations), () => {
      whereInside(code, coordinates, () => each({ offset: 0, id: { local: under[0]!.pointer }, isFirst: false }))
    })
  overParts(frame, cut, positions, [...walks(strides), ...at.map((each) => along(each, positionSteps))], () =>
    body({ windowed: under, positioned: at, isUnrolled, overTaps: isUnrolled ? unrolled : looped }),
  )
}
