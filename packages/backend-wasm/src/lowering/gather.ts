/** Lowers gather and scatterAdd: loops over the indices, each of which names a line of x. */
import { type GatherAttributes, type Shape, sizeOf, type TensorType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { emitCopy } from './copy.ts'
import { type Element, elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { emitNest } from './nest.ts'
import { binaryOperations } from './scalar-operations.ts'
import { type View, denseView, startOf } from './view.ts'

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

/** For every index: `inRange` or `outOfRange`, with pointers to both lines. */
function overLines(
  code: FunctionBuilder,
  { batch, outer, extent, line, count }: Extents,
  element: Element,
  [x, indices, lines]: readonly [View, View, View],
  inRange: (pointers: LinePointers) => void,
  outOfRange?: (pointers: LinePointers) => void,
): void {
  const [base, index, target] = [startOf(code, x), startOf(code, indices), startOf(code, lines)]
  const [position, source] = [code.local('i32'), code.local('i32')]
  const lineBytes = line * element.sizeBytes
  const walks = [
    { pointer: base, strides: [outer * extent * lineBytes, extent * lineBytes, 0] },
    { pointer: index, strides: [count * 4, 0, 4] },
    { pointer: target, strides: [outer * count * lineBytes, count * lineBytes, lineBytes] },
  ]
  const pointers = { x: source, line: target }
  emitNest(code, [batch, outer, count], walks, () => {
    code.get(index).access('i32.load').tee(position).i32(extent).op('i32.lt_u')
    const then = (): void => {
      code.get(base, position).i32(lineBytes).op('i32.mul', 'i32.add').set(source)
      inRange(pointers)
    }
    code.branch(undefined, then, outOfRange && (() => outOfRange(pointers)))
  })
}

const lineView = (pointer: Local, { dtype }: TensorType, line: number): View => denseView(pointer, { dtype, shape: [line] })

/** Lowering of gather. */
export const gather: Lowering<'gather'> = ({ attributes, operands: [x, indices] }) =>
  kernel(({ code, operands, results }) => {
    const element = elementOf(x!.dtype)
    const extents = extentsOf(x!.shape, indices!.shape, attributes)
    overLines(
      code,
      extents,
      element,
      [operands[0]!, operands[1]!, results[0]!],
      (pointers) => emitCopy(code, lineView(pointers.x, x!, extents.line), lineView(pointers.line, x!, extents.line)),
      (pointers) =>
        code
          .get(pointers.line)
          .i32(0)
          .i32(extents.line * element.sizeBytes)
          .fillMemory(),
    )
  })

/** Lowering of scatterAdd: x copied, then one update after another, so that repeated indices add up in order. */
export const scatterAdd: Lowering<'scatterAdd'> = ({ attributes, operands: [x, indices] }) =>
  kernel(({ code, operands, results }) => {
    const element = elementOf(x!.dtype)
    const extents = extentsOf(x!.shape, indices!.shape, attributes)
    const out = results[0]!
    emitCopy(code, operands[0]!, out)
    const [sum, update] = [code.local(element.type), code.local(element.type)]
    overLines(code, extents, element, [out, operands[1]!, operands[2]!], (pointers) => {
      const walks = [pointers.x, pointers.line].map((pointer) => ({ pointer, strides: [element.sizeBytes] }))
      emitNest(code, [extents.line], walks, () => {
        code.get(pointers.x).access(element.load).set(sum)
        code.get(pointers.line).access(element.load).set(update)
        code.get(pointers.x)
        binaryOperations.add.emit(code, element, sum, update)
        code.access(element.store)
      })
    })
  })
