/** Tells ink from paper, whichever of the two is lighter. */
import type { Image } from '../report/draw-image.ts'
import type { GreyImage } from './read-png.ts'

/** An image of ink: 0 is paper, 1 the strongest ink. */
export interface Ink extends Image {
  readonly pixels: Float32Array
  /** Whether the ink is darker than the paper: the inverse of MNIST's images. */
  readonly isInverted: boolean
}

/** A difference in grey that is seen. */
const leastContrast = 0.1

/** The least ink that counts, on paper that is even; and the most that is taken for unevenness of the paper. */
const [faintest, strongestGrain] = [0.1, 0.5] as const

/** Share of the border's pixels that is paper even where ink touches it. */
const surelyPaper = 0.9

const [white, black] = [1, 0] as const

/** Grey, with what lies behind it where it is transparent. */
function over({ grey, opacity }: GreyImage, background: number): Float32Array {
  return opacity ? grey.map((value, pixel) => background + (value - background) * opacity[pixel]!) : grey
}

function rangeOf(pixels: Float32Array): readonly [darkest: number, lightest: number] {
  let [darkest, lightest] = [Infinity, -Infinity]
  for (const value of pixels) {
    if (value < darkest) darkest = value
    if (value > lightest) lightest = value
  }
  return [darkest, lightest]
}

function borderOf(pixels: Float32Array, width: number, height: number): Float32Array {
  const places: number[] = []
  for (let column = 0; column < width; column++) places.push(column, (height - 1) * width + column)
  for (let row = 1; row < height - 1; row++) places.push(row * width, row * width + width - 1)
  return Float32Array.from(places, (place) => pixels[place]!)
}

/** The value below which a share of the values are. */
const quantile = (values: Float32Array, share: number): number =>
  values.slice().sort()[Math.min(values.length - 1, Math.floor(values.length * share))]!

const shareAbove = (values: Float32Array, limit: number): number =>
  values.reduce((count, value) => count + Number(value > limit), 0) / values.length

/** Pixels that tell which side is paper: those of the border; all, where ink and paper share the border. */
function witnesses(pixels: Float32Array, border: Float32Array, middle: number): Float32Array {
  const share = shareAbove(border, middle)
  return share > 1 / 3 && share < 2 / 3 ? pixels : border
}

/** The image, with transparent parts on white; on black if that leaves nothing to see. */
function opaque(image: GreyImage): { readonly pixels: Float32Array; readonly range: readonly [number, number] } | undefined {
  for (const background of image.opacity ? [white, black] : [white]) {
    const pixels = over(image, background)
    const range = rangeOf(pixels)
    if (range[1] - range[0] >= leastContrast) return { pixels, range }
  }
  return undefined
}

/** The ink of an image; undefined where all of it looks alike. */
export function inkOf(image: GreyImage): Ink | undefined {
  const { width, height } = image
  const seen = opaque(image)
  if (!seen) return undefined
  const {
    pixels,
    range: [darkest, lightest],
  } = seen
  const middle = (darkest + lightest) / 2
  const border = borderOf(pixels, width, height)
  const tell = witnesses(pixels, border, middle)
  const isInverted = shareAbove(tell, middle) > 0.5
  const paper = quantile(
    tell.filter((value) => value > middle === isInverted),
    0.5,
  )
  const strongest = isInverted ? darkest : lightest
  const inkAt = (value: number): number => Math.max(0, (value - paper) / (strongest - paper))
  // What is found on most of the border is the grain of the paper, or a shadow on it.
  const grain = quantile(border.map(inkAt), surelyPaper)
  const threshold = grain > strongestGrain ? faintest : Math.max(faintest, 1.25 * grain)
  const ink = pixels.map((value) => {
    const amount = inkAt(value)
    return amount < threshold ? 0 : amount
  })
  return { pixels: ink, columns: width, isInverted }
}
