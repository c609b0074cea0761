/** The process-wide source of seeds: initializers, dropout and shuffling take theirs from here. */
import { ArgumentError } from '@neurite/core'

/** Spreads every bit of an integer over all 32. One to one. @source Appleby, MurmurHash3, final mix */
function mix(value: number): number {
  let hash = value >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** 32 bits from all of the bits of a seed; `domain` tells apart what different users make of one seed. */
export const hashSeed = (seed: number, domain: number): number => mix(mix(mix(domain) ^ Math.floor(seed / 2 ** 32)) ^ seed)

/** @throws ArgumentError unless the seed is a safe integer */
export function checkSeed(call: string, seed: number): number {
  if (Number.isSafeInteger(seed)) return seed
  throw new ArgumentError(`${call}: seed must be an integer, got ${String(seed)}`)
}

/** Where the sequence of seeds begins and how far it has gone; undefined until the first is wanted. */
let sequence: { readonly start: number; count: number } | undefined

/**
 * Makes everything random that follows repeatable: initial weights, dropout, shuffling.
 *
 * @param seed - any safe integer
 * @throws ArgumentError when the seed is none
 * @example
 * ```ts
 * setRandomSeed(42)
 * const model = new Sequential([new Dense(10, { inputShape: [784] })])
 * ```
 */
export function setRandomSeed(seed: number): void {
  sequence = { start: hashSeed(checkSeed('setRandomSeed', seed), 0), count: 0 }
}

/**
 * The next seed of the process: an integer from 0 to 2^32 - 1. Repeats after `setRandomSeed` with the same seed; without it,
 * every process has its own.
 */
export function nextSeed(): number {
  sequence ??= { start: crypto.getRandomValues(new Uint32Array(1))[0]!, count: 0 }
  // `mix` is one to one, so a sequence repeats no seed before all 2^32 are used.
  return mix(sequence.start + sequence.count++)
}
