/** Compares elements with golden ones, in units in the last place of their dtype. */
import { type DType, isFloat } from '@neurite/core'

/** Bits of the fraction, and the exponent of the smallest normal number. */
const formats: Partial<Record<DType, { readonly fraction: number; readonly leastExponent: number }>> = {
  float16: { fraction: 10, leastExponent: -14 },
  float32: { fraction: 23, leastExponent: -126 },
  float64: { fraction: 52, leastExponent: -1022 },
}

/** The distance between neighbours of a number. */
export function unitInLastPlace(value: number, dtype: DType): number {
  const format = formats[dtype]
  if (!format) return 0
  const exponent = value === 0 ? -Infinity : Math.floor(Math.log2(Math.abs(value)))
  return 2 ** (Math.max(exponent, format.leastExponent) - format.fraction)
}

/** How far elements may be from golden ones. */
export interface Tolerance {
  readonly ulps?: number
  readonly zeroSign?: 'any'
}

function fits(got: number, expected: number, dtype: DType, { ulps = 0, zeroSign }: Tolerance): boolean {
  if (Object.is(got, expected)) return true
  if (got === expected) return zeroSign === 'any' || expected !== 0
  return isFloat(dtype) && Math.abs(got - expected) <= ulps * unitInLastPlace(expected, dtype)
}

const show = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

/** A line for every element that is not the golden one; `at` names the element. */
export function differences(
  got: readonly number[],
  expected: readonly number[],
  { dtype, at, ...tolerance }: Tolerance & { readonly dtype: DType; readonly at: (index: number) => string },
): string[] {
  if (got.length !== expected.length) return [`${got.length} elements instead of ${expected.length}`]
  return expected.flatMap((value, index) =>
    fits(got[index]!, value, dtype, tolerance) ? [] : [`${at(index)}: ${show(got[index]!)} instead of ${show(value)}`],
  )
}
