/**
 * Brings ink into the form of MNIST's images: fitted into 20 x 20 pixels, then centred by its centre of mass in 28 x 28.
 *
 * @source LeCun, Cortes & Burges 1998, "The MNIST database of handwritten digits"
 */
import { type Crop, type Image, inkCrop } from '../report/draw-image.ts'
import { areaAverage, type Extents } from './area-average.ts'

/** Rows, and columns, of MNIST's images; and of the box that the digit fits into. */
export const [fieldExtent, boxExtent] = [28, 20] as const

/** Where MNIST's images have their centres of mass: to the nearest pixel, this one. */
const center = 14

function cut({ pixels, columns }: Image, { top, bottom, left, right }: Crop): Float32Array {
  const width = right - left
  return Float32Array.from(
    { length: (bottom - top) * width },
    (_, index) => pixels[(top + Math.floor(index / width)) * columns + left + (index % width)]!,
  )
}

/** The extents of the longer side become those of the box. */
function fitted([rows, columns]: Extents): Extents {
  const scale = boxExtent / Math.max(rows, columns)
  return [Math.max(1, Math.round(rows * scale)), Math.max(1, Math.round(columns * scale))]
}

function centerOfMass(pixels: Float32Array, columns: number): Extents {
  let [mass, row, column] = [0, 0, 0]
  pixels.forEach((value, index) => {
    mass += value
    row += value * Math.floor(index / columns)
    column += value * (index % columns)
  })
  return [row / mass, column / mass]
}

/** Where the first row, or column, comes to stand: as near as it can be, with all of them in the field. */
const placeFirst = (mean: number, extent: number): number =>
  Math.min(Math.max(0, Math.round(center - mean)), fieldExtent - extent)

/**
 * The digit as a network that learnt from MNIST expects it.
 *
 * @param ink - from 0 (paper) to 1; there has to be some
 * @returns 28 x 28 bytes, row-major; 255 is the strongest ink
 */
export function centerDigit(ink: Image): Uint8Array {
  const crop = inkCrop(ink)
  const extents: Extents = [crop.bottom - crop.top, crop.right - crop.left]
  const [rows, columns] = fitted(extents)
  const digit = areaAverage(cut(ink, crop), extents, [rows, columns])
  // Thin strokes of a large image are faint in a small one.
  const strongest = digit.reduce((most, value) => Math.max(most, value), 0)
  const [meanRow, meanColumn] = centerOfMass(digit, columns)
  const [top, left] = [placeFirst(meanRow, rows), placeFirst(meanColumn, columns)]
  const field = new Uint8Array(fieldExtent ** 2)
  digit.forEach((value, index) => {
    const place = (top + Math.floor(index / columns)) * fieldExtent + left + (index % columns)
    field[place] = Math.round((255 * value) / strongest)
  })
  return field
}
