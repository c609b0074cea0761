/** PNG images of the digits that come with the program, drawn in many ways. */
import { mnist } from '@neurite/datasets'
import { encode } from 'fast-png'
// Its backends turn bytes into numbers.
import 'neurite'

/** A digit, 28 x 28, from 0 (paper) to 1. */
export interface Digit {
  readonly label: number
  readonly pixels: ArrayLike<number>
}

const extent = 28

/** Digits that models are tested with. */
export async function testDigits(count: number): Promise<Digit[]> {
  const { test } = await mnist.load({ seed: 0 })
  const [x, y] = [await test.x.data(), await test.y.data()]
  return Array.from({ length: count }, (_, index) => ({
    label: y[index]!,
    pixels: x.subarray(index * extent ** 2, (index + 1) * extent ** 2),
  }))
}

/** How a digit is drawn. */
export interface Drawing {
  /** Pixels that each pixel becomes, along each axis. */
  readonly scale: number
  /** Paper around it. */
  readonly margins?: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  /** What the samples of a pixel are, for ink from 0 to 1. */
  readonly color: (ink: number) => readonly number[]
  readonly depth?: 8 | 16
  readonly palette?: number[][]
}

const noMargins = { left: 0, right: 0, top: 0, bottom: 0 }

export function drawPng({ pixels }: Digit, { scale, margins = noMargins, color, depth = 8, palette }: Drawing): Uint8Array {
  const width = Math.round(extent * scale) + margins.left + margins.right
  const height = Math.round(extent * scale) + margins.top + margins.bottom
  const inkAt = (row: number, column: number): number => {
    const [y, x] = [Math.floor((row - margins.top) / scale), Math.floor((column - margins.left) / scale)]
    return y >= 0 && y < extent && x >= 0 && x < extent ? pixels[y * extent + x]! : 0
  }
  const samples = Array.from({ length: width * height }, (_, place) => color(inkAt(Math.floor(place / width), place % width)))
  const data = depth === 8 ? Uint8Array.from(samples.flat()) : Uint16Array.from(samples.flat())
  return encode({ width, height, data, depth, channels: samples[0]!.length, ...(palette && { palette }) })
}

const wide = { left: 90, right: 10, top: 30, bottom: 70 }

/** Many ways to draw a digit, by name. */
export const drawings = {
  'as it is': { scale: 1, color: (ink) => [255 * ink] },
  'tiny, dark on light': { scale: 0.75, margins: { left: 3, right: 9, top: 2, bottom: 3 }, color: (ink) => [255 - 255 * ink] },
  'large, dark on light, off centre': { scale: 5, margins: wide, color: (ink) => [250 - 230 * ink] },
  '16 bits': { scale: 3, depth: 16, color: (ink) => [65535 * ink] },
  '16 bits in colour, inverted': { scale: 2, depth: 16, color: (ink) => [65535 - 60000 * ink, 65535 - 50000 * ink, 65535] },
  'blue on yellow': { scale: 4, margins: wide, color: (ink) => [240 - 230 * ink, 220 - 200 * ink, 60 + 60 * ink] },
  'black ink on nothing': { scale: 3, color: (ink) => [0, 0, 0, 255 * ink] },
  'white ink on nothing': { scale: 3, margins: wide, color: (ink) => [255, 255, 255, 255 * ink] },
  'grey with opacity': { scale: 2, color: (ink) => [200 - 200 * ink, 255] },
  'a palette': {
    scale: 3,
    margins: wide,
    palette: Array.from({ length: 256 }, (_, index) => [255 - index, 255 - index, 255 - index / 2].map(Math.round)),
    color: (ink) => [255 * ink],
  },
} as const satisfies Record<string, Drawing>
