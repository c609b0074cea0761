/** What a model said about labelled images, and the counts that follow from it. */

/** Class probabilities of images whose class is known. */
export interface Predictions {
  /** Class numbers, one per image. */
  readonly labels: ArrayLike<number>
  /** Row-major: `classCount` probabilities per image. */
  readonly probabilities: ArrayLike<number>
  readonly classCount: number
}

/** What the model took one image for. */
export interface Verdict {
  /** Place of the image among those predicted. */
  readonly index: number
  readonly label: number
  readonly predicted: number
  /** Probability of the predicted class. */
  readonly confidence: number
}

/** The probabilities of one image. */
export const probabilitiesOf = ({ probabilities, classCount }: Predictions, index: number): number[] =>
  Array.from({ length: classCount }, (_, which) => probabilities[index * classCount + which]!)

function verdictOf(predictions: Predictions, index: number): Verdict {
  const row = probabilitiesOf(predictions, index)
  const confidence = Math.max(...row)
  return { index, label: predictions.labels[index]!, predicted: Math.max(0, row.indexOf(confidence)), confidence }
}

/** The verdict on every image. */
export const verdicts = (predictions: Predictions): Verdict[] =>
  Array.from({ length: predictions.labels.length }, (_, index) => verdictOf(predictions, index))

/** The mistakes of which the model was surest. */
export const worstMistakes = (all: readonly Verdict[], count: number): Verdict[] =>
  all
    .filter(({ label, predicted }) => label !== predicted)
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, count)

/** How often each class (row) was taken for each class (column). */
export function confusionCounts(all: readonly Verdict[], classCount: number): number[][] {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0))
  for (const { label, predicted } of all) counts[label]![predicted]! += 1
  return counts
}
