/** sort: order, stability, NaN, and the permutation. */
import type { DType, Shape } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { applyAll, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity

const table: readonly [DType, Shape, number, boolean, number[], number[], number[]][] = [
  ['float32', [5], 0, false, [3, 1, 2, 1, 0], [0, 1, 1, 2, 3], [4, 1, 3, 2, 0]],
  ['float32', [5], 0, true, [3, 1, 2, 1, 0], [3, 2, 1, 1, 0], [0, 2, 1, 3, 4]],
  ['float32', [5], 0, false, [NaN, inf, NaN, -inf, 0], [-inf, 0, inf, NaN, NaN], [3, 4, 1, 0, 2]],
  ['float32', [5], 0, true, [NaN, inf, NaN, -inf, 0], [inf, 0, -inf, NaN, NaN], [1, 4, 3, 0, 2]],
  ['float64', [4], 0, false, [0, -0, 0, -1], [-1, 0, -0, 0], [3, 0, 1, 2]],
  ['float16', [3], 0, false, [1, -2, 0.5], [-2, 0.5, 1], [1, 2, 0]],
  ['int32', [3], 0, false, [1, -2147483648, 2147483647], [-2147483648, 1, 2147483647], [1, 0, 2]],
  ['uint32', [3], 0, true, [1, 4294967295, 2], [4294967295, 2, 1], [1, 2, 0]],
  ['int8', [3], 0, false, [10, 9, -1], [-1, 9, 10], [2, 1, 0]],
  ['bool', [4], 0, true, [0, 1, 0, 1], [1, 1, 0, 0], [1, 3, 0, 2]],
  ['float32', [2, 3], 0, false, [5, 1, 3, 2, 4, 3], [2, 1, 3, 5, 4, 3], [1, 0, 0, 0, 1, 1]],
  ['float32', [2, 3], 1, false, [5, 1, 3, 2, 4, 3], [1, 3, 5, 2, 3, 4], [1, 2, 0, 0, 2, 1]],
  ['float32', [2, 2, 2], 1, true, [1, 2, 3, 4, 8, 7, 6, 9], [3, 4, 1, 2, 8, 9, 6, 7], [1, 1, 0, 0, 0, 1, 1, 0]],
  ['float32', [0], 0, false, [], [], []],
  ['float32', [2, 0], 1, true, [], [], []],
  ['float32', [0, 2], 1, true, [], [], []],
]

describe('sort', () => {
  test.each(table)('of %s %j along %d, descending %j, of %j', (dtype, shape, axis, descending, x, sorted, permutation) => {
    const given = applyAll({ primitive: 'sort', attributes: { axis, descending } }, tensor(dtype, x, shape))
    expect(given).toEqual([tensor(dtype, sorted, shape), tensor('int32', permutation, shape)])
  })

  test('keeps the order of many equal elements', () => {
    const x = Array.from({ length: 1000 }, (_, i) => i % 3)
    const [, permutation] = applyAll({ primitive: 'sort', attributes: { axis: 0, descending: true } }, tensor('uint8', x))
    const ofClass = (rest: number): number[] => x.map((_, i) => i).filter((i) => i % 3 === rest)
    expect(permutation!.values).toEqual([...ofClass(2), ...ofClass(1), ...ofClass(0)])
  })
})
