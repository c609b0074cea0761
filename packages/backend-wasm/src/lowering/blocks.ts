/** Cuts rows, columns and lines into blocks. */

/** A stretch of rows or columns: `count` blocks of `size`. */
interface Blocks {
  readonly start: number
  readonly count: number
  readonly size: number
}

/** Cuts an extent into blocks of the largest size that still fits, then of smaller ones. */
export function cut(extent: number, sizes: readonly number[]): Blocks[] {
  const blocks: Blocks[] = []
  let start = 0
  for (const size of sizes) {
    const count = Math.floor((extent - start) / size)
    if (count > 0) blocks.push({ start, count, size })
    start += count * size
  }
  return blocks
}

/** Cuts an extent into as few blocks as sizes up to `most` allow, none more than one smaller than another: 13 is 4 and three times 3. */
export function cutEvenly(extent: number, most: number): Blocks[] {
  const count = Math.ceil(extent / most)
  const size = Math.ceil(extent / Math.max(1, count))
  const larger = extent - count * (size - 1)
  const blocks = [
    { start: 0, count: larger, size },
    { start: larger * size, count: count - larger, size: size - 1 },
  ]
  return blocks.filter((block) => block.count > 0)
}

/** The whole numbers below `count`. */
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
