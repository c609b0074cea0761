import { expect, test } from 'vitest'
import { inkOf } from './ink.ts'
import type { GreyImage } from './read-png.ts'

/** An image from the grey of its rows. */
function image(rows: readonly (readonly number[])[], opacity?: readonly (readonly number[])[]): GreyImage {
  return {
    width: rows[0]!.length,
    height: rows.length,
    grey: Float32Array.from(rows.flat()),
    opacity: opacity && Float32Array.from(opacity.flat()),
  }
}

const inkNumbers = (from: GreyImage): number[] | undefined => {
  const ink = inkOf(from)
  return ink && [...ink.pixels].map((value) => Number(value.toFixed(3)))
}

const digit = [
  [0.2, 0.2, 0.2, 0.2],
  [0.2, 0.8, 0.5, 0.2],
  [0.2, 0.2, 0.2, 0.2],
]
const inkOfDigit = [0, 0, 0, 0, 0, 1, 0.5, 0, 0, 0, 0, 0]

test('light on dark, and dark on light', () => {
  const dark = image(digit.map((row) => row.map((value) => 1 - value)))
  expect(inkNumbers(image(digit))).toEqual(inkOfDigit)
  expect(inkNumbers(dark)).toEqual(inkOfDigit)
  expect([inkOf(image(digit))?.isInverted, inkOf(dark)?.isInverted]).toEqual([false, true])
})

test('where ink fills half of the border, all pixels decide', () => {
  const stripe = [
    [1, 1, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 1, 0, 0],
  ]
  const flipped = stripe.map((row) => row.map((value) => 1 - value))
  expect(inkOf(image(stripe))?.isInverted).toBe(false)
  expect(inkOf(image(flipped))?.isInverted).toBe(true)
})

test('the grain of paper is no ink', () => {
  const paper = (row: number, column: number): number => 0.8 - 0.02 * row - 0.005 * column
  const rows = Array.from({ length: 10 }, (_, row) =>
    Array.from({ length: 10 }, (__, column) => (row === 5 && column > 2 && column < 7 ? 0.1 : paper(row, column))),
  )
  const ink = inkOf(image(rows))!
  const inked = [...ink.pixels].flatMap((value, index) => (value > 0 ? [index] : []))
  expect(inked).toEqual([53, 54, 55, 56])
})

test('transparent is white, or black behind white ink', () => {
  const opacity = digit.map((row) => row.map((value) => (value - 0.2) / 0.6))
  const [blackInk, whiteInk] = [0, 1].map((grey) =>
    image(
      opacity.map((row) => row.map(() => grey)),
      opacity,
    ),
  )
  expect([inkNumbers(blackInk!), inkOf(blackInk!)?.isInverted]).toEqual([inkOfDigit, true])
  expect([inkNumbers(whiteInk!), inkOf(whiteInk!)?.isInverted]).toEqual([inkOfDigit, false])
})

test('what looks alike everywhere is blank', () => {
  const blank = (grey: number): number[][] => Array.from({ length: 3 }, () => [grey, grey, grey])
  expect(inkOf(image(blank(0)))).toBeUndefined()
  expect(inkOf(image(blank(1)))).toBeUndefined()
  expect(inkOf(image(blank(0.5), blank(0)))).toBeUndefined()
  expect(inkOf(image([[0.5, 0.55, 0.5]]))).toBeUndefined()
})

test('a single pixel, and a single line', () => {
  expect(inkOf(image([[0.5]]))).toBeUndefined()
  expect(inkNumbers(image([[0, 0, 1, 0, 0]]))).toEqual([0, 0, 1, 0, 0])
})
