/** Says in an error what a wrong value is. */

/** The value in a few words, a number as itself: for options of which everybody knows that they are numbers. */
export const describeNumber = (value: unknown): string => (typeof value === 'number' ? String(value) : describeValue(value))

/** The value in a few words: `a Variable`, `the string "10"`, `undefined`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return `the function or class ${value.name || 'without a name'}`
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object'
    ? `a ${value.constructor === Object ? 'record' : (value.constructor?.name ?? 'record')}`
    : `the ${typeof value} ${JSON.stringify(value)}`
}
