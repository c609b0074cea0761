/** Fetches single images of a data set, to draw them. */
import type { Split } from '@neurite/datasets'
import { takeRows, tensor, type Tensor } from 'neurite'
import type { Image } from '../report/draw-image.ts'

/** The pixels of these images, a row each. */
export const pickPixels = ({ x }: Split, indices: readonly number[]): Tensor => takeRows(x, tensor(Int32Array.from(indices)))

/** The images at these places, in this order. */
export async function readImages(split: Split, indices: readonly number[]): Promise<Image[]> {
  if (indices.length === 0) return []
  const rows = pickPixels(split, indices)
  const pixelCount = rows.shape[1]!
  const pixels = await rows.data()
  return indices.map((_, row) => ({
    pixels: pixels.subarray(row * pixelCount, (row + 1) * pixelCount),
    columns: Math.sqrt(pixelCount),
  }))
}
