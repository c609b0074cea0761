/** The body of a product kernel, which runs on finished sums. */
import type { ProductKernel } from '@neurite/compiler'
import { InternalError } from '@neurite/core'
import type { TaskWriter } from '../../kernel/task-writer.ts'
import { applyScalar, constantText } from '../../scalar/operations.ts'
import { placeText } from '../places.ts'

/** Runs the body on the sum at a point, and stores. */
export function emitBody(code: TaskWriter, kernel: ProductKernel, sum: string, indices: readonly string[]): void {
  const values: string[] = []
  for (const instruction of kernel.body) {
    switch (instruction.op) {
      case 'load':
        values.push(code.let(code.load(instruction.operand, instruction.dtype, placeText(instruction.at, indices))))
        break
      case 'constant':
        values.push(constantText(code, instruction.value, instruction.dtype))
        break
      case 'index':
        values.push(code.let(applyScalar(code, 'cast', [`(${placeText(instruction.at, indices)})`], 'int32', instruction.dtype)))
        break
      case 'apply': {
        const from = kernel.body[instruction.operands.at(-1)!]!.dtype
        const operands = instruction.operands.map((id) => values[id]!)
        values.push(code.let(applyScalar(code, instruction.primitive, operands, from, instruction.dtype)))
        break
      }
      case 'product':
        values.push(sum)
        break
      case 'reduce':
        throw new InternalError('webgpu: a product has a reduction in its body')
    }
  }
  for (const { result, dtype, instruction, at } of kernel.stores) {
    code.store(result, dtype, placeText(at, indices), values[instruction]!)
  }
}
