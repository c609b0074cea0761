/** Numbers that are the same on every machine, for operands. */

/**
 * Uniform from -1 to 1.
 *
 * @param {number} count
 * @param {number} seed
 * @source Marsaglia 2003, "Xorshift RNGs"
 */
export function seededNumbers(count, seed) {
  let state = (seed * 2654435761 + 1) >>> 0 || 1
  return Float32Array.from({ length: count }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 31 - 1
  })
}
