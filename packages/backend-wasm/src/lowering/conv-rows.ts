/** The loops of a convolution: rows of positions, and the taps of the filter that meet them. */
import type { ConvAttributes, Shape } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import type { Frame } from './kernel.ts'
import { type Count, emitNest, type Walk } from './nest.ts'
import { type Cut, overParts } from './parts.ts'
import { byteStrides, startOf, type View } from './view.ts'

/** `input [n, ...spatial, in]`, `filter [...kernel, in / groups, out]`, `output [n, ...positions, out]`. */
export interface Convolution extends ConvAttributes {
  readonly input: View
  readonly filter: View
  readonly output: View
  readonly kernel: Shape
  /** Channels of one group. */
  readonly inputs: number
  readonly outputs: number
  /** From one group to the next in `filter`. */
  readonly filterGroupBytes: number
}

/** Positions along the last spatial axis for which one tap is on the input. */
export interface Row {
  readonly count: Count
  readonly input: Local
  readonly filter: Local
  readonly output: Local
}

/** A local that starts as -low and counts along one axis of the input. */
function startCoordinate(code: FunctionBuilder, low: number): Local {
  const coordinate = code.local('i32')
  code.i32(-low).set(coordinate)
  return coordinate
}

/** Leaves in locals the first position whose tap is on the input, and how many there are; `offset` is the tap of position 0. */
function validPositions(code: FunctionBuilder, offset: Local, extent: number, positions: number, stride: number) {
  const [first, count] = [code.local('i32'), code.local('i32')]
  const divide = (): FunctionBuilder => code.i32(stride).op('i32.div_u')
  code.get(offset).i32(0).op('i32.lt_s')
  code.branch(
    'i32',
    () => {
      code
        .i32(stride - 1)
        .get(offset)
        .op('i32.sub')
      divide()
    },
    () => code.i32(0),
  )
  code.set(first)
  code.get(offset).i32(extent).op('i32.lt_s')
  code.branch(
    'i32',
    () => {
      code
        .i32(extent - 1)
        .get(offset)
        .op('i32.sub')
      divide().i32(1).op('i32.add').tee(count).i32(positions)
      code.get(count).i32(positions).op('i32.lt_s', 'select')
    },
    () => code.i32(0),
  )
  code.get(first).op('i32.sub').tee(count).i32(0)
  code.get(count).i32(0).op('i32.gt_s', 'select').set(count)
  return { first, count }
}

/** Whether some tap of some position lies beyond the input on a spatial axis. */
function reaches({ input, output, kernel: extents, strides, low, dilations }: Convolution, axis: number): boolean {
  const last = (output.shape[axis + 1]! - 1) * strides[axis]! + (extents[axis]! - 1) * dilations[axis]!
  return low[axis]! > 0 || last >= input.shape[axis + 1]!
}

/** How the rows are shared out: by examples, or by places on the filter's first axis. */
export interface RowCut {
  readonly by: 'examples' | 'taps'
  readonly cut: Cut | undefined
}

/** Runs `body` for every row of positions, and every tap that meets it, in the parts to run. */
export function overRows(frame: Frame, conv: Convolution, { by, cut }: RowCut, body: (row: Row) => void): void {
  const { code } = frame
  const { input, filter, output, strides, low, dilations } = conv
  const [inputBytes, filterBytes, outputBytes] = [byteStrides(input), byteStrides(filter), byteStrides(output)]
  const last = strides.length - 1
  const outer = strides.slice(0, last).map((_, axis) => axis)
  const coordinates = outer.map((axis) => startCoordinate(code, low[axis]!))
  const offset = startCoordinate(code, low[last]!)
  const along = (axis: number, step: number): number[] => strides.map((_, other) => (other === axis ? step : 0))
  const corner = { ...input, offset: -low.reduce((sum, cells, axis) => sum + cells * input.strides[axis + 1]!, 0) }
  const [x, w, y] = [startOf(code, corner), startOf(code, filter), startOf(code, output)]
  const positionWalks: Walk[] = [
    { pointer: x, strides: [inputBytes[0]!, ...outer.map((axis) => strides[axis]! * inputBytes[axis + 1]!)] },
    { pointer: y, strides: outputBytes.slice(0, last + 1) },
    ...outer.map((axis) => ({ pointer: coordinates[axis]!, strides: [0, ...along(axis, strides[axis]!).slice(0, last)] })),
  ]
  const tapWalks: Walk[] = [
    { pointer: x, strides: dilations.map((dilation, axis) => dilation * inputBytes[axis + 1]!) },
    { pointer: w, strides: filterBytes.slice(0, last + 1) },
    { pointer: offset, strides: along(last, dilations[last]!) },
    ...outer.map((axis) => ({ pointer: coordinates[axis]!, strides: along(axis, dilations[axis]!) })),
  ]
  const checked = outer.filter((axis) => reaches(conv, axis))
  const [extent, positions] = [input.shape[last + 1]!, output.shape[last + 1]!]
  const row = (): void => {
    if (!reaches(conv, last)) return body({ count: positions, input: x, filter: w, output: y })
    const { first, count } = validPositions(code, offset, extent, positions, strides[last]!)
    const skip = (pointer: Local, bytes: number): Local => {
      const moved = code.local('i32')
      code.get(pointer, first).i32(bytes).op('i32.mul', 'i32.add').set(moved)
      return moved
    }
    const [source, target] = [skip(x, strides[last]! * inputBytes[last + 1]!), skip(y, outputBytes[last + 1]!)]
    body({ count: { local: count }, input: source, filter: w, output: target })
  }
  const whereInside = (): void => {
    if (checked.length === 0) return row()
    checked.forEach((axis, i) => {
      code
        .get(coordinates[axis]!)
        .i32(input.shape[axis + 1]!)
        .op('i32.lt_u')
      if (i > 0) code.op('i32.and')
    })
    code.branch(undefined, row)
  }
  const places = output.shape.slice(0, last + 1)
  const sliced = (start: number, end?: number): Walk[] =>
    tapWalks.map(({ pointer, strides: steps }) => ({ pointer, strides: steps.slice(start, end) }))
  if (by === 'examples' || !cut) {
    overParts(frame, cut, places, positionWalks, () => emitNest(code, conv.kernel, tapWalks, whereInside))
    return
  }
  overParts(frame, cut, conv.kernel.slice(0, cut.axes), sliced(0, cut.axes), () =>
    emitNest(code, places, positionWalks, () => emitNest(code, conv.kernel.slice(cut.axes), sliced(cut.axes), whereInside)),
  )
}
