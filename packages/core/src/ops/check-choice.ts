/** Refuses identifiers that a call does not know. */
import { ArgumentError } from '../errors/errors.ts'
import { suggest } from '../errors/suggest.ts'

/** Throws unless `given` is one of `known`; `option` is what the user calls it. */
export function checkChoice(call: string, option: string, given: string, known: readonly string[]): void {
  if (!known.includes(given)) throw new ArgumentError(`${call}: unknown ${option} "${given}"; ${suggest(given, known)}`)
}

/** Throws unless `given` is a whole number of at least `least`. */
export function checkCount(call: string, option: string, given: number, least = 1): void {
  if (Number.isSafeInteger(given) && given >= least) return
  throw new ArgumentError(`${call}: ${option} must be a whole number of at least ${least}, got ${given}`)
}
