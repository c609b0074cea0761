import { expect, test } from 'vitest'
import { formatCount, formatMetric, formatPercent, formatSeconds } from './number-formats.ts'

test.each([
  [0.9785, '97.85%'],
  [1, '100.00%'],
  [0, '0.00%'],
  [Number.NaN, '-'],
])('formatPercent(%d) = %s', (fraction, text) => expect(formatPercent(fraction)).toBe(text))

test.each([
  [0, '0.0000'],
  [0.12345, '0.1235'],
  [0.000012345, '1.23e-5'],
  [12.5, '12.5000'],
  [-1234567, '-1.23e+6'],
  [Number.NaN, 'NaN'],
  [Infinity, 'Infinity'],
])('formatMetric(%d) = %s', (value, text) => expect(formatMetric(value)).toBe(text))

test.each([
  [0.04, '0.0s'],
  [9.94, '9.9s'],
  [9.96, '10s'],
  [59.4, '59s'],
  [59.6, '1m 00s'],
  [185, '3m 05s'],
  [3599.9, '1h 00m'],
  [3725, '1h 02m'],
])('formatSeconds(%d) = %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text))

test('large counts are grouped', () => {
  expect([0, 999, 1000, 60000].map(formatCount)).toEqual(['0', '999', '1,000', '60,000'])
})
