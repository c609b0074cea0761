/** Checks values of options that many calls share: counts, shares, switches, choices. */
import { ArgumentError, suggest } from '@neurite/core'
import { describeNumber } from './describe-value.ts'

/** @throws ArgumentError unless the value is an integer of at least `least` */
export function checkCount(call: string, option: string, value: number, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  const expected = least === 1 ? 'a positive integer' : `an integer of at least ${least}`
  throw new ArgumentError(`${call}: ${option} must be ${expected}, got ${describeNumber(value)}`)
}

/** @throws ArgumentError unless the value is a number from 0 to 1 */
export function checkShare(call: string, option: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new ArgumentError(`${call}: ${option} must be a number from 0 to 1, got ${describeNumber(value)}`)
}

/** @throws ArgumentError unless the value is a number between 0 and 1, both excluded */
export function checkFraction(call: string, option: string, value: number): number {
  if (typeof value === 'number' && value > 0 && value < 1) return value
  throw new ArgumentError(`${call}: ${option} must be a number between 0 and 1, got ${describeNumber(value)}`)
}

/** @throws ArgumentError unless the value is a boolean */
export function checkFlag(call: string, option: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value
  throw new ArgumentError(`${call}: ${option} must be true or false, got ${describeNumber(value)}`)
}

/** @throws ArgumentError unless the value is one of the choices */
export function checkChoice<Choice extends string>(
  call: string,
  option: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value
  const fix = typeof value === 'string' ? suggest(value, choices) : `known: ${choices.join(', ')}`
  throw new ArgumentError(
    `${call}: unknown ${option} ${typeof value === 'string' ? `"${value}"` : describeNumber(value)}; ${fix}`,
  )
}
