/** Compares what a kernel wrote with what it should have written, as exactly as rounding allows. */
import { decodeNumbers, type HostArray, type TensorType } from '@neurite/core'
import { epsilonOf } from './shaken.ts'

/** An element that is not what it should be. */
export interface Mismatch {
  /** Which result of the kernel. */
  readonly result: number
  /** Index of the element, row-major. */
  readonly at: number
  readonly expected: number
  readonly got: number
  /** How far rounding might have carried it. */
  readonly tolerance: number
}

const isSame = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

function rootMeanSquare(numbers: ArrayLike<number>): number {
  let [sum, count] = [0, 0]
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!
    if (!Number.isFinite(value)) continue
    sum += value * value
    count += 1
  }
  return count === 0 ? 0 : Math.sqrt(sum / count)
}

/** How far an element lies outside of what rounding explains, as a multiple of it; at most 1 is right. */
function excess(got: number, expected: number, tolerance: number, samples: readonly number[]): number {
  const distance = Math.abs(got - expected)
  if (Number.isFinite(distance)) return distance <= tolerance ? 0 : distance / Math.max(tolerance, Number.MIN_VALUE)
  // NaN and infinities: only where a noisy run came there, too, or came away from them.
  const leaves = (sample: number): boolean =>
    !Number.isFinite(expected) && !isSame(sample, expected) && !Number.isNaN(sample) && !Number.isNaN(got)
  const isPossible = samples.some((sample) => isSame(sample, got) || leaves(sample))
  return isPossible ? 0 : Infinity
}

/**
 * The worst element of a kernel's results; undefined where all are right.
 *
 * @param types - of the results
 * @param noisyRuns - the results again with noise; asked for only where an element is not right at first sight
 */
export function worstMismatch(
  types: readonly TensorType[],
  expected: readonly HostArray[],
  got: readonly HostArray[],
  noisyRuns: () => readonly (readonly HostArray[])[],
): Mismatch | undefined {
  let worst: (Mismatch & { readonly excess: number }) | undefined
  let noisy: readonly (readonly HostArray[])[] | undefined
  types.forEach(({ dtype }, result) => {
    const [want, have] = [decodeNumbers(dtype, expected[result]!), decodeNumbers(dtype, got[result]!)]
    const unit = epsilonOf(dtype)
    const floor = unit * rootMeanSquare(want) * 0.5
    let samples: readonly HostArray[] | undefined
    for (let at = 0; at < want.length; at++) {
      const [a, b] = [want[at]!, have[at]!]
      const plain = 2 * unit * Math.abs(a) + floor
      if (isSame(a, b) || Math.abs(a - b) <= plain) continue
      noisy ??= noisyRuns()
      samples ??= noisy.map((run) => decodeNumbers(dtype, run[result]!))
      const moved = samples.map((run) => run[at]!)
      const spread = Math.max(0, ...moved.map((value) => Math.abs(value - a)).filter(Number.isFinite))
      const tolerance = plain + spread
      const found = excess(b, a, tolerance, moved)
      if (found > (worst?.excess ?? 0)) worst = { result, at, expected: a, got: b, tolerance, excess: found }
    }
  })
  return worst
}
