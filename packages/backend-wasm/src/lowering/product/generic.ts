/** Products of any layout and dtype: one accumulator per result, floats in float64. */
import { type ProductKernel, strideAlong } from '@neurite/compiler'
import { stridesOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { type Element, elementOf } from '../element.ts'
import { emitNest } from '../nest.ts'
import { operations } from '../operations.ts'
import { movedPointer } from '../view.ts'

function emitSum(
  code: FunctionBuilder,
  element: Element,
  { contracting, factors }: ProductKernel,
  [lhs, rhs, out]: readonly [Local, Local, Local],
): void {
  const accumulator = element.kind === 'float' ? elementOf('float64') : element
  const [total, a, b] = [code.local(accumulator.type), code.local(accumulator.type), code.local(accumulator.type)]
  const load = (pointer: Local, local: Local): void => {
    code.get(pointer).access(element.load)
    if (element.type === 'f32') code.op('f64.promote_f32')
    code.set(local)
  }
  const bytes = (steps: readonly number[]): number[] => steps.map((step) => step * element.sizeBytes)
  const walks = [
    { pointer: lhs, strides: bytes(factors[0].steps) },
    { pointer: rhs, strides: bytes(factors[1].steps) },
  ]
  code.constant(accumulator.type, 0).set(total)
  emitNest(code, contracting, walks, () => {
    load(lhs, a)
    load(rhs, b)
    code.get(total)
    operations.mul.emit(code, accumulator, a, b)
    code.op(`${accumulator.type}.add`).set(total)
  })
  code.get(out, total)
  if (element.type === 'f32') code.op('f32.demote_f64')
  code.access(element.store)
}

/** Emits the sums, dense and row-major over the loops. */
export function emitGenericProduct(code: FunctionBuilder, kernel: ProductKernel, operands: readonly Local[], out: Local): void {
  const { extents, factors, dtype } = kernel
  const element = elementOf(dtype)
  const { sizeBytes } = element
  const pointers = factors.map(({ operand, at }) => movedPointer(code, operands[operand]!, at.offset * sizeBytes))
  const target = movedPointer(code, out)
  const dense = stridesOf(extents)
  const walks = [
    ...factors.map(({ at }, i) => ({
      pointer: pointers[i]!,
      strides: extents.map((_, axis) => strideAlong(at, axis) * sizeBytes),
    })),
    { pointer: target, strides: dense.map((stride) => stride * sizeBytes) },
  ]
  emitNest(code, extents, walks, () => emitSum(code, element, kernel, [pointers[0]!, pointers[1]!, target]))
}
