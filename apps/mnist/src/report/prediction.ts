/** One prediction: the image beside the probability of each class. */
import { numberedName } from './class-name.ts'
import { drawImage, type Image, inkCrop } from './draw-image.ts'
import { formatPercent } from './number-formats.ts'
import type { Verdict } from './predictions.ts'
import { sideBySide } from './side-by-side.ts'
import { formatTable } from './table.ts'

const barWidth = 30
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar as long as a fraction, to an eighth of a character. */
export function formatBar(fraction: number, width: number): string {
  const filled = Math.round(Math.min(Math.max(fraction, 0), 1) * width * 8)
  return '█'.repeat(Math.floor(filled / 8)) + (eighths[filled % 8] ?? '')
}

/** `Test image 3: true Bag, predicted Coat (75.0%), wrong`. */
export function testImageTitle({ index, label, predicted, confidence }: Verdict, names: readonly string[]): string {
  const said = `predicted ${names[predicted] ?? predicted} (${formatPercent(confidence, 1)})`
  return `Test image ${index}: true ${names[label] ?? label}, ${said}${label === predicted ? '' : ', wrong'}`
}

/** An image that was read from a file, and what the model took it for. */
export interface FileVerdict extends Pick<Verdict, 'predicted' | 'confidence'> {
  readonly file: string
  readonly width: number
  readonly height: number
  /** Whether its ink is darker than its paper. */
  readonly inverted: boolean
}

/** `digit.png: 7 (99.1%); 300 x 200 pixels, dark on light`. */
export function fileTitle(
  { file, predicted, confidence, width, height, inverted }: FileVerdict,
  names: readonly string[],
): string {
  const said = `${names[predicted] ?? predicted} (${formatPercent(confidence, 1)})`
  return `${file}: ${said}; ${width} x ${height} pixels, ${inverted ? 'dark on light' : 'light on dark'}`
}

/** A title, then the image with a bar per class. */
export function drawPrediction(
  title: string,
  probabilities: readonly number[],
  image: Image,
  names: readonly string[],
): string[] {
  const rows = probabilities.map((probability, index) => [
    numberedName(index, names),
    formatPercent(probability, 1),
    formatBar(probability, barWidth),
  ])
  const bars = formatTable(rows, ['left', 'right', 'left'])
  // As wide as the image was, so that the bars of several predictions stand in one line.
  const drawing = drawImage(image, inkCrop(image)).map((line) => line.padEnd(image.columns))
  return [title, '', ...sideBySide([drawing, bars], 2)]
}
