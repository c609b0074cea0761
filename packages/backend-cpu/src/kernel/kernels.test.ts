/** All elementwise kernels, on every dtype that their type rule accepts: 0-d, empty, and the same wherever an element stands. */
import { DTypeError, type DType, dtypes, primitiveNames, type PrimitiveName, type Shape, sizeOf } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { evaluateGraph } from '../interpreter/interpret.ts'
import { apply, encode, graphOf, type Operation, type Tensor, tensor } from '../testing/apply-primitive.ts'
import { binaryKernels } from './elementwise/binary.ts'
import { compareKernels } from './elementwise/compare.ts'
import { unaryKernels } from './elementwise/unary.ts'
import { kernels } from './kernels.ts'

const namesIn = <P extends PrimitiveName>(table: { readonly [Name in P]: unknown }): P[] =>
  primitiveNames.filter((name): name is P => name in table)

const elementwise: readonly (readonly [Operation, number])[] = [
  ...namesIn(unaryKernels).map((primitive) => [{ primitive, attributes: {} }, 1] as const),
  ...namesIn(binaryKernels).map((primitive) => [{ primitive, attributes: {} }, 2] as const),
  ...namesIn(compareKernels).map((primitive) => [{ primitive, attributes: {} }, 2] as const),
  ...dtypes.map((dtype) => [{ primitive: 'cast', attributes: { dtype } }, 1] as const),
  [{ primitive: 'stopGradient', attributes: {} }, 1],
  [{ primitive: 'barrier', attributes: {} }, 1],
]

/** Operands of one shape, with elements that the dtype holds exactly; the second one is the first, reversed. */
function operandsOf(dtype: DType, shape: Shape, count: number): Tensor[] {
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => (dtype === 'bool' ? i % 2 : i + 1))
  return [values, values.toReversed()].slice(0, count).map((list) => tensor(dtype, list, shape))
}

function accepts(operation: Operation, operands: readonly Tensor[]): boolean {
  try {
    graphOf(operation, operands)
    return true
  } catch (error) {
    if (error instanceof DTypeError) return false
    throw error
  }
}

const isBoolResult = ({ primitive, attributes }: Operation, dtype: DType): boolean =>
  primitive === 'cast' ? attributes.dtype === 'bool' : dtype === 'bool' || primitive in compareKernels

const cases = elementwise.flatMap(([operation, count]) =>
  dtypes
    .filter((dtype) => accepts(operation, operandsOf(dtype, [], count)))
    .map((dtype) => ({ name: operation.primitive, dtype, operation, count })),
)

describe('kernels', () => {
  test('are there for every primitive', () => {
    expect(Object.keys(kernels).sort()).toEqual([...primitiveNames].sort())
  })

  test.each(cases)('$name of $dtype: the shape does not matter to the elements', ({ dtype, operation, count }) => {
    const flat = apply(operation, ...operandsOf(dtype, [6], count))
    const cube = apply(operation, ...operandsOf(dtype, [3, 1, 2], count))
    expect(cube).toEqual({ ...flat, shape: [3, 1, 2] })
    const one = apply(operation, ...operandsOf(dtype, [1], count))
    expect(apply(operation, ...operandsOf(dtype, [], count))).toEqual({ ...one, shape: [] })
  })

  test.each(cases)('$name of $dtype: nothing of nothing', ({ dtype, operation, count }) => {
    const given = apply(operation, ...operandsOf(dtype, [2, 0, 3], count))
    expect([given.shape, given.values]).toEqual([[2, 0, 3], []])
  })

  test.each(cases)('$name of $dtype leaves its operands alone', ({ dtype, operation, count }) => {
    const operands = operandsOf(dtype, [6], count)
    const data = operands.map(encode)
    evaluateGraph(graphOf(operation, operands), data)
    expect(data).toEqual(operands.map(encode))
  })

  test.each(cases.filter(({ dtype, operation }) => isBoolResult(operation, dtype)))(
    '$name of $dtype gives 0 or 1',
    ({ dtype, operation, count }) => {
      const { values } = apply(operation, ...operandsOf(dtype, [6], count))
      expect(values.filter((bit) => bit !== 0 && bit !== 1)).toEqual([])
    },
  )
})
