/** Numbers within their bounds pass; others are refused with the bounds. */
import { ArgumentError } from '@neurite/core'
import { expect, test } from 'vitest'
import { type Bounds, checkNumber } from './check-number.ts'

test.each<[number, Bounds]>([
  [-3.5, {}],
  [0, { least: 0, below: 1 }],
  [1, { above: 0, most: 1 }],
  [7, { integer: true }],
])('%d within %j', (value, bounds) => {
  expect(checkNumber('A', 'rate', value, bounds)).toBe(value)
})

test.each<[unknown, Bounds, string]>([
  [Number.NaN, {}, 'A: rate must be a finite number, got NaN'],
  [Infinity, { least: 0 }, 'A: rate must be a number >= 0, got Infinity'],
  [1, { least: 0, below: 1 }, 'A: rate must be a number >= 0 and < 1, got 1'],
  [0, { above: 0, most: 1 }, 'A: rate must be a number > 0 and <= 1, got 0'],
  [0.5, { integer: true }, 'A: rate must be an integer, got 0.5'],
  [-1, { integer: true, least: 0 }, 'A: rate must be an integer >= 0, got -1'],
  ['1', { least: 0 }, 'A: rate must be a number >= 0, got the string "1"'],
  [undefined, {}, 'A: rate must be a finite number, got undefined'],
])('%s is not within %j', (value, bounds, message) => {
  expect(() => checkNumber('A', 'rate', value as number, bounds)).toThrow(new ArgumentError(message))
})
