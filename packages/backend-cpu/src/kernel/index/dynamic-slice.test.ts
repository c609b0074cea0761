/** dynamicSlice and dynamicUpdateSlice: blocks, and starts that are clamped. */
import { describe, expect, test } from 'vitest'
import { apply, type Tensor, tensor } from '../../testing/apply-primitive.ts'

const matrix = tensor('float32', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4])
const starts = (...values: number[]): Tensor[] => values.map((value) => tensor('int32', [value], []))

const slices: readonly [string, Tensor, number[], number[], number[]][] = [
  ['inside', matrix, [1, 2], [2, 2], [6, 7, 10, 11]],
  ['starts below 0', matrix, [-5, -1], [1, 2], [0, 1]],
  ['starts beyond the end', matrix, [2147483647, 3], [2, 2], [6, 7, 10, 11]],
  ['all of it, wherever it starts', matrix, [9, -9], [3, 4], [...matrix.values]],
  ['an empty block', matrix, [3, 0], [0, 4], []],
  ['0-d', tensor('int32', [7], []), [], [], [7]],
  ['float16', tensor('float16', [1, 2, 3]), [1], [2], [2, 3]],
  ['bool', tensor('bool', [1, 0, 1]), [2], [2], [0, 1]],
]

const updates: readonly [string, Tensor, Tensor, number[], number[]][] = [
  ['inside', matrix, tensor('float32', [-1, -2], [2, 1]), [1, 3], [0, 1, 2, 3, 4, 5, 6, -1, 8, 9, 10, -2]],
  ['clamped', matrix, tensor('float32', [-1, -2, -3, -4], [2, 2]), [7, 7], [0, 1, 2, 3, 4, 5, -1, -2, 8, 9, -3, -4]],
  ['clamped at 0', matrix, tensor('float32', [-1], [1, 1]), [-3, -3], [-1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['by nothing', matrix, tensor('float32', [], [0, 4]), [1, 0], [...matrix.values]],
  ['0-d', tensor('uint8', [7], []), tensor('uint8', [9], []), [], [9]],
  ['float16', tensor('float16', [1, 2, 3]), tensor('float16', [0.5]), [1], [1, 0.5, 3]],
]

describe('dynamicSlice', () => {
  test.each(slices)('%s', (_, x, at, sizes, expected) => {
    expect(apply({ primitive: 'dynamicSlice', attributes: { sizes } }, x, ...starts(...at))).toEqual(
      tensor(x.dtype, expected, sizes),
    )
  })
})

describe('dynamicUpdateSlice', () => {
  test.each(updates)('%s', (_, x, update, at, expected) => {
    const given = apply({ primitive: 'dynamicUpdateSlice', attributes: {} }, x, update, ...starts(...at))
    expect(given).toEqual({ ...x, values: expected })
  })
})
