/** Checks of the options that users pass to `load`. */
import { ArgumentError, suggest } from '@neurite/core'

/** Whether a value is an object with named entries. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value, as errors show it. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'number') return String(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** The options that came, none where they were left out. */
export function readOptions(call: string, options: unknown): Readonly<Record<string, unknown>> {
  if (options === undefined) return {}
  if (!isRecord(options)) throw new ArgumentError(`${call}: got ${show(options)}; pass an object of options`)
  return options
}

/**
 * Throws unless every option that is set is known.
 *
 * @param elsewhere - options that exist, but not together with this source, each with the reason
 */
export function checkKeys(
  call: string,
  what: string,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  for (const key of Object.keys(given)) {
    if (given[key] === undefined || known.includes(key)) continue
    const reason = Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined
    if (reason !== undefined) throw new ArgumentError(`${call}: ${reason}`)
    throw new ArgumentError(`${call}: unknown ${what} "${key}"; ${suggest(key, known)}`)
  }
}

/** Throws unless `flatten` is a boolean or left out. */
export function checkFlatten(call: string, flatten: unknown): void {
  if (flatten !== undefined && typeof flatten !== 'boolean') {
    throw new ArgumentError(
      `${call}: flatten is ${show(flatten)}; pass true for rows of 784 values, false for images of 28 by 28 by 1`,
    )
  }
}
