/** Changes the size of an image: each new pixel is the mean of the area that it covers. */

/** The mean of each of `count` equal stretches of a line of `length` values. */
function averageLine(value: (index: number) => number, length: number, count: number): number[] {
  const extent = length / count
  return Array.from({ length: count }, (_, which) => {
    const [from, to] = [which * extent, Math.min(length, (which + 1) * extent)]
    let sum = 0
    for (let index = Math.floor(from); index < to; index++) {
      sum += value(index) * (Math.min(index + 1, to) - Math.max(index, from))
    }
    return sum / extent
  })
}

/** Rows and columns. */
export type Extents = readonly [rows: number, columns: number]

/** The image in another size, larger or smaller; row-major. */
export function areaAverage(pixels: ArrayLike<number>, [rows, columns]: Extents, [newRows, newColumns]: Extents): Float32Array {
  const narrow = new Float32Array(rows * newColumns)
  for (let row = 0; row < rows; row++) {
    narrow.set(
      averageLine((column) => pixels[row * columns + column]!, columns, newColumns),
      row * newColumns,
    )
  }
  const result = new Float32Array(newRows * newColumns)
  for (let column = 0; column < newColumns; column++) {
    averageLine((row) => narrow[row * newColumns + column]!, rows, newRows).forEach(
      (value, row) => (result[row * newColumns + column] = value),
    )
  }
  return result
}
