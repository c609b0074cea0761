/** Checks of the numbers that training takes. */
import { ArgumentError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'

const written = (value: unknown): string => (typeof value === 'number' ? String(value) : describeValue(value))

/** @throws ArgumentError unless the value is a whole number of at least `least` */
export function checkInteger(call: string, option: string, value: number, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  const wanted = least === 1 ? 'a positive integer' : `an integer of at least ${least}`
  throw new ArgumentError(`${call}: ${option} must be ${wanted}, got ${written(value)}`)
}

/** @throws ArgumentError unless the value is a number between 0 and 1, both excluded */
export function checkFraction(call: string, option: string, value: number): number {
  if (typeof value === 'number' && value > 0 && value < 1) return value
  throw new ArgumentError(`${call}: ${option} must be a number between 0 and 1, got ${written(value)}`)
}

/** @throws ArgumentError unless the value is true or false */
export function checkBoolean(call: string, option: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value
  throw new ArgumentError(`${call}: ${option} must be true or false, got ${written(value)}`)
}
