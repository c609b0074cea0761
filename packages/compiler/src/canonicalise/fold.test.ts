/** Constants are folded only to what every backend would compute. */
import { describe, expect, test } from 'vitest'
import { foldConstants } from './fold.ts'

describe('foldConstants', () => {
  test.each([
    ['add', [1, 2], 3],
    ['sub', [1, 2], -1],
    ['mul', [3, 4], 12],
    ['div', [1, 4], 0.25],
    ['div', [1, 0], Infinity],
    ['div', [0, 0], NaN],
    ['sqrt', [-1], NaN],
    ['sqrt', [2], Math.fround(Math.SQRT2)],
    ['neg', [0], -0],
    ['abs', [-0], 0],
    ['add', [-0, -0], -0],
    ['add', [-0, 0], 0],
    ['mul', [-1, 0], -0],
    ['mul', [0, Infinity], NaN],
    ['sub', [NaN, 1], NaN],
  ] as const)('%s of %j', (primitive, operands, expected) => {
    expect(foldConstants(primitive, 'float32', operands)).toBe(expected)
  })

  test('rounds as float32 does, operands first', () => {
    expect(foldConstants('add', 'float32', [2 ** 24, 1])).toBe(2 ** 24)
    expect(foldConstants('add', 'float64', [2 ** 24, 1])).toBe(2 ** 24 + 1)
    // A constant is stored as a float32 before anything is computed with it.
    const step = Math.fround(0.1)
    expect(foldConstants('mul', 'float32', [0.1, 3])).toBe(Math.fround(step * 3))
    expect(foldConstants('sub', 'float32', [0.1, step])).toBe(0)
    expect(foldConstants('mul', 'float32', [3e38, 10])).toBe(Infinity)
    expect(foldConstants('mul', 'float32', [1e-46, 1e30])).toBe(0)
  })

  test('leaves alone what backends round differently, and other dtypes', () => {
    for (const primitive of ['exp', 'log', 'sin', 'tanh', 'pow', 'rsqrt', 'mod'] as const) {
      expect(foldConstants(primitive, 'float32', [2, 3])).toBeUndefined()
    }
    for (const dtype of ['float16', 'int32', 'uint8', 'bool'] as const)
      expect(foldConstants('add', dtype, [1, 2])).toBeUndefined()
    expect(foldConstants('constant', 'float32', [])).toBeUndefined()
  })
})
