/** Splits labelled items per class, so that both parts mirror the whole. */
import type { TrainAndTest } from '../images.ts'
import { expandSeed, SeededRandom } from './seeded-random.ts'

/**
 * Whole numbers in proportion to `sizes` that add up to `total`: each share is its exact part rounded down or up, and the largest
 * remainders are rounded up, the lower index first where two are the same.
 *
 * @param total - at most the sum of `sizes`
 */
export function apportion(sizes: readonly number[], total: number): number[] {
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  if (whole === 0) return sizes.map(() => 0)
  const shares = sizes.map((size) => Math.floor((size * total) / whole))
  const remainders = sizes.map((size, index) => ({ index, remainder: (size * total) % whole }))
  remainders.sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  const missing = total - shares.reduce((sum, share) => sum + share, 0)
  for (const { index } of remainders.slice(0, missing)) shares[index]! += 1
  return shares
}

/** The places of each class's items, in their order. */
function placesByClass(labels: Uint8Array): Uint32Array[] {
  const classes: number[][] = []
  labels.forEach((label, place) => (classes[label] ??= []).push(place))
  return Array.from(classes, (places) => Uint32Array.from(places ?? []))
}

const concatenated = (lists: readonly Uint32Array[]): Uint32Array => Uint32Array.from(lists.flatMap((list) => [...list]))

/**
 * Disjoint places for two parts, each with its share of every class, both in random order.
 *
 * Draws from one generator: each class is shuffled in turn (its first places go to the test part), then both parts.
 *
 * @param counts - items per part; together at most the number of labels
 * @param seed - a safe integer from 0
 */
export function stratifiedSplit(labels: Uint8Array, counts: TrainAndTest<number>, seed: number): TrainAndTest<Uint32Array> {
  const random = new SeededRandom(expandSeed(seed))
  const classes = placesByClass(labels)
  const used = apportion(
    classes.map((places) => places.length),
    counts.train + counts.test,
  )
  const held = apportion(used, counts.test)
  for (const places of classes) random.shuffle(places)
  const test = concatenated(classes.map((places, label) => places.subarray(0, held[label])))
  const train = concatenated(classes.map((places, label) => places.subarray(held[label], used[label])))
  return { train: random.shuffle(train), test: random.shuffle(test) }
}
