/** Makes of an image file what a network that learnt from MNIST expects. */
import { imageError } from './image-file.ts'
import { centerDigit } from './center-digit.ts'
import { inkOf } from './ink.ts'
import { readPng } from './read-png.ts'

/** An image that was read. */
export interface DigitImage {
  readonly file: string
  readonly width: number
  readonly height: number
  /** Whether its ink is darker than its paper: the inverse of MNIST's images. */
  readonly isInverted: boolean
  /** 28 x 28 bytes, row-major; 0 is paper. */
  readonly pixels: Uint8Array
}

/** @throws DataError when the file is missing, no PNG, damaged, too large, or blank */
export async function readDigitImage(file: string): Promise<DigitImage> {
  const image = await readPng(file)
  const ink = inkOf(image)
  if (!ink) throw imageError(file, 'is blank: all of its pixels look alike; pass an image of one digit')
  return { file, width: image.width, height: image.height, isInverted: ink.isInverted, pixels: centerDigit(ink) }
}
