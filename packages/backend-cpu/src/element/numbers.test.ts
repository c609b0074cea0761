/** Reading and storing elements: decoding of float16, a single rounding, wrap-around. */
import { type DType, dtypeInfo, dtypes } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { computed, numbersOf, rangeOf } from './numbers.ts'

describe('numbersOf', () => {
  test('decodes the bits of float16', () => {
    const data = Uint16Array.of(0x3c00, 0xc000, 0x8000, 0x7c00, 0x7e00, 0x0001, 0x3555)
    const numbers = numbersOf({ dtype: 'float16', shape: [7], data })
    expect(Array.from(numbers)).toEqual([1, -2, -0, Infinity, NaN, 2 ** -24, 0.333251953125])
  })

  test('gives other host arrays as they are', () => {
    const data = Int8Array.of(-1, 2)
    expect(numbersOf({ dtype: 'int8', shape: [2], data })).toBe(data)
  })
})

describe('computed', () => {
  const store = (dtype: DType, value: number) => computed({ dtype, shape: [] }, (out) => (out[0] = value))[0]

  test.each<[DType, number, number]>([
    ['float32', 0.1, 0.10000000149011612],
    ['float16', 1 + 2 ** -11 + 2 ** -40, 0x3c01],
    ['float64', 0.1, 0.1],
    ['int32', 2 ** 31, -(2 ** 31)],
    ['uint32', -1, 2 ** 32 - 1],
    ['int8', 200, -56],
    ['uint8', 257, 1],
  ])('stores in %s the number %d as %d', (dtype, value, expected) => {
    expect(store(dtype, value)).toBe(expected)
  })

  test.each(dtypes)('begins with zeros of %s', (dtype) => {
    const data = computed({ dtype, shape: [3] }, () => {})
    expect(Array.from(data)).toEqual([0, 0, 0])
    expect(data).toBeInstanceOf(dtypeInfo(dtype).array)
  })
})

describe('rangeOf', () => {
  test.each(dtypes.filter((dtype) => dtypeInfo(dtype).kind === 'signed' || dtypeInfo(dtype).kind === 'unsigned'))(
    '%s ends where it wraps',
    (dtype) => {
      const { lowest, highest } = rangeOf[dtype]
      const stored = computed({ dtype, shape: [4] }, (out) => out.set([lowest, highest, lowest - 1, highest + 1]))
      expect(Array.from(stored)).toEqual([lowest, highest, highest, lowest])
    },
  )
})
