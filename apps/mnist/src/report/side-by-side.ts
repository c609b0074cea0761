/** Puts blocks of text next to each other. */

/** A block of text, line by line. */
export type Block = readonly string[]

export const widthOf = (block: Block): number => Math.max(0, ...block.map((line) => line.length))

/** The blocks from left to right, tops aligned, `gap` spaces apart. */
export function sideBySide(blocks: readonly Block[], gap = 2): string[] {
  const widths = blocks.map(widthOf)
  const height = Math.max(0, ...blocks.map((block) => block.length))
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((block, index) => (block[row] ?? '').padEnd(widths[index]!))
      .join(' '.repeat(gap))
      .trimEnd(),
  )
}
