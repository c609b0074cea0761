/** Comparison: units in the last place, signs of zeros, NaN, sums of terms. */
import type { DType } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { hostTensor } from '../values/host-tensor.ts'
import { describeDifference } from './compare.ts'
import type { Tolerance } from './tolerance.ts'
import { epsilonOf, stepAt, stepsBetween } from './units-in-last-place.ts'

const steps = (dtype: DType, a: number, b: number): number =>
  stepsBetween(dtype, hostTensor(dtype, [1], [a]).bits, hostTensor(dtype, [1], [b]).bits, 0)

describe('stepsBetween', () => {
  test.each<[DType, number, number, number]>([
    ['float32', 1, 1, 0],
    ['float32', 0, -0, 0],
    ['float32', 1, 1 + 2 ** -23, 1],
    ['float32', 1, 1 - 2 ** -24, 1],
    ['float32', 2 ** -149, -(2 ** -149), 2],
    ['float32', 3.4028234663852886e38, Infinity, 1],
    ['float32', -Infinity, -3.4028234663852886e38, 1],
    ['float16', 1, 1 + 3 * 2 ** -10, 3],
    ['float16', 65504, Infinity, 1],
    ['float16', -(2 ** -24), 2 ** -24, 2],
    ['float64', 1, 1 + 2 * Number.EPSILON, 2],
    ['float64', Number.MIN_VALUE, 0, 1],
  ])('%s from %d to %d is %d', (dtype, a, b, expected) => {
    expect(steps(dtype, a, b)).toBe(expected)
    expect(steps(dtype, b, a)).toBe(expected)
  })
})

describe('stepAt', () => {
  test.each<[DType, number, number]>([
    ['float32', 1, 2 ** -23],
    ['float32', 0.75, 2 ** -24],
    ['float32', -8, 2 ** -20],
    ['float32', 0, 2 ** -149],
    ['float32', 2 ** -140, 2 ** -149],
    ['float16', 1, 2 ** -10],
    ['float64', 1, Number.EPSILON],
  ])('%s near %d is %d', (dtype, value, expected) => {
    expect(stepAt(dtype, value)).toBe(expected)
  })

  test('near 1 it is epsilon', () => {
    expect(epsilonOf('float64')).toBe(Number.EPSILON)
  })
})

describe('describeDifference', () => {
  const compare = (
    given: readonly number[],
    expected: readonly number[],
    tolerance: Tolerance,
    scale?: readonly number[],
    dtype: DType = 'float32',
  ) => {
    const type = { dtype, shape: [given.length] }
    return describeDifference(
      type,
      hostTensor(dtype, [given.length], given).bits,
      hostTensor(dtype, [expected.length], expected).bits,
      tolerance,
      scale,
    )
  }

  test.each<[string, readonly number[], readonly number[], Tolerance]>([
    ['the same numbers', [1, -0, NaN, Infinity], [1, -0, NaN, Infinity], 'exact'],
    ['zeros of other signs, rounded', [0, -0], [-0, 0], { ulps: 0 }],
    ['neighbours', [1, -8], [1 + 2 ** -23, -8 - 2 ** -20], { ulps: 1 }],
  ])('accepts %s', (_, given, expected, tolerance) => {
    expect(compare(given, expected, tolerance)).toBeUndefined()
  })

  test.each<[string, readonly number[], readonly number[], Tolerance, string]>([
    ['zeros of other signs, exactly', [1, 0], [1, -0], 'exact', 'element [1] of float32[2] is 0, expected -0'],
    ['two steps for one', [1], [1 + 2 ** -22], { ulps: 1 }, 'element [0] of float32[1] is 1, expected 1.000000238418579'],
    ['NaN for a number', [NaN], [1], { ulps: 1e9 }, 'element [0] of float32[1] is NaN, expected 1'],
    ['a number for NaN', [1], [NaN], { ulps: 1e9 }, 'element [0] of float32[1] is 1, expected NaN'],
    [
      'infinities of other signs',
      [Infinity],
      [-Infinity],
      { ulps: 100 },
      'element [0] of float32[1] is Infinity, expected -Infinity',
    ],
  ])('words %s', (_, given, expected, tolerance, message) => {
    expect(compare(given, expected, tolerance)).toBe(message)
  })

  test('is exact in integers, whatever the tolerance', () => {
    expect(compare([1], [2], { ulps: 100 }, undefined, 'int32')).toBe('element [0] of int32[1] is 1, expected 2')
  })

  test('measures sums by their terms', () => {
    const tolerance: Tolerance = { ulps: 2, ofTerms: true }
    expect(compare([2 ** -20], [0], tolerance, [100])).toBeUndefined()
    expect(compare([2 ** -20], [0], tolerance, [1])).toBeDefined()
  })

  test('lets sums overflow on the way only where they may', () => {
    const tolerance: Tolerance = { ulps: 2, ofTerms: true }
    expect(compare([Infinity], [1], tolerance, [3e38])).toBeUndefined()
    expect(compare([Infinity], [1], tolerance, [1e30])).toBeDefined()
    // A term that is infinite makes the sum certain.
    expect(compare([1], [Infinity], tolerance, [Infinity])).toBeDefined()
    expect(compare([1], [NaN], tolerance, [NaN])).toBeDefined()
  })

  test('names elements by their indices, and lengths that differ', () => {
    const given = hostTensor('int32', [2, 3], [0, 0, 0, 0, 0, 7])
    const expected = hostTensor('int32', [2, 3], [0, 0, 0, 0, 0, 8])
    expect(describeDifference(given, given.bits, expected.bits)).toBe('element [1, 2] of int32[2, 3] is 7, expected 8')
    expect(describeDifference(given, new Int32Array(5), expected.bits)).toBe('expected 6 elements of int32[2, 3], got 5')
  })
})
