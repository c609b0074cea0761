/** Images that were mistaken, drawn side by side with what they are and what the model took them for. */
import { drawImage, type Image, inkCrop } from './draw-image.ts'
import { formatPercent } from './number-formats.ts'
import type { Verdict } from './predictions.ts'
import { type Block, sideBySide, widthOf } from './side-by-side.ts'
import { formatTable } from './table.ts'

/** A verdict with its image. */
export interface Mistake {
  readonly verdict: Verdict
  readonly image: Image
}

const gap = 3

const caption = ({ label, predicted, confidence }: Verdict, names: readonly string[]): Block =>
  formatTable(
    [
      ['true', names[label] ?? String(label)],
      ['predicted', names[predicted] ?? String(predicted)],
      ['confidence', formatPercent(confidence, 1)],
    ],
    ['left'],
  )

/** How many blocks fit next to each other; at least one. */
function countFitting(blocks: readonly Block[], columns: number): number {
  let width = 0
  const tooMany = blocks.findIndex((block, index) => (width += widthOf(block) + (index > 0 ? gap : 0)) > columns)
  return tooMany < 0 ? blocks.length : Math.max(1, tooMany)
}

/**
 * As many of the mistakes as fit, at least one: each one's captions and its drawing.
 *
 * @param names - of the classes
 * @param columns - width that is there
 */
export function drawMistakes(mistakes: readonly Mistake[], names: readonly string[], columns: number): string[] {
  const blocks = mistakes.map(({ verdict, image }) => [...caption(verdict, names), '', ...drawImage(image, inkCrop(image))])
  return sideBySide(blocks.slice(0, countFitting(blocks, columns)), gap)
}
