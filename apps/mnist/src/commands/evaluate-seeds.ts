/** `mnist evaluate --seeds`: one seed may be lucky, so a model is trained and evaluated with each of several. */
import type { RunOptions } from '../options/run-options.ts'
import type { Io } from '../output/io.ts'
import { Output } from '../output/output.ts'
import { formatMetric } from '../report/number-formats.ts'
import { type Evaluation, evaluateModel, evaluationRecord } from '../session/evaluate-model.ts'
import { interruptedCode } from '../session/interruption.ts'
import { openSession } from '../session/session.ts'
import { trainQuietly } from '../session/train-quietly.ts'

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const meanEvaluation = (evaluations: readonly Evaluation[]): Evaluation => ({
  loss: meanOf(evaluations.map(({ loss }) => loss)),
  accuracy: meanOf(evaluations.map(({ accuracy }) => accuracy)),
})

/** Prints the evaluation of each seed as soon as it is there, then their mean. */
export async function evaluateSeeds(seeds: readonly number[], options: RunOptions, io: Io): Promise<number> {
  const output = new Output(io, options.json)
  const titles = [...seeds.map((seed) => `seed ${seed}`), 'mean']
  const width = Math.max(...titles.map(({ length }) => length))
  const print = (title: string, { loss, accuracy }: Evaluation): void =>
    output.lines([`${title.padEnd(width)}  loss ${formatMetric(loss)}  accuracy ${formatMetric(accuracy)}`])
  const evaluations: Evaluation[] = []
  for (const seed of seeds) {
    const seeded = { ...options, seed }
    const session = await openSession(seeded)
    const training = await trainQuietly(session, seeded, io)
    if (training.isInterrupted) return interruptedCode
    const evaluation = await evaluateModel(session, seeded)
    evaluations.push(evaluation)
    print(`seed ${seed}`, evaluation)
    output.record({ seed, ...evaluationRecord(evaluation, session, training) })
  }
  const mean = meanEvaluation(evaluations)
  print('mean', mean)
  output.record({ seeds, ...mean })
  return 0
}
