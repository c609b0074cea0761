/** Random numbers for tests that are the same every time. */

/** A function that gives whole numbers from 0 to below its argument. @source Marsaglia 2003, xorshift32 */
export function randomNumbers(seed: number): (below: number) => number {
  let state = (seed + 1) * 0x9e3779b9
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
