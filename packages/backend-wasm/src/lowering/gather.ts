/** Lowers gather and scatterAdd: loops over the indices, each of which names a line of x. */
import { type GatherAttributes, type Shape, sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { bytesPerOperation, emitCopyBytes } from './bytes.ts'
import { emitCopy } from './copy.ts'
import { elementOf } from './element.ts'
import { type Frame, kernel, type Lowering } from './kernel.ts'
import { type Line, loadPart, overLine, partLocals, storePart } from './line.ts'
import { type Cut, cutOf, overParts, partsOf } from './parts.ts'
import { startOf, type View } from './view.ts'

/** `x[batch, outer, extent, line]`, `indices[batch, count]`, `updates[batch, outer, count, line]`. */
interface Extents {
  readonly batch: number
  readonly outer: number
  readonly extent: number
  readonly line: number
  readonly count: number
}

function extentsOf(x: Shape, indices: Shape, { axis, batchDims }: GatherAttributes): Extents {
  return {
    batch: sizeOf(x.slice(0, batchDims)),
    outer: sizeOf(x.slice(batchDims, axis)),
    extent: x[axis]!,
    line: sizeOf(x.slice(axis + 1)),
    count: sizeOf(indices.slice(batchDims)),
  }
}

interface LinePointers {
  /** First element of the line that the index names, when it is in range. */
  readonly x: Local
  /** The line of gather's result or scatterAdd's updates. */
  readonly line: Local
}

/** For every index in the parts to run: `inRange` or `outOfRange`, with pointers to both lines. */
function overLines(
  frame: Frame,
  cut: Cut | undefined,
  { batch, outer, extent, line, count }: Extents,
  [x, indices, lines]: readonly [View, View, View],
  inRange: (pointers: LinePointers) => void,
  outOfRange?: (pointers: LinePointers) => void,
): void {
  const { code } = frame
  const [base, index, target] = [startOf(code, x), startOf(code, indices), startOf(code, lines)]
  const [position, source] = [code.local('i32'), code.local('i32')]
  const lineBytes = line * elementOf(x.dtype).sizeBytes
  const walks = [
    { pointer: base, strides: [outer * extent * lineBytes, extent * lineBytes, 0] },
    { pointer: index, strides: [count * 4, 0, 4] },
    { pointer: target, strides: [outer * count * lineBytes, count * lineBytes, lineBytes] },
  ]
  const pointers = { x: source, line: target }
  overParts(frame, cut, [batch, outer, count], walks, () => {
    code.get(index).access('i32.load').tee(position).i32(extent).op('i32.lt_u')
    const then = (): void => {
      code.get(base, position).i32(lineBytes).op('i32.mul', 'i32.add').set(source)
      inRange(pointers)
    }
    code.branch(undefined, then, outOfRange && (() => outOfRange(pointers)))
  })
}

/** Lowering of gather. */
export const gather: Lowering<'gather'> = ({ attributes, operands: [x, indices] }) => {
  const extents = extentsOf(x!.shape, indices!.shape, attributes)
  const lineBytes = extents.line * elementOf(x!.dtype).sizeBytes
  // A look-up takes some operations, however short the line.
  const cut = cutOf([extents.batch, extents.outer, extents.count], 4 + lineBytes / bytesPerOperation)
  return kernel((frame) => {
    const { code, operands, results } = frame
    overLines(
      frame,
      cut,
      extents,
      [operands[0]!, operands[1]!, results[0]!],
      (pointers) => emitCopyBytes(code, pointers.line, pointers.x, lineBytes),
      (pointers) => code.get(pointers.line).i32(0).i32(lineBytes).fillMemory(),
    )
  }, partsOf(cut))
}

/** Adds one line to another. */
function emitAddLine(code: FunctionBuilder, length: number, target: Line, update: Line): void {
  const { dtype } = target
  overLine(code, length, [target, update], (block) => {
    const [sums, updates] = [partLocals(code, block, dtype), partLocals(code, block, dtype)]
    for (const part of block.parts) {
      loadPart(code, block, part, target)
      code.set(sums[part]!)
      loadPart(code, block, part, update)
      code.set(updates[part]!)
      block.lane.apply(
        code,
        'add',
        [sums[part]!, updates[part]!].map((local) => ({ local, dtype })),
        dtype,
      )
      code.set(sums[part]!)
      storePart(code, block, part, target, sums[part]!)
    }
  })
}

/** Lowering of scatterAdd: x copied, then one update after another, so that repeated indices add up in order. */
export const scatterAdd: Lowering<'scatterAdd'> = ({ attributes, operands: [x, indices] }) => {
  const { dtype } = x!
  const extents = extentsOf(x!.shape, indices!.shape, attributes)
  return kernel((frame) => {
    const { code, operands, results } = frame
    const out = results[0]!
    emitCopy(code, operands[0]!, out)
    overLines(frame, undefined, extents, [out, operands[1]!, operands[2]!], (pointers) =>
      emitAddLine(code, extents.line, { pointer: pointers.x, dtype }, { pointer: pointers.line, dtype }),
    )
  })
}
