/** Names of layers: `dense`, `dense_1`, `dense_2` ... where the user gives none. */
import { ArgumentError } from '@neurite/core'

/** How many layers of each kind have been named. */
const counts = new Map<string, number>()

/** `MaxPooling2D` as `max_pooling2d`: Keras's way, so that weights of Keras models find their layers. */
export const snakeCase = (className: string): string =>
  className
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()

/** A name that no other layer of this process got from here. */
export function uniqueName(className: string): string {
  const base = snakeCase(className)
  const count = counts.get(base) ?? 0
  counts.set(base, count + 1)
  return count === 0 ? base : `${base}_${count}`
}

/** The name as the user gave it. @throws ArgumentError when it is empty or would look like a path */
export function checkName(call: string, name: string): string {
  if (typeof name === 'string' && name !== '' && !name.includes('/')) return name
  throw new ArgumentError(`${call}: name must be a non-empty string without "/", got ${JSON.stringify(name)}`)
}
