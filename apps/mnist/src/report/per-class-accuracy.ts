/** How well each class is recognised. */
import { numberedName } from './class-name.ts'
import { formatPercent } from './number-formats.ts'
import { formatTable } from './table.ts'

/**
 * A row per class: of the images that belong to it, how many were right.
 *
 * @param counts - by true class, then by predicted class
 * @param names - of the classes
 */
export function formatPerClassAccuracy(counts: readonly (readonly number[])[], names: readonly string[]): string[] {
  const rows = counts.map((row, index) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return [numberedName(index, names), String(row[index]!), String(total), formatPercent(row[index]! / total)]
  })
  return formatTable([['class', 'correct', 'of', 'accuracy'], ...rows], ['left', 'right'])
}
