/** Half precision: every bit pattern there and back, and rounding at the borders. */
import { expect, test } from 'vitest'
import { float16ToNumber, numberToFloat16 } from './float16.ts'

test('every bit pattern survives the way there and back', () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = float16ToNumber(bits)
    const back = numberToFloat16(value)
    if (Number.isNaN(value)) expect((back & 0x7c00) === 0x7c00 && (back & 0x3ff) !== 0).toBe(true)
    else if (back !== bits) expect(back).toBe(bits)
  }
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
