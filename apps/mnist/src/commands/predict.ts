/** `mnist predict`: trains without a word, or loads a model, then draws images with the probability of each class. */
import { ArgumentError } from 'neurite'
import type { PredictOptions } from '../options/command-options.ts'
import type { Io } from '../output/io.ts'
import { Output } from '../output/output.ts'
import { drawPrediction, testImageTitle } from '../report/prediction.ts'
import { probabilitiesOf, verdicts } from '../report/predictions.ts'
import { predictTest } from '../session/evaluate-model.ts'
import { interruptedCode } from '../session/interruption.ts'
import { readImages } from '../session/read-images.ts'
import { openSession } from '../session/session.ts'
import { trainQuietly } from '../session/train-quietly.ts'
import { predictFiles } from './predict-files.ts'

function checkCount(count: number, testCount: number): void {
  if (count <= testCount) return
  throw new ArgumentError(`--count: expected at most ${testCount}, the number of test images, got ${count}`)
}

async function predictTestImages(options: PredictOptions, io: Io): Promise<number> {
  const output = new Output(io, options.json)
  const session = await openSession(options)
  const { test } = session.dataset
  checkCount(options.count, test.size)
  if (options.load === undefined && (await trainQuietly(session, options, io)).isInterrupted) return interruptedCode
  const predictions = await predictTest(session, options)
  const shown = verdicts(predictions).slice(0, options.count)
  const images = await readImages(
    test,
    shown.map(({ index }) => index),
  )
  shown.forEach((verdict, place) => {
    const probabilities = probabilitiesOf(predictions, verdict.index)
    const title = testImageTitle(verdict, session.classNames)
    output.lines([...drawPrediction(title, probabilities, images[place]!, session.classNames), ''])
    output.record({ ...verdict, probabilities })
  })
  return 0
}

export const predict = (options: PredictOptions, io: Io): Promise<number> =>
  options.files.length > 0 ? predictFiles(options, io) : predictTestImages(options, io)
