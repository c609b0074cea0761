/** Measures a model on data, without changing it. */
import type { Backend } from '@neurite/core'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { backendOf } from './backend-of.ts'
import { type BatchSource, isBatchSource } from './batch-source.ts'
import { checkInteger } from './check-numbers.ts'
import { DataChecker } from './checked-data.ts'
import type { Compiled } from './compiled.ts'
import { Epoch, type StepBody } from './epoch.ts'
import type { Logs } from './epoch-record.ts'
import { Pace } from './pace.ts'
import type { Pass } from './pass.ts'
import { runSteps } from './run-steps.ts'
import type { DataNest, Samples } from './samples.ts'
import { Stream } from './stream.ts'
import type { Trainable } from './trainable.ts'

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Samples that are computed together. Does not change the result. Default 32. */
  readonly batchSize?: number | undefined
  /** How much each sample counts: one number per sample, or per value of the loss. Default: all alike. */
  readonly sampleWeight?: DataNest | undefined
  /** Batches to measure. Default: all. */
  readonly steps?: number | undefined
}

const optionNames: OptionNames<EvaluateOptions> = { batchSize: true, sampleWeight: true, steps: true }

/** The backend that a model, its optimizer and its metrics run on. */
export const backendOfModel = (call: string, model: Trainable, { backend, optimizer, metrics }: Compiled): Backend =>
  backendOf(call, backend, [...model.variables, ...optimizer.variables, ...metrics.flatMap(({ metric }) => metric.variables)])

/** How data are gone through. */
export interface PassOptions {
  readonly call: string
  readonly backend: Backend
  readonly batchSize: number
  /** Default: all. */
  readonly steps?: number | undefined
}

/** A pass that only measures. */
export function testPass(
  model: Trainable,
  compiled: Compiled,
  { steps, ...options }: PassOptions,
  data: Samples | { readonly source: BatchSource; readonly checker: DataChecker },
): Pass {
  const body: StepBody = (batch) => model.testStep(batch)
  const shared = { ...options, metrics: () => compiled.metrics, body, stepsPerEpoch: steps }
  if (!('source' in data)) {
    // Measured again, samples would count twice.
    const all = Math.ceil(data.rows.count / options.batchSize)
    return new Epoch({ ...shared, stepsPerEpoch: steps && Math.min(steps, all), samples: data })
  }
  return new Stream({ ...shared, source: data.source, convert: (batch) => data.checker.batch(batch) })
}

/** Loss and metrics over all samples, exact also where the last batch is smaller. */
export async function evaluateModel(
  model: Trainable,
  compiled: Compiled,
  x: DataNest | BatchSource,
  y: DataNest | undefined,
  options: EvaluateOptions,
): Promise<Logs> {
  const call = `${model.path}.evaluate`
  const { batchSize = 32, sampleWeight, steps } = checkOptions(call, options, optionNames)
  checkInteger(call, 'batchSize', batchSize)
  if (steps !== undefined) checkInteger(call, 'steps', steps)
  const backend = backendOfModel(call, model, compiled)
  const checker = new DataChecker(model, compiled, { call, backend })
  const data = isBatchSource(x) ? { source: x, checker } : await checker.check({ x, y, sampleWeight })
  const pass = testPass(model, compiled, { call, backend, batchSize, steps }, data)
  try {
    await pass.prepare()
    await pass.reset()
    await runSteps(pass, { pace: new Pace(compiled.stepsPerExecution), isStopped: () => false })
    return (await pass.read()).logs
  } finally {
    await pass.dispose()
  }
}
