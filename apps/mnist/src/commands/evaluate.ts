/** `mnist evaluate`: trains without a word, or loads a model, then prints only the evaluation; with several seeds, that of each. */
import type { EvaluateOptions, LoadOptions } from '../options/command-options.ts'
import type { Io } from '../output/io.ts'
import { Output } from '../output/output.ts'
import { formatEvaluation } from '../report/evaluation.ts'
import { evaluateModel, evaluationRecord } from '../session/evaluate-model.ts'
import { interruptedCode } from '../session/interruption.ts'
import { openSession } from '../session/session.ts'
import { trainQuietly } from '../session/train-quietly.ts'
import { evaluateSeeds } from './evaluate-seeds.ts'

async function evaluateOnce(options: LoadOptions, io: Io): Promise<number> {
  const output = new Output(io, options.json)
  const session = await openSession(options)
  const training = options.load === undefined ? await trainQuietly(session, options, io) : undefined
  if (training?.isInterrupted) return interruptedCode
  const evaluation = await evaluateModel(session, options)
  output.lines(formatEvaluation({ ...evaluation, testCount: session.dataset.test.size }))
  output.record(evaluationRecord(evaluation, session, training))
  return 0
}

export const evaluate = ({ seeds, ...options }: EvaluateOptions, io: Io): Promise<number> =>
  seeds ? evaluateSeeds(seeds, options, io) : evaluateOnce(options, io)
