/** Reads a PNG of any kind as grey and opacity. fast-png decodes it. */
import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png'
import { DataError } from 'neurite'
import { readImageFile } from './image-file.ts'
import { checkPng, damaged, indexedColor } from './png-chunks.ts'

/** An image, row-major. */
export interface GreyImage {
  readonly width: number
  readonly height: number
  /** From 0, black, to 1, white. */
  readonly grey: Float32Array
  /** From 0, transparent, to 1; undefined where all is opaque. */
  readonly opacity: Float32Array | undefined
}

/** The numbers of an image, one per sample. */
interface Samples {
  readonly data: ArrayLike<number>
  readonly channels: number
  /** The largest that a sample can be. */
  readonly most: number
  /** The samples of the colour that stands for transparent. */
  readonly transparent?: ArrayLike<number> | undefined
}

/** Weights of red, green and blue in how light a colour looks. @source ITU-R BT.601 */
const luma = [0.299, 0.587, 0.114] as const

/** Samples that share bytes, each in its own; every row begins with a byte. */
function unpack({ data, width, height, depth }: DecodedPng): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8)
  const mask = 2 ** depth - 1
  const samples = new Uint8Array(width * height)
  for (let index = 0; index < samples.length; index++) {
    const bit = (index % width) * depth
    const byte = data[Math.floor(index / width) * rowBytes + (bit >> 3)]!
    samples[index] = (byte >> (8 - depth - (bit & 7))) & mask
  }
  return samples
}

function samplesOf(png: DecodedPng, colorType: number): Samples {
  if (colorType === indexedColor) {
    return { data: convertIndexedToRgb(png), channels: png.palette?.[0]?.length ?? 3, most: 255 }
  }
  const { depth, channels, transparency } = png
  return { data: depth < 8 ? unpack(png) : png.data, channels, most: 2 ** depth - 1, transparent: transparency }
}

function isColor(data: ArrayLike<number>, at: number, color: ArrayLike<number>): boolean {
  for (let channel = 0; channel < color.length; channel++) if (data[at + channel] !== color[channel]) return false
  return true
}

function toGrey({ width, height }: DecodedPng, { data, channels, most, transparent }: Samples): GreyImage {
  const count = width * height
  const colors = channels < 3 ? 1 : 3
  const hasAlpha = channels > colors
  const grey = new Float32Array(count)
  const opacity = hasAlpha || transparent ? new Float32Array(count) : undefined
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += channels) {
    const value = colors === 1 ? data[at]! : luma[0] * data[at]! + luma[1] * data[at + 1]! + luma[2] * data[at + 2]!
    grey[pixel] = value / most
    if (!opacity) continue
    opacity[pixel] = hasAlpha ? data[at + colors]! / most : Number(!(transparent && isColor(data, at, transparent)))
  }
  return { width, height, grey, opacity }
}

/** @throws DataError when the file is missing, no PNG, damaged, or too large */
export async function readPng(file: string): Promise<GreyImage> {
  const { header, png } = checkPng(file, await readImageFile(file))
  try {
    const decoded = decode(png, { checkCrc: true })
    return toGrey(decoded, samplesOf(decoded, header.colorType))
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    throw damaged(file, cause instanceof Error ? cause.message : String(cause), cause)
  }
}
