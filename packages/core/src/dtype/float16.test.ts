/** Half precision: every bit pattern there and back, and rounding at the borders. */
import { expect, test } from 'vitest'
import { float16ToNumber, numberToFloat16 } from './float16.ts'

const isNaNPattern = (bits: number): boolean => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0

test('every bit pattern survives the way there and back; every NaN stays one', () => {
  const patterns = Array.from({ length: 65536 }, (_, bits) => bits)
  const back = patterns.map((bits) => numberToFloat16(float16ToNumber(bits)))
  expect(patterns.filter((bits) => !isNaNPattern(bits) && back[bits] !== bits)).toEqual([])
  expect(patterns.filter((bits) => isNaNPattern(bits) && !isNaNPattern(back[bits]!))).toEqual([])
})

test.each([
  [1, 0x3c00],
  [-2, 0xc000],
  [65504, 0x7bff],
  [65519.99, 0x7bff],
  [65520, 0x7c00],
  [-1e10, 0xfc00],
  [2 ** -24, 1],
  [2 ** -25, 0],
  [2 ** -25 * 1.0000001, 1],
  [3 * 2 ** -25, 2],
  [-0, 0x8000],
  [2 ** -14, 0x0400],
  [2 ** -14 - 2 ** -26, 0x0400],
  // Halfway between two neighbours goes to the even one.
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  // Rounding twice, by way of float32, would lose the last bit of this one and land on the even neighbour.
  [1 + 2 ** -11 + 2 ** -40, 0x3c01],
])('%d is 0x%x', (value, bits) => {
  expect(numberToFloat16(value)).toBe(bits)
})
