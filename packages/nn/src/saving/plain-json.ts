/** Configurations as JSON: everything in them can be written down, or the user hears what cannot. */
import { ArgumentError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'

/** Numbers that JSON has no word for, under a key that no configuration uses. */
const numberKey = '$number'

/**
 * The value with its special numbers spelled out.
 *
 * @param where - what errors begin with, and where in the configuration the value stands
 * @throws ArgumentError when something is no data, such as a function of the user's
 */
export function toPlain(where: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return { [numberKey]: String(value) }
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value
  if (Array.isArray(value)) return value.map((item, index) => toPlain(`${where}[${index}]`, item))
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value as object).filter(([, item]) => item !== undefined)
    return Object.fromEntries(entries.map(([key, item]) => [key, toPlain(`${where}.${key}`, item)]))
  }
  throw new ArgumentError(
    `${where} is ${describeValue(value)}, which cannot be written down; use something by name, or a class of your own with getConfig`,
  )
}

/** The value with its special numbers as numbers again. */
export function fromPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPlain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  if (entries.length === 1 && entries[0]![0] === numberKey) return Number(entries[0]![1])
  return Object.fromEntries(entries.map(([key, item]) => [key, fromPlain(item)]))
}
