/** Measures a model on data, without changing it. */
import { type OptionNames, checkOptions } from '../options/check-options.ts'
import { backendOf } from './backend-of.ts'
import { checkInteger } from './check-numbers.ts'
import { checkLabels } from './check-labels.ts'
import type { Compiled } from './compiled.ts'
import { Epoch, type EpochOptions, type Logs } from './epoch.ts'
import { Pace } from './pace.ts'
import { runSteps } from './run-steps.ts'
import { checkTargets, type Data, type DataContext, type Samples, toSamples } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Samples that are computed together. Does not change the result. Default 32. */
  readonly batchSize?: number | undefined
}

const optionNames: OptionNames<EvaluateOptions> = { batchSize: true }

/** The backend that a model, its optimizer and its metrics run on. */
export const backendOfModel = (
  call: string,
  model: Trainable,
  { backend, optimizer, metrics }: Compiled,
): DataContext['backend'] =>
  backendOf(call, backend, [...model.variables, ...optimizer.variables, ...metrics.flatMap(({ variables }) => variables)])

/**
 * Data for a model, once everything about them is known to fit.
 *
 * @throws ShapeError, DTypeError or DataError, before anything is changed
 */
export async function toCheckedSamples(
  model: Trainable,
  { loss }: Compiled,
  x: Data,
  y: Data,
  context: DataContext,
): Promise<Samples> {
  const { call, backend } = context
  const samples = toSamples(x, y, context)
  const inputShape = [null, ...samples.x.shape.slice(1)]
  const outputShape = model.computeOutputShape(inputShape)
  checkTargets(call, samples.y, outputShape, loss)
  const classes = outputShape.at(-1)
  if (loss.targets === 'labels' && classes) await checkLabels(call, samples.y, classes, backend)
  model.buildFrom(inputShape)
  return samples
}

/** A pass that only measures. */
export function testEpoch(model: Trainable, { loss, metrics }: Compiled, options: Omit<EpochOptions, 'body' | 'metrics'>): Epoch {
  return new Epoch({
    ...options,
    metrics,
    body: (x, y) => {
      const yPred = model.apply(x)
      return { loss: loss.compute(y, yPred), yPred }
    },
  })
}

/** Loss and metrics over all samples, exact also where the last batch is smaller. */
export async function evaluateModel(
  model: Trainable,
  compiled: Compiled,
  x: Data,
  y: Data,
  options: EvaluateOptions,
): Promise<Logs> {
  const call = `${model.path}.evaluate`
  const { batchSize = 32 } = checkOptions(call, options, optionNames)
  checkInteger(call, 'batchSize', batchSize)
  const backend = backendOfModel(call, model, compiled)
  const samples = await toCheckedSamples(model, compiled, x, y, { call, sampleShape: model.sampleShape, backend })
  const epoch = testEpoch(model, compiled, { call, backend, samples, batchSize })
  try {
    await epoch.prepare()
    epoch.reset()
    await runSteps(epoch, { pace: new Pace(compiled.stepsPerExecution), isStopped: () => false })
    return (await epoch.read()).logs
  } finally {
    epoch.dispose()
  }
}
