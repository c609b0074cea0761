/** Checks numbers among options: each has its bounds. */
import { ArgumentError } from '@neurite/core'
import { describeNumber } from './describe-value.ts'

/** Bounds of a number that an option may have. */
export interface Bounds {
  /** The number is at least this. */
  readonly least?: number
  /** The number is greater than this. */
  readonly above?: number
  /** The number is less than this. */
  readonly below?: number
  /** The number is at most this. */
  readonly most?: number
  readonly integer?: boolean
}

type Comparison = readonly [sign: string, holds: (value: number, bound: number) => boolean]

const comparisons: Readonly<Record<Exclude<keyof Bounds, 'integer'>, Comparison>> = {
  least: ['>=', (value, bound) => value >= bound],
  above: ['>', (value, bound) => value > bound],
  below: ['<', (value, bound) => value < bound],
  most: ['<=', (value, bound) => value <= bound],
}

const rows = Object.entries(comparisons) as [keyof typeof comparisons, Comparison][]

const holds = (value: number, bounds: Bounds): boolean =>
  Number.isFinite(value) &&
  (!bounds.integer || Number.isSafeInteger(value)) &&
  rows.every(([name, [, compare]]) => bounds[name] === undefined || compare(value, bounds[name]))

function describeBounds(bounds: Bounds): string {
  const limits = rows.flatMap(([name, [sign]]) => (bounds[name] === undefined ? [] : [`${sign} ${bounds[name]}`]))
  const noun = bounds.integer ? 'an integer' : limits.length > 0 ? 'a number' : 'a finite number'
  return [noun, limits.join(' and ')].filter(Boolean).join(' ')
}

/** @throws ArgumentError unless the option is a finite number within the bounds */
export function checkNumber(call: string, option: string, value: number, bounds: Bounds = {}): number {
  if (typeof value === 'number' && holds(value, bounds)) return value
  throw new ArgumentError(`${call}: ${option} must be ${describeBounds(bounds)}, got ${describeNumber(value)}`)
}
