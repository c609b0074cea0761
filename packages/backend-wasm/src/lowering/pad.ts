/** Lowers pad, which writes its result from front to back, in stretches as long as they come. */
import { type PrimitiveAttributes, sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { bytesPerOperation, emitCopyBytes } from './bytes.ts'
import { elementOf } from './element.ts'
import { emitFillBytes, patternAt } from './fill.ts'
import { kernel, type Lowering } from './kernel.ts'
import { advance, countedLoop } from './nest.ts'
import { cutOf, overParts, partsOf } from './parts.ts'
import { movedPointer, sizeBytesOfType, startOf, type View } from './view.ts'

type PadAttributes = PrimitiveAttributes['pad']

/** Number of leading axes without padding. */
function unpaddedAxes({ low, high, interior }: PadAttributes): number {
  const padded = low.findIndex((cells, axis) => cells + high[axis]! + interior[axis]! > 0)
  return padded < 0 ? low.length : padded
}

/** Writes the block of the result behind the leading axes; both pointers stay behind what was read and written. */
function emitPadded(
  code: FunctionBuilder,
  { low, high, interior }: PadAttributes,
  [x, out]: readonly [View, View],
  [from, to]: readonly [Local, Local],
  firstAxis: number,
  fillCells: (sizeBytes: number) => void,
): void {
  const bytesBehind = ({ dtype, shape }: View, axis: number): number => sizeOf(shape.slice(axis)) * elementOf(dtype).sizeBytes
  const fill = (sizeBytes: number): void => {
    fillCells(sizeBytes)
    advance(code, to, sizeBytes)
  }
  const level = (axis: number): void => {
    const isPadded = low.slice(axis).some((cells, i) => cells + high[axis + i]! + interior[axis + i]! > 0)
    if (!isPadded) {
      const sizeBytes = bytesBehind(x, axis)
      emitCopyBytes(code, to, from, sizeBytes)
      for (const pointer of [from, to]) advance(code, pointer, sizeBytes)
      return
    }
    const cellBytes = bytesBehind(out, axis + 1)
    fill(low[axis]! * cellBytes)
    countedLoop(code, x.shape[axis]!, (index) => {
      if (interior[axis]! > 0) code.get(index).branch(undefined, () => fill(interior[axis]! * cellBytes))
      level(axis + 1)
    })
    fill(high[axis]! * cellBytes)
  }
  level(firstAxis)
}

/** Lowering of pad: only what lies around and between the elements is filled. */
export const pad: Lowering<'pad'> = ({ attributes, operands: [xType], results: [outType] }) => {
  const lead = unpaddedAxes(attributes)
  const [extents, itemBytes] = [
    outType!.shape.slice(0, lead),
    sizeBytesOfType({ ...outType!, shape: outType!.shape.slice(lead) }),
  ]
  const cut = cutOf(extents, itemBytes / bytesPerOperation)
  const strides = (shape: readonly number[]): number[] => {
    const bytes = sizeBytesOfType({ ...xType!, shape: shape.slice(lead) })
    return extents.map((_, axis) => sizeOf(extents.slice(axis + 1)) * bytes)
  }
  return kernel((frame) => {
    const { code, operands, results } = frame
    const [x, value, out] = [operands[0]!, operands[1]!, results[0]!]
    const [source, target] = [startOf(code, x), startOf(code, out)]
    const pattern = patternAt(code, out.dtype, value.pointer)
    const walks = [
      { pointer: source, strides: strides(x.shape) },
      { pointer: target, strides: strides(out.shape) },
    ]
    overParts(frame, cut, extents, walks, () => {
      const [from, to] = [movedPointer(code, source), movedPointer(code, target)]
      emitPadded(code, attributes, [x, out], [from, to], lead, (sizeBytes) => emitFillBytes(code, to, pattern, sizeBytes))
    })
  }, partsOf(cut))
}
