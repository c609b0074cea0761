/** The table that shows which classes a model mixes up. */
import { numberedName } from './class-name.ts'
import { formatTable } from './table.ts'

const corner = 'true \\ predicted'

/**
 * A row per true class, a column per predicted class; the diagonal counts what is right, a dot stands for never.
 *
 * @param counts - by true class, then by predicted class
 * @param names - of the classes
 */
export function formatConfusionMatrix(counts: readonly (readonly number[])[], names: readonly string[]): string[] {
  const header = [corner, ...counts.map((_, index) => String(index))]
  const rows = counts.map((row, index) => [
    numberedName(index, names),
    ...row.map((count) => (count === 0 ? '·' : String(count))),
  ])
  return formatTable([header, ...rows], ['left', 'right'])
}
