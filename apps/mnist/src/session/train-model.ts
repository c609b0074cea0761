/** Trains the model of a session, until it is done or interrupted. */
import type { Callback } from 'neurite'
import type { RunOptions } from '../options/run-options.ts'
import type { Io } from '../output/io.ts'
import { Interruption } from './interruption.ts'
import type { Session } from './session.ts'
import { StepRate } from './step-rate.ts'

/** How many of the training images a model is trained on. */
export const trainedCount = (given: number, { validationSplit }: Pick<RunOptions, 'validationSplit'>): number =>
  Math.floor(given * (1 - validationSplit))

/** How training ended. */
export interface Training {
  readonly isInterrupted: boolean
  readonly stepsPerSecond: number
}

/** Trains, tells callbacks, and says on stderr where it was interrupted. */
export async function trainModel(
  { model, dataset: { train } }: Session,
  { epochs, batchSize, validationSplit }: RunOptions,
  io: Io,
  callbacks: readonly Callback[],
): Promise<Training> {
  const interruption = new Interruption(io)
  const rate = new StepRate()
  const { signal } = interruption
  const all = [interruption, rate, ...callbacks]
  const validation = validationSplit > 0 ? { validationSplit } : {}
  await model.fit(train.x, train.y, { epochs, batchSize, ...validation, verbose: 0, callbacks: all, signal })
  if (interruption.isRequested) io.stderr.write(`${interruption.describe()}\n`)
  return { isInterrupted: interruption.isRequested, stepsPerSecond: rate.stepsPerSecond }
}
