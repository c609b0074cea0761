/** Finds the identifier that a mistyped one was probably meant to be. */

/** Number of single-letter insertions, deletions, substitutions and swaps that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous: number[] = []
  let current = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const older = previous
    previous = current
    current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? older[j - 2]! + 1 : Infinity
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution, swap)
    }
  }
  return current[b.length]!
}

/**
 * The sentence that an error about an unknown identifier ends with.
 *
 * @param given - what the user wrote
 * @param known - what would have been accepted
 * @returns `did you mean "adam"?`, or the list of what is known when nothing is near
 */
export function suggest(given: string, known: readonly string[]): string {
  const wanted = given.toLowerCase().replaceAll(/[_\s-]/g, '')
  const ranked = known
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  if (best && best.distance <= Math.max(1, Math.floor(wanted.length / 3))) return `did you mean "${best.name}"?`
  return `known: ${known.join(', ')}`
}
