/** Which layer is being applied at this moment: what is recorded meanwhile says so, and `nanCheck` names it. */

let current: string | undefined

/** Path of the innermost layer being applied. */
export const currentLayerPath = (): string | undefined => current

/**
 * Runs the synchronous `fn` on behalf of a layer: the nodes that it records carry the path, which errors about them name.
 *
 * @param path - the whole path, such as `sequential/dense_1`; of nested calls the innermost counts
 * @example
 * const y = withLayerPath('encoder/attention', () => attend(x))
 */
export function withLayerPath<T>(path: string, fn: () => T): T {
  const previous = current
  current = path
  try {
    return fn()
  } finally {
    current = previous
  }
}
