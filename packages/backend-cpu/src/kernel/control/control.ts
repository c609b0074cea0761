/** Primitives that hold graphs: composite, scan, cond, while. Their bodies are evaluated like any graph. */
import { allocateHost, type HostArray, sizeOf, type TensorType } from '@neurite/core'
import type { Value } from '../../element/numbers.ts'
import { type KernelTable, operand } from '../kernel.ts'

const dataOf = (values: readonly Value[]): HostArray[] => values.map(({ data }) => data)

/** Element `index` along axis 0, where it lies. */
function elementOf({ data, shape }: Value, index: number): HostArray {
  const size = sizeOf(shape.slice(1))
  return data.subarray(index * size, (index + 1) * size)
}

/** Whether a bool scalar holds. */
const holds = (condition: HostArray | undefined): boolean => condition?.[0] !== 0

/** An output of a loop, to be filled element by element. */
const emptyOutput = ({ shape, dtype }: TensorType): HostArray => allocateHost(dtype, sizeOf(shape))

/** Kernels of the primitives that hold graphs. */
export const controlKernels: KernelTable<'composite' | 'scan' | 'cond' | 'while'> = {
  composite: ({ attributes, operands, evaluate }) => evaluate(attributes.body, dataOf(operands)),

  scan: ({ attributes, operands, results, evaluate }) => {
    const { body, length, carried, sequences, reverse } = attributes
    const walked = operands.slice(carried, carried + sequences)
    const constants = dataOf(operands.slice(carried + sequences))
    const outputs = results.slice(carried).map(emptyOutput)
    let carry = dataOf(operands.slice(0, carried))
    for (let step = 0; step < length; step++) {
      const at = reverse ? length - 1 - step : step
      const computed = evaluate(body, [...carry, ...walked.map((x) => elementOf(x, at)), ...constants])
      carry = computed.slice(0, carried)
      outputs.forEach((output, index) => {
        const element = computed[carried + index]!
        output.set(element, at * element.length)
      })
    }
    return [...carry, ...outputs]
  },

  cond: (call) => {
    const { onTrue, onFalse } = call.attributes
    const branch = holds(operand(call, 0).data) ? onTrue : onFalse
    return call.evaluate(branch, dataOf(call.operands.slice(1)))
  },

  while: ({ attributes, operands, evaluate }) => {
    const { condition, body, carried, maxIterations } = attributes
    const constants = dataOf(operands.slice(carried))
    let carry = dataOf(operands.slice(0, carried))
    for (let round = 0; round < maxIterations; round++) {
      if (!holds(evaluate(condition, [...carry, ...constants])[0])) break
      carry = evaluate(body, [...carry, ...constants])
    }
    return carry
  },
}
