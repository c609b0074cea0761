/** Measures the model of a session on the test images. */
import type { RunOptions } from '../options/run-options.ts'
import type { Predictions } from '../report/predictions.ts'
import type { Session } from './session.ts'
import type { Training } from './train-model.ts'

/** What the model makes of the test images. */
export interface Evaluation {
  readonly loss: number
  readonly accuracy: number
}

/** Loss and accuracy. */
export async function evaluateModel({ model, dataset }: Session, { batchSize }: RunOptions): Promise<Evaluation> {
  const { loss, accuracy } = await model.evaluate(dataset.test.x, dataset.test.y, { batchSize })
  return { loss, accuracy: accuracy! }
}

/** The class probabilities of every test image. */
export async function predictTest(
  { model, dataset: { test }, classNames }: Session,
  { batchSize }: RunOptions,
): Promise<Predictions> {
  const probabilities = await model.predict(test.x, { batchSize })
  return { labels: await test.y.data(), probabilities: await probabilities.data(), classCount: classNames.length }
}

/** The last line of `--json`; without training it says nothing of speed. */
export const evaluationRecord = (
  { loss, accuracy }: Evaluation,
  { backend }: Session,
  training: Training | undefined,
): Readonly<Record<string, unknown>> => ({
  loss,
  accuracy,
  backend: backend.name,
  ...(training && { stepsPerSecond: Math.round(training.stepsPerSecond * 10) / 10 }),
})
