/** Reductions: values, axes, identities over nothing, NaN, wrap-around and rounding. */
import type { DType, Shape } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, tensor } from '../../testing/apply-primitive.ts'

type ReduceName = 'reduceSum' | 'reduceProd' | 'reduceMax' | 'reduceMin'

const inf = Infinity
const low = -2147483648
const high = 2147483647
const top = 4294967295

const matrix = [1, 2, 3, 4, 5, 6]

const table: readonly [ReduceName, DType, Shape, number[], number[], Shape, number[]][] = [
  ['reduceSum', 'float32', [2, 3], [0], matrix, [3], [5, 7, 9]],
  ['reduceSum', 'float32', [2, 3], [1], matrix, [2], [6, 15]],
  ['reduceSum', 'float32', [2, 3], [0, 1], matrix, [], [21]],
  ['reduceSum', 'float32', [2, 3], [], matrix, [2, 3], matrix],
  ['reduceSum', 'float32', [], [], [7], [], [7]],
  ['reduceSum', 'float64', [2, 3, 2], [0, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3], [14, 22, 30]],
  ['reduceSum', 'float32', [3], [0], [1e8, 1, -1e8], [], [1]],
  ['reduceSum', 'float16', [3], [0], [2048, 1, 1], [], [2050]],
  ['reduceSum', 'float16', [2], [0], [65504, 65504], [], [inf]],
  ['reduceSum', 'float32', [3], [0], [inf, -inf, 1], [], [NaN]],
  ['reduceSum', 'int32', [3], [0], [high, 1, 1], [], [low + 1]],
  ['reduceSum', 'uint32', [3], [0], [top, top, 5], [], [3]],
  ['reduceSum', 'int8', [2], [0], [100, 100], [], [-56]],
  ['reduceSum', 'uint8', [3], [0], [100, 100, 100], [], [44]],
  ['reduceSum', 'float32', [0, 2], [0], [], [2], [0, 0]],
  ['reduceSum', 'float32', [0, 2], [1], [], [0], []],
  ['reduceSum', 'int32', [2, 0], [1], [], [2], [0, 0]],

  ['reduceProd', 'float32', [2, 3], [1], matrix, [2], [6, 120]],
  ['reduceProd', 'float32', [3], [0], [1e30, 1e30, 1e-30], [], [Math.fround(1e30)]],
  ['reduceProd', 'float32', [2], [0], [0, NaN], [], [NaN]],
  ['reduceProd', 'int32', [3], [0], [65536, 65536, 3], [], [0]],
  ['reduceProd', 'int32', [2], [0], [123456789, 987654321], [], [-67153019]],
  ['reduceProd', 'uint32', [2], [0], [top, top], [], [1]],
  ['reduceProd', 'int8', [2], [0], [16, 9], [], [-112]],
  ['reduceProd', 'uint8', [2, 0], [1], [], [2], [1, 1]],
  ['reduceProd', 'float16', [0], [0], [], [], [1]],

  ['reduceMax', 'float32', [2, 3], [0], [1, 9, 3, 4, 5, 6], [3], [4, 9, 6]],
  ['reduceMax', 'float32', [3], [0], [1, NaN, 3], [], [NaN]],
  ['reduceMax', 'float32', [2], [0], [-inf, -inf], [], [-inf]],
  ['reduceMax', 'float16', [2], [0], [-1, -2], [], [-1]],
  ['reduceMax', 'int32', [2], [0], [-5, -7], [], [-5]],
  ['reduceMax', 'uint32', [2], [0], [1, top], [], [top]],
  ['reduceMax', 'bool', [2, 2], [1], [0, 0, 0, 1], [2], [0, 1]],
  ['reduceMax', 'float32', [0], [0], [], [], [-inf]],
  ['reduceMax', 'float16', [0], [0], [], [], [-inf]],
  ['reduceMax', 'float64', [0], [0], [], [], [-inf]],
  ['reduceMax', 'int32', [0], [0], [], [], [low]],
  ['reduceMax', 'uint32', [0], [0], [], [], [0]],
  ['reduceMax', 'int8', [0], [0], [], [], [-128]],
  ['reduceMax', 'uint8', [0], [0], [], [], [0]],
  ['reduceMax', 'bool', [0], [0], [], [], [0]],

  ['reduceMin', 'float32', [2, 3], [1], [1, 9, 3, 4, 5, -6], [2], [1, -6]],
  ['reduceMin', 'float64', [2], [0], [NaN, 1], [], [NaN]],
  ['reduceMin', 'uint8', [2], [0], [200, 100], [], [100]],
  ['reduceMin', 'bool', [2, 2], [1], [1, 0, 1, 1], [2], [0, 1]],
  ['reduceMin', 'float32', [0], [0], [], [], [inf]],
  ['reduceMin', 'float16', [0], [0], [], [], [inf]],
  ['reduceMin', 'float64', [0], [0], [], [], [inf]],
  ['reduceMin', 'int32', [0], [0], [], [], [high]],
  ['reduceMin', 'uint32', [0], [0], [], [], [top]],
  ['reduceMin', 'int8', [0], [0], [], [], [127]],
  ['reduceMin', 'uint8', [0], [0], [], [], [255]],
  ['reduceMin', 'bool', [0], [0], [], [], [1]],
]

describe('reductions', () => {
  test.each(table)('%s of %s %j over %j of %j', (primitive, dtype, shape, axes, x, resultShape, expected) => {
    expect(apply({ primitive, attributes: { axes } }, tensor(dtype, x, shape))).toEqual(tensor(dtype, expected, resultShape))
  })

  test('integer sums beyond 2^53 still wrap exactly', () => {
    const length = 3_000_001
    const x = tensor('uint32', new Array<number>(length).fill(top))
    // length times -1, modulo 2^32.
    expect(apply({ primitive: 'reduceSum', attributes: { axes: [0] } }, x).values).toEqual([2 ** 32 - length])
  })

  test('a long float32 sum is rounded once', () => {
    const x = tensor('float32', new Array<number>(1_000_000).fill(0.1))
    const exact = Math.fround(0.1) * 1_000_000
    expect(apply({ primitive: 'reduceSum', attributes: { axes: [0] } }, x).values).toEqual([Math.fround(exact)])
  })
})
