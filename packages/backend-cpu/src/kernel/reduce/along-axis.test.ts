/** argMax, argMin, and running sums, products and maxima: ties, NaN, direction, and every axis. */
import type { CumulativeAttributes, DType, Shape } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity

const argCases: readonly ['argMax' | 'argMin', DType, Shape, number, number[], Shape, number[]][] = [
  ['argMax', 'float32', [2, 3], 0, [1, 5, 3, 4, 2, 3], [3], [1, 0, 0]],
  ['argMax', 'float32', [2, 3], 1, [1, 5, 3, 4, 2, 4], [2], [1, 0]],
  ['argMax', 'float32', [4], 0, [1, NaN, NaN, inf], [], [1]],
  ['argMax', 'float32', [3], 0, [-inf, -inf, -inf], [], [0]],
  ['argMax', 'float32', [3], 0, [-0, 0, -1], [], [0]],
  ['argMax', 'float16', [3], 0, [-1, 2, 1], [], [1]],
  ['argMax', 'int32', [3], 0, [-5, -2, -2], [], [1]],
  ['argMax', 'uint32', [2], 0, [1, 4294967295], [], [1]],
  ['argMax', 'bool', [3], 0, [0, 1, 1], [], [1]],
  ['argMax', 'float32', [0, 2], 1, [], [0], []],
  ['argMax', 'float32', [2, 2, 2], 1, [1, 2, 3, 0, 7, 7, 6, 8], [2, 2], [1, 0, 0, 1]],
  ['argMin', 'float32', [2, 3], 0, [1, 5, 3, 4, 2, 3], [3], [0, 1, 0]],
  ['argMin', 'float32', [2, 3], 1, [5, 1, 1, NaN, 2, -inf], [2], [1, 0]],
  ['argMin', 'float64', [2], 0, [inf, inf], [], [0]],
  ['argMin', 'int8', [3], 0, [3, -128, 127], [], [1]],
  ['argMin', 'uint8', [3], 0, [3, 2, 255], [], [1]],
  ['argMin', 'bool', [2], 0, [1, 0], [], [1]],
]

const forward: CumulativeAttributes = { axis: 0, reverse: false, exclusive: false }

const cumulativeCases: readonly [DType, Shape, CumulativeAttributes, number[], number[]][] = [
  ['float32', [4], forward, [1, 2, 3, 4], [1, 3, 6, 10]],
  ['float32', [4], { ...forward, reverse: true }, [1, 2, 3, 4], [10, 9, 7, 4]],
  ['float32', [4], { ...forward, exclusive: true }, [1, 2, 3, 4], [0, 1, 3, 6]],
  ['float32', [4], { ...forward, reverse: true, exclusive: true }, [1, 2, 3, 4], [9, 7, 4, 0]],
  ['float32', [2, 3], forward, [1, 2, 3, 4, 5, 6], [1, 2, 3, 5, 7, 9]],
  ['float32', [2, 3], { ...forward, axis: 1, reverse: true }, [1, 2, 3, 4, 5, 6], [6, 5, 3, 15, 11, 6]],
  ['float64', [2, 2, 2], { ...forward, axis: 1 }, [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4, 6, 5, 6, 12, 14]],
  ['float32', [3], { ...forward, exclusive: true }, [1, inf, 2], [0, 1, inf]],
  ['float32', [3], forward, [1, NaN, 2], [1, NaN, NaN]],
  ['float32', [3], forward, [1e8, 1, -1e8], [1e8, 1e8, 1]],
  ['float16', [3], forward, [2048, 1, 1], [2048, 2048, 2050]],
  ['int32', [2], forward, [2147483647, 1], [2147483647, -2147483648]],
  ['uint32', [2], forward, [4294967295, 3], [4294967295, 2]],
  ['int8', [3], forward, [100, 100, 100], [100, -56, 44]],
  ['uint8', [3], { ...forward, reverse: true }, [200, 100, 50], [94, 150, 50]],
  ['float32', [0], forward, [], []],
  ['float32', [2, 0], { ...forward, reverse: true }, [], []],
]

const back: CumulativeAttributes = { ...forward, reverse: true }
const without: CumulativeAttributes = { ...forward, exclusive: true }
const backWithout: CumulativeAttributes = { ...back, exclusive: true }

/** Primitive, dtype, shape, attributes, x, expected. */
const running: readonly ['cumProd' | 'cumMax', DType, Shape, CumulativeAttributes, number[], number[]][] = [
  ['cumProd', 'float32', [4], forward, [1, 2, 3, 4], [1, 2, 6, 24]],
  ['cumProd', 'float32', [4], back, [1, 2, 3, 4], [24, 24, 12, 4]],
  ['cumProd', 'float32', [4], without, [1, 2, 3, 4], [1, 1, 2, 6]],
  ['cumProd', 'float32', [4], backWithout, [1, 2, 3, 4], [24, 12, 4, 1]],
  ['cumProd', 'float32', [2, 3], { ...forward, axis: 1 }, [1, 2, 3, 4, 5, 6], [1, 2, 6, 4, 20, 120]],
  ['cumProd', 'float32', [2, 3], back, [1, 2, 3, 4, 5, 6], [4, 10, 18, 4, 5, 6]],
  ['cumProd', 'float64', [4], forward, [2, 0, 5, -1], [2, 0, 0, -0]],
  ['cumProd', 'float32', [3], forward, [inf, 0, 1], [inf, NaN, NaN]],
  ['cumProd', 'float32', [3], forward, [1e30, 1e30, 1e-30], [1e30, inf, 1e30].map(Math.fround)],
  ['cumProd', 'float16', [3], forward, [256, 256, 0.5], [256, inf, 32768]],
  ['cumProd', 'int32', [3], forward, [123456789, 987654321, 2], [123456789, -67153019, -134306038]],
  ['cumProd', 'uint32', [2], forward, [4294967295, 4294967295], [4294967295, 1]],
  ['cumProd', 'int8', [2], forward, [100, 3], [100, 44]],
  ['cumProd', 'uint8', [3], without, [16, 17, 2], [1, 16, 16]],
  ['cumProd', 'float32', [0], forward, [], []],
  ['cumMax', 'float32', [5], forward, [1, 3, 2, 5, 4], [1, 3, 3, 5, 5]],
  ['cumMax', 'float32', [5], back, [1, 3, 2, 5, 4], [5, 5, 5, 5, 4]],
  ['cumMax', 'float32', [4], without, [1, 3, 2, 5], [-inf, 1, 3, 3]],
  ['cumMax', 'float32', [4], backWithout, [1, 3, 2, 5], [5, 5, 5, -inf]],
  ['cumMax', 'float32', [3, 2], forward, [1, 6, 3, 4, 2, 9], [1, 6, 3, 6, 3, 9]],
  ['cumMax', 'float32', [4], forward, [1, NaN, 5, -inf], [1, NaN, NaN, NaN]],
  ['cumMax', 'float64', [3], back, [1, NaN, 5], [NaN, NaN, 5]],
  ['cumMax', 'float64', [3], without, [NaN, 1, 2], [-inf, NaN, NaN]],
  ['cumMax', 'float16', [3], forward, [-2, -1, -1.5], [-2, -1, -1]],
  ['cumMax', 'float32', [3], forward, [-inf, -inf, -5], [-inf, -inf, -5]],
  ['cumMax', 'int32', [3], without, [5, -7, 6], [-2147483648, 5, 5]],
  ['cumMax', 'uint32', [3], without, [5, 4294967295, 6], [0, 5, 4294967295]],
  ['cumMax', 'int8', [2], backWithout, [5, -7], [-7, -128]],
  ['cumMax', 'uint8', [3], forward, [5, 3, 255], [5, 5, 255]],
  ['cumMax', 'float32', [2, 0], back, [], []],
]

describe('argMax and argMin', () => {
  test.each(argCases)('%s of %s %j along %d of %j', (primitive, dtype, shape, axis, x, resultShape, expected) => {
    expect(apply({ primitive, attributes: { axis } }, tensor(dtype, x, shape))).toEqual(tensor('int32', expected, resultShape))
  })
})

describe('cumSum', () => {
  test.each(cumulativeCases)('of %s %j with %j of %j', (dtype, shape, attributes, x, expected) => {
    expect(apply({ primitive: 'cumSum', attributes }, tensor(dtype, x, shape))).toEqual(tensor(dtype, expected, shape))
  })
})

describe('cumProd and cumMax', () => {
  test.each(running)('%s of %s %j with %j of %j', (primitive, dtype, shape, attributes, x, expected) => {
    expect(apply({ primitive, attributes }, tensor(dtype, x, shape))).toEqual(tensor(dtype, expected, shape))
  })
})
