/** What is made of several measurements. */

/**
 * The middle value; the mean of both in the middle of an even number.
 *
 * @param {readonly number[]} values
 * @returns {number | undefined} undefined for none
 */
export function median(values) {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const [upper, lower] = [sorted[half] ?? 0, sorted[half - 1] ?? 0]
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2
}

/**
 * The list begun at another place each round, so that nobody always follows the same neighbour's heat.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {number} round
 * @returns {T[]}
 */
export const rotated = (items, round) => {
  const start = items.length === 0 ? 0 : round % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}

/** Numbers smaller than this share of the greatest are compared to that share: their rounding errors are its. */
const smallShare = 1e-3

/**
 * The greatest relative difference of two lists.
 *
 * @param {readonly number[]} reference
 * @param {readonly number[]} values
 * @returns {number} Infinity where their lengths differ or something is no number
 */
export function relativeDifference(reference, values) {
  if (reference.length !== values.length) return Infinity
  const floor = smallShare * reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  const differences = reference.map((value, index) => Math.abs(value - (values[index] ?? NaN)) / Math.max(Math.abs(value), floor))
  return differences.some(Number.isNaN) ? Infinity : differences.reduce((most, value) => Math.max(most, value), 0)
}
