import { expect, test } from 'vitest'
import { testDigits } from '../testing/png-digits.ts'
import { centerDigit } from './center-digit.ts'

/** Ink in a rectangle of an image of 100 columns. */
function rectangle(top: number, left: number, height: number, width: number) {
  const pixels = new Float32Array(100 * 80)
  for (let row = top; row < top + height; row++) pixels.fill(0.5, row * 100 + left, row * 100 + left + width)
  return { pixels, columns: 100 }
}

/** The rows, and the columns, with ink. */
function inked(field: Uint8Array): { rows: number[]; columns: number[] } {
  const places = [...field.entries()].filter(([, value]) => value > 0).map(([place]) => place)
  const unique = (values: number[]): number[] => [...new Set(values)].sort((a, b) => a - b)
  return { rows: unique(places.map((place) => Math.floor(place / 28))), columns: unique(places.map((place) => place % 28)) }
}

const from = (start: number, count: number): number[] => Array.from({ length: count }, (_, index) => start + index)

test.each([
  ['tall', rectangle(5, 60, 60, 15), { rows: from(5, 20), columns: from(12, 5) }],
  ['wide', rectangle(50, 0, 10, 100), { rows: from(14, 2), columns: from(5, 20) }],
  ['thinner than a pixel', rectangle(0, 0, 80, 1), { rows: from(5, 20), columns: [14] }],
  ['small', rectangle(70, 90, 4, 2), { rows: from(5, 20), columns: from(10, 10) }],
])('%s ink fits into 20 x 20, in the middle, as strong as can be', (_, image, expected) => {
  const field = centerDigit(image)
  const { rows, columns } = inked(field)
  expect([rows.length, columns.length]).toEqual([expected.rows.length, expected.columns.length])
  // An even number of pixels has its middle between two.
  expect(Math.abs(rows[0]! - expected.rows[0]!)).toBeLessThanOrEqual(1)
  expect(Math.abs(columns[0]! - expected.columns[0]!)).toBeLessThanOrEqual(1)
  expect(Math.max(...field)).toBe(255)
})

test('heavy ink on one side comes nearer to the middle, and nothing is cut off', () => {
  const image = rectangle(0, 0, 60, 10)
  for (let row = 55; row < 60; row++) image.pixels.fill(0.5, row * 100, row * 100 + 60)
  const { rows, columns } = inked(centerDigit(image))
  expect([rows.length, columns.length]).toEqual([20, 20])
  expect(columns[0]!).toBeGreaterThan(5)
})

test("MNIST's own images stay what they are", async () => {
  for (const { pixels } of await testDigits(30)) {
    const field = centerDigit({ pixels, columns: 28 })
    const difference = field.reduce((sum, value, place) => sum + Math.abs(value - Math.round(255 * pixels[place]!)), 0)
    // Rounding of a centre of mass between two pixels may go either way; and what is very faint is no ink.
    expect(difference / field.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.25)
  }
})
