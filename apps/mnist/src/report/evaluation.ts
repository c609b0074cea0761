/** Loss and accuracy on the test images. */
import { formatCount, formatMetric } from './number-formats.ts'
import { formatTable } from './table.ts'

export interface EvaluationReport {
  readonly loss: number
  /** Share of the images that were right. */
  readonly accuracy: number
  readonly testCount: number
}

export function formatEvaluation({ loss, accuracy, testCount }: EvaluationReport): string[] {
  const right = Math.round(accuracy * testCount)
  return formatTable(
    [
      ['loss', formatMetric(loss)],
      ['accuracy', formatMetric(accuracy), `(${formatCount(right)} of ${formatCount(testCount)} test images)`],
    ],
    ['left'],
  )
}
