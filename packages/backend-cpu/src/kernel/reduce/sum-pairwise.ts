/** Summation whose error grows with the logarithm of the length. */
import type { Numbers } from '../../element/numbers.ts'

const blockLength = 128

/**
 * Sum of `numbers[start]` to `numbers[start + length - 1]` in float64.
 *
 * @source Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2
 */
export function sumPairwise(numbers: Numbers, start: number, length: number): number {
  if (length > blockLength) {
    const half = Math.floor(length / 2)
    return sumPairwise(numbers, start, half) + sumPairwise(numbers, start + half, length - half)
  }
  let sum = 0
  for (let i = start; i < start + length; i++) sum += numbers[i]!
  return sum
}
