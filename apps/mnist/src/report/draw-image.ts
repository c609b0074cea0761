/** Draws grey images with characters: one character for two pixels, upper and lower. */
import type { Block } from './side-by-side.ts'

/** An image, row-major, from 0 (paper) to 1 (ink). */
export interface Image {
  readonly pixels: ArrayLike<number>
  readonly columns: number
}

/** A part of an image; ends are exclusive. */
export interface Crop {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

const shades = [' ', '░', '▒', '▓', '█']

/** The difference of two pixels from which on they are drawn as one half of a block. */
const edge = 0.4

/** Ink that counts when the margins are cut off. */
const visible = 0.1

/** The smallest part that holds everything visible; all of it where nothing is visible. */
export function inkCrop({ pixels, columns: width }: Image): Crop {
  let [top, bottom, left, right] = [Infinity, 0, width, 0]
  for (let index = 0; index < pixels.length; index++) {
    if (pixels[index]! < visible) continue
    const [row, column] = [Math.floor(index / width), index % width]
    top = Math.min(top, row)
    bottom = row + 1
    left = Math.min(left, column)
    right = Math.max(right, column + 1)
  }
  return bottom > 0 ? { top, bottom, left, right } : { top: 0, bottom: pixels.length / width, left: 0, right: width }
}

/** The character for a pixel and the one below it: half a block at an edge, else a shade. */
function character(upper: number, lower: number): string {
  if (upper - lower > edge) return '▀'
  if (lower - upper > edge) return '▄'
  const mean = Math.min(Math.max((upper + lower) / 2, 0), 1)
  return shades[Math.round(mean * (shades.length - 1))]!
}

/** The lines of a drawing, `right - left` characters wide and half as many lines high as there are rows. */
export function drawImage(image: Image, crop: Crop): Block {
  const { top, bottom, left, right } = crop
  const pixel = (row: number, column: number): number => (row < bottom ? image.pixels[row * image.columns + column]! : 0)
  return Array.from({ length: Math.ceil((bottom - top) / 2) }, (_, line) =>
    Array.from({ length: right - left }, (__, column) =>
      character(pixel(top + 2 * line, left + column), pixel(top + 2 * line + 1, left + column)),
    ).join(''),
  )
}
