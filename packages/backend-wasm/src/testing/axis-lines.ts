/** Tensors [outer, extent, inner] of every layout, and the lines along their middle axis, for tests of what goes along an axis. */
import { type DType, type Shape, sizeOf } from '@neurite/core'
import { tensor, type TestTensor } from './run.ts'

const drawOf = (i: number, below: number): number => ((i * 2654435761) >>> 8) % below

/** Few different numbers, so that there are ties; with NaN in between where asked for. */
export const ties = (dtype: DType, shape: Shape, hasNaN = false): TestTensor =>
  tensor(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => {
      if (hasNaN && drawOf(i + 3, 17) === 0) return Number.NaN
      if (dtype === 'bool') return drawOf(i, 2)
      return drawOf(i, 7) - (dtype.startsWith('u') ? 0 : 3)
    }),
  )

/** [outer, extent, inner]. */
export const axisShapes: readonly Shape[] = [
  ...[1, 2, 3, 10, 15, 16, 17, 19, 20, 64, 101].map((extent) => [5, extent, 1]),
  ...[2, 4, 5, 16, 21, 37].flatMap((inner) => [1, 2, 9].map((extent) => [3, extent, inner])),
  [1, 6, 1],
  [0, 4, 5],
  [2, 4, 0],
]

/** The elements along axis 1, for each index of the others, with where they stand. */
export const linesOf = ({ shape, values }: TestTensor): { readonly places: number[]; readonly line: number[] }[] => {
  const [outer, extent, inner] = shape as readonly [number, number, number]
  return Array.from({ length: outer * inner }, (_, i) => {
    const start = Math.floor(i / inner) * extent * inner + (i % inner)
    const places = Array.from({ length: extent }, (_unused, j) => start + j * inner)
    return { places, line: places.map((place) => values[place]!) }
  })
}
