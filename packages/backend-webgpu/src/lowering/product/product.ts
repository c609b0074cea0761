/** Product kernels: sums of products, whose body runs on the finished sums. */
import { type Affine, mayOverwrite, type ProductKernel } from '@neurite/compiler'
import { sizeOf } from '@neurite/core'
import { groupsFor, type Lowered, operandsOf, resultsOf, type Site, workgroupSize } from '../../kernel/task.ts'
import type { TaskWriter } from '../../kernel/task-writer.ts'
import { applyScalar, constantText, roundedTo, sumDType } from '../../scalar/operations.ts'
import { placeText, pointOf } from '../places.ts'

/** Runs the body on a finished sum at a point, and stores. */
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
        throw new Error('internal: webgpu: a product has a reduction in its body')
    }
  }
  for (const { result, dtype, instruction, at } of kernel.stores) {
    code.store(result, dtype, placeText(at, indices), values[instruction]!)
  }
}

/** Lowers a product kernel: one invocation for each result. */
export function lowerProduct(kernel: ProductKernel, site: Omit<Site, 'attributes'>): Lowered {
  const points = sizeOf(kernel.extents)
  const terms = sizeOf(kernel.contracting)
  const dtype = sumDType(kernel.dtype)
  return {
    tasks: [
      {
        name: `product ${kernel.extents.join('x')} over ${kernel.contracting.join('x')}`,
        reads: operandsOf(site),
        writes: resultsOf(site),
        workgroups: groupsFor(points),
        flops: 2 * points * terms,
        inPlace: (write, read) => mayOverwrite(kernel, write, read),
        emit: (code) => {
          const flat = code.let(`group * ${workgroupSize} + lane`, 'at')
          code.line(`if (${flat} >= ${points}) { return; }`)
          const indices = pointOf(code, flat, kernel.extents)
          const sum = code.name('sum')
          code.line(`var ${sum} = ${constantText(code, 0, kernel.dtype)};`)
          const bases = kernel.factors.map(({ at }) => code.let(placeText(at, indices), 'base'))
          if (terms > 0)
            code.loop({ to: String(terms) }, (k) => {
              const place = pointOf(code, k, kernel.contracting)
              const [a, b] = kernel.factors.map(({ operand, steps }, i) => {
                const step: Affine = { offset: 0, strides: steps }
                return code.load(operand, kernel.dtype, `${bases[i]} + ${placeText(step, place)}`)
              })
              const term = applyScalar(code, 'mul', [a!, b!], dtype, dtype)
              code.line(`${sum} = ${applyScalar(code, 'add', [sum, term], dtype, dtype)};`)
            })
          emitBody(code, kernel, roundedTo(code, sum, kernel.dtype), indices)
        },
      },
    ],
  }
}
