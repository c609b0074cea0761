/** `mnist train`: trains, evaluates, and shows where the model errs. */
import type { Callback } from 'neurite'
import type { TrainOptions } from '../options/command-options.ts'
import type { Io } from '../output/io.ts'
import { Output } from '../output/output.ts'
import { epochLines } from '../progress/epoch-lines.ts'
import { ProgressBar } from '../progress/progress-bar.ts'
import { formatConfusionMatrix } from '../report/confusion-matrix.ts'
import { formatEvaluation } from '../report/evaluation.ts'
import { formatLossCurve } from '../report/loss-curve.ts'
import { drawMistakes } from '../report/mistakes.ts'
import { formatCount } from '../report/number-formats.ts'
import { formatPerClassAccuracy } from '../report/per-class-accuracy.ts'
import { confusionCounts, type Verdict, verdicts, worstMistakes } from '../report/predictions.ts'
import { evaluateModel, evaluationRecord, predictTest } from '../session/evaluate-model.ts'
import { interruptedCode } from '../session/interruption.ts'
import { describeKept, type Keeping, keepingCallbacks, openKeeping } from '../session/keeping.ts'
import { LossRecord } from '../session/loss-record.ts'
import { readImages } from '../session/read-images.ts'
import { openSession, type Session } from '../session/session.ts'
import { trainedCount, trainModel } from '../session/train-model.ts'

/** Most mistakes that are drawn; a narrow terminal shows fewer. */
const mostMistakes = 5

function describeData({ dataset }: Session, options: TrainOptions): string {
  const [given, tested] = [dataset.train.size, dataset.test.size]
  const trained = trainedCount(given, options)
  return `${formatCount(trained)} to train, ${formatCount(given - trained)} to validate, ${formatCount(tested)} to test`
}

/** What happens to earlier training. */
const describeResume = ({ backupFile, isResumed }: Keeping): string =>
  isResumed
    ? `Goes on with the training in ${backupFile}.`
    : `There is nothing to go on with: ${backupFile} does not exist. Training begins anew.`

const epochRecords = (output: Output): Callback => ({
  onEpochEnd: ({ epoch, logs }) => output.record({ epoch: epoch + 1, ...logs }),
})

const progress = ({ text }: Output): Callback => (text.isTTY ? new ProgressBar(text) : epochLines(text))

/** What the model does with the test images, in detail. */
async function reportErrors(session: Session, all: readonly Verdict[], output: Output): Promise<void> {
  const { classNames, dataset } = session
  const counts = confusionCounts(all, classNames.length)
  output.section('Confusion matrix', formatConfusionMatrix(counts, classNames))
  output.section('Accuracy by class', formatPerClassAccuracy(counts, classNames))
  const worst = worstMistakes(all, mostMistakes)
  if (worst.length === 0) return output.section('Worst mistakes', ['none: all test images were recognised'])
  const images = await readImages(
    dataset.test,
    worst.map(({ index }) => index),
  )
  const mistakes = worst.map((verdict, place) => ({ verdict, image: images[place]! }))
  output.section('Worst mistakes', drawMistakes(mistakes, classNames, output.columns))
}

function reportCurve({ points }: LossRecord, { curve }: TrainOptions, output: Output): void {
  if (output.isJson || !(curve ?? output.text.isTTY)) return
  const lines = formatLossCurve(points, output.columns)
  if (lines.length > 0) output.section('Loss', lines)
}

export async function train(options: TrainOptions, io: Io): Promise<number> {
  const output = new Output(io, options.json)
  const keeping = await openKeeping(options)
  const session = await openSession(options)
  output.lines([
    `Images of ${options.dataset}: ${describeData(session, options)}. Backend ${session.backend.name}, seed ${options.seed}.`,
    ...(keeping && options.resume ? [describeResume(keeping)] : []),
    '',
  ])
  session.model.summary({ print: (text) => output.lines([text, '']) })
  const losses = new LossRecord({ ...options, imageCount: trainedCount(session.dataset.train.size, options) })
  const kept = keeping ? keepingCallbacks(keeping, session, options) : []
  // Their number must not depend on anything: what they remember is found again by their order.
  const callbacks = [progress(output), epochRecords(output), losses, ...kept]
  const training = await trainModel(session, options, io, callbacks)
  if (training.isInterrupted) {
    if (keeping) io.stderr.write(`${await describeKept(keeping)}\n`)
    return interruptedCode
  }
  if (keeping) output.lines(['', `Model saved to ${keeping.modelFile}.`])
  reportCurve(losses, options, output)
  const evaluation = await evaluateModel(session, options)
  output.section('Evaluation', formatEvaluation({ ...evaluation, testCount: session.dataset.test.size }))
  await reportErrors(session, verdicts(await predictTest(session, options)), output)
  output.record(evaluationRecord(evaluation, session, training))
  return 0
}
