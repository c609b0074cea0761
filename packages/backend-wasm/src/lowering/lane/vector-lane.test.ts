/** What takes several instructions on vectors, in every dtype: known values, in vectors and behind the last one. */
import type { DType, PrimitiveAttributes } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { runPrimitive, type TestTensor } from '../../testing/run.ts'
import { wasm } from '../../wasm.ts'

const backend = wasm()

const dense = (dtype: DType, values: readonly number[]): TestTensor => ({ dtype, shape: [values.length], values })

type Name = 'sign' | 'abs' | 'cast' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual'

/** Runs a primitive on the elements over and over, so that each stands in a vector, and on each by itself. */
function check<P extends Name>(
  primitive: P,
  attributes: PrimitiveAttributes[P],
  operands: readonly TestTensor[],
  expected: readonly number[],
): void {
  const run = (pick: (values: readonly number[]) => readonly number[]): readonly number[] =>
    runPrimitive(
      backend,
      primitive,
      attributes,
      operands.map(({ dtype, values }) => dense(dtype, pick(values))),
    )[0]!.values
  const over = (values: readonly number[]): number[] =>
    Array.from({ length: values.length * 4 + 3 }, (_, i) => values[i % values.length]!)
  expect(run(over)).toEqual(over(expected))
  expected.forEach((value, i) => expect(run((values) => [values[i]!])).toEqual([value]))
}

describe('sign', () => {
  it.each<[DType, number[], number[]]>([
    ['float32', [2.5, -2.5, 0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45], [1, -1, 0, -0, NaN, 1, -1, 1, -1]],
    ['int32', [2 ** 31 - 1, -(2 ** 31), 0, 1, -1], [1, -1, 0, 1, -1]],
    ['uint32', [2 ** 32 - 1, 2 ** 31, 0, 1], [1, 1, 0, 1]],
    ['int8', [127, -128, 0, 1, -1], [1, -1, 0, 1, -1]],
    ['uint8', [255, 128, 0, 1], [1, 1, 0, 1]],
  ])('of %s', (dtype, values, expected) => check('sign', {}, [dense(dtype, values)], expected))
})

describe('abs', () => {
  it.each<[DType, number[], number[]]>([
    ['int32', [5, -5, -(2 ** 31), 0], [5, 5, -(2 ** 31), 0]],
    ['uint32', [5, 2 ** 32 - 5, 2 ** 31, 0], [5, 2 ** 32 - 5, 2 ** 31, 0]],
    ['int8', [5, -5, -128, 127], [5, 5, -128, 127]],
    ['uint8', [5, 255, 128, 0], [5, 255, 128, 0]],
  ])('of %s', (dtype, values, expected) => check('abs', {}, [dense(dtype, values)], expected))
})

describe('cast from float32', () => {
  const values = [
    0,
    -0,
    1.9,
    -1.9,
    127,
    127.9,
    128,
    -128.9,
    -129,
    255.9,
    256,
    300,
    3e9,
    -3e9,
    5e9,
    NaN,
    Infinity,
    -Infinity,
    1e-45,
  ]
  const to = (lowest: number, highest: number): number[] =>
    values.map((x) => (Number.isNaN(x) ? 0 : Math.min(Math.max(Math.trunc(x), lowest), highest) + 0))
  it.each<[DType, number, number]>([
    ['int8', -128, 127],
    ['uint8', 0, 255],
    ['int32', -(2 ** 31), 2 ** 31 - 1],
    ['uint32', 0, 2 ** 32 - 1],
  ])('to %s takes the nearest end for numbers beyond it, and 0 for NaN', (dtype, lowest, highest) =>
    check('cast', { dtype }, [dense('float32', values)], to(lowest, highest)),
  )
})

describe('comparisons of bool', () => {
  const operands = [dense('bool', [0, 0, 1, 1]), dense('bool', [0, 1, 0, 1])]
  it.each<[Exclude<Name, 'sign' | 'abs' | 'cast'>, number[]]>([
    ['less', [0, 1, 0, 0]],
    ['lessEqual', [1, 1, 0, 1]],
    ['greater', [0, 0, 1, 0]],
    ['greaterEqual', [1, 0, 1, 1]],
  ])('%s', (primitive, expected) => check(primitive, {}, operands, expected))
})
