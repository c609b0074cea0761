/** Threefry-2x32: a counter-based random generator; the same key and counter give the same bits everywhere. */

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const
const parity = 0x1bd11bda
const rounds = 20

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/**
 * Two random words for a counter of two words, under a key of two words.
 *
 * @returns words from 0 to 2^32 - 1
 * @source Salmon, Moraes, Dror & Shaw 2011, Parallel Random Numbers: As Easy as 1, 2, 3; section 3.3, 20 rounds
 */
export function threefry2x32(key: readonly [number, number], counter: readonly [number, number]): [number, number] {
  const keys = [key[0], key[1], parity ^ key[0] ^ key[1]] as const
  let x = (counter[0] + keys[0]) | 0
  let y = (counter[1] + keys[1]) | 0
  for (let round = 0; round < rounds; round++) {
    x = (x + y) | 0
    y = rotateLeft(y, rotations[round % 8]!) ^ x
    if (round % 4 === 3) {
      const injection = (round + 1) / 4
      x = (x + keys[injection % 3]!) | 0
      y = (y + keys[(injection + 1) % 3]! + injection) | 0
    }
  }
  return [x >>> 0, y >>> 0]
}
