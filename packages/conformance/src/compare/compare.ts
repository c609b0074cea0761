/** Compares the elements of two tensors, and words the first difference. */
import { decodeNumbers, formatType, type HostArray, isFloat, type Shape, type TensorType } from '@neurite/core'
import type { Tolerance } from './tolerance.ts'
import { epsilonOf, highestOf, stepsBetween } from './units-in-last-place.ts'

/** Sums of the magnitudes of the terms behind each element, in float64. */
export type TermScale = ArrayLike<number>

function indexOf(position: number, shape: Shape): string {
  let rest = position
  const index = [...shape].reverse().map((extent) => {
    const at = rest % extent
    rest = Math.floor(rest / extent)
    return at
  })
  return `[${index.reverse().join(', ')}]`
}

const written = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

/**
 * Where and how two tensors differ, or undefined where they agree.
 *
 * @param scale - for a tolerance of terms: elements whose terms may overflow on the way are not compared
 */
export function describeDifference(
  type: TensorType,
  given: HostArray,
  expected: HostArray,
  tolerance: Tolerance = 'exact',
  scale?: TermScale,
): string | undefined {
  if (given.length !== expected.length) return `expected ${expected.length} elements of ${formatType(type)}, got ${given.length}`
  const [givenNumbers, expectedNumbers] = [decodeNumbers(type.dtype, given), decodeNumbers(type.dtype, expected)]
  const isNear = nearness(type, tolerance, scale)
  for (let i = 0; i < given.length; i++) {
    const [a, b] = [givenNumbers[i]!, expectedNumbers[i]!]
    if (Object.is(a, b) || isNear(a, b, i, () => stepsBetween(type.dtype, given, expected, i))) continue
    return `element ${indexOf(i, type.shape)} of ${formatType(type)} is ${written(a)}, expected ${written(b)}`
  }
  return undefined
}

/** Whether single elements of two tensors agree. */
export function elementAgreement(
  type: TensorType,
  tolerance: Tolerance,
  scale?: TermScale,
): (given: HostArray, expected: HostArray, index: number) => boolean {
  const isNear = nearness(type, tolerance, scale)
  return (given, expected, i) => {
    const [a, b] = [given, expected].map((bits) => decodeNumbers(type.dtype, bits.slice(i, i + 1))[0]!) as [number, number]
    return Object.is(a, b) || isNear(a, b, i, () => stepsBetween(type.dtype, given, expected, i))
  }
}

type IsNear = (given: number, expected: number, index: number, steps: () => number) => boolean

/** Whether two numbers that are not identical are near enough. */
function nearness({ dtype }: TensorType, tolerance: Tolerance, scale: TermScale | undefined): IsNear {
  if (tolerance === 'exact' || !isFloat(dtype)) return () => false
  const { ulps, ofTerms } = tolerance
  if (!ofTerms || !scale) return (a, b, _, steps) => a === b || (!Number.isNaN(a) && !Number.isNaN(b) && steps() <= ulps)
  return (a, b, index) => {
    const terms = scale[index]!
    // Where a term is not finite, the sum is certain; where finite terms may overflow on the way, it hangs on their order.
    if (a === b || !Number.isFinite(terms)) return a === b
    return terms > highestOf(dtype) / 2 || Math.abs(a - b) <= ulps * epsilonOf(dtype) * terms + Number.MIN_VALUE
  }
}
