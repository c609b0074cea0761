/** Text in columns. */

/**
 * @param {readonly (readonly string[])[]} rows - the first holds the titles; columns between the first and the last are aligned to the right
 * @returns {string}
 */
export function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const isText = (/** @type {number} */ column) => column === 0 || column === widths.length - 1
  const line = (/** @type {readonly string[]} */ row) =>
    row
      .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return rows.map((row) => `  ${line(row)}`).join('\n')
}

/** @param {number} value */
export function shortNumber(value) {
  if (!Number.isFinite(value)) return String(value)
  if (Math.abs(value) >= 100_000) return `${Math.round(value / 1000)}k`
  if (Math.abs(value) >= 100) return value.toFixed(0)
  return Number(value.toPrecision(3)).toString()
}
