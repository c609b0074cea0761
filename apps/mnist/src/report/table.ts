/** Lays out rows of short texts as columns. */

/** How a column is aligned: words to the left, numbers to the right. */
export type Alignment = 'left' | 'right'

/**
 * Lines of a table, columns padded to their widest cell and two spaces apart.
 *
 * @param rows - cells by row; a row may be shorter than others
 * @param alignments - by column; the last one holds for all columns after it
 */
export function formatTable(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)))
  const pad = (cell: string, column: number): string =>
    (alignments[column] ?? alignments.at(-1)) === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
  return rows.map((row) => row.map(pad).join('  ').trimEnd())
}
