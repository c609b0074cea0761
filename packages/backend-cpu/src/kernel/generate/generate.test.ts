/** constant, iota and randomBits. */
import type { DType, Shape } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity

describe('constant', () => {
  test.each<[DType, number, number]>([
    ['float32', 0.1, 0.10000000149011612],
    ['float32', -0, -0],
    ['float16', 0.1, 0.0999755859375],
    ['float16', NaN, NaN],
    ['float64', 0.1, 0.1],
    ['float64', -inf, -inf],
    ['int32', -7, -7],
    ['uint32', 4294967295, 4294967295],
    ['int8', -128, -128],
    ['uint8', 255, 255],
    ['bool', 1, 1],
    ['bool', 0, 0],
  ])('%s %d', (dtype, value, expected) => {
    expect(apply({ primitive: 'constant', attributes: { dtype, value } })).toEqual(tensor(dtype, [expected], []))
  })
})

describe('iota', () => {
  test.each<[DType, Shape, number, number[]]>([
    ['int32', [4], 0, [0, 1, 2, 3]],
    ['float32', [2, 3], 0, [0, 0, 0, 1, 1, 1]],
    ['float16', [2, 3], 1, [0, 1, 2, 0, 1, 2]],
    ['uint32', [2, 2, 2], 1, [0, 0, 1, 1, 0, 0, 1, 1]],
    ['float64', [1], 0, [0]],
    ['int32', [0], 0, []],
    ['int32', [2, 0], 0, []],
    ['int32', [0, 2], 1, []],
  ])('%s %j along %d', (dtype, shape, axis, expected) => {
    expect(apply({ primitive: 'iota', attributes: { dtype, shape, axis } })).toEqual(tensor(dtype, expected, shape))
  })

  test('wraps in uint8 and rounds to even in float16', () => {
    const last = (dtype: DType, length: number) =>
      apply({ primitive: 'iota', attributes: { dtype, shape: [length], axis: 0 } }).values[length - 1]
    expect(last('uint8', 258)).toBe(1)
    expect(last('float16', 2050)).toBe(2048)
    expect(last('float16', 2052)).toBe(2052)
  })
})

describe('randomBits', () => {
  const bits = (shape: Shape, key = [0, 0]) => apply({ primitive: 'randomBits', attributes: { shape } }, tensor('uint32', key))

  test('begins with the known answer of block 0', () => {
    expect(bits([2])).toEqual(tensor('uint32', [0x6b200159, 0x99ba4efe]))
    expect(bits([])).toEqual(tensor('uint32', [0x6b200159], []))
  })

  test('is the same stream in every shape, of odd length too', () => {
    const { values } = bits([12])
    expect(bits([3, 4]).values).toEqual(values)
    expect(bits([7]).values).toEqual(values.slice(0, 7))
    expect(new Set(values).size).toBe(12)
  })

  test('depends on both words of the key', () => {
    expect(bits([2], [1, 0]).values).not.toEqual(bits([2]).values)
    expect(bits([2], [0, 1]).values).not.toEqual(bits([2]).values)
    expect(bits([2], [1, 0]).values).not.toEqual(bits([2], [0, 1]).values)
  })

  test('of nothing', () => {
    expect(bits([0, 3])).toEqual(tensor('uint32', [], [0, 3]))
  })

  test('is uniform in every bit', () => {
    const { values } = bits([4096], [0xdeadbeef, 42])
    for (let bit = 0; bit < 32; bit++) {
      const ones = values.filter((word) => (word >>> bit) & 1).length
      // 2048 expected, standard deviation 32.
      expect(Math.abs(ones - 2048)).toBeLessThan(5 * 32)
    }
  })
})
