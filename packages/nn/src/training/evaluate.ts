/** Measures a model on data, without changing it. */
import type { Backend } from '@neurite/core'
import type { Callback } from '../callbacks/callback.ts'
import { CallbackList } from '../callbacks/callback-list.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkCount } from '../options/check-values.ts'
import { backendOf } from './backend-of.ts'
import { type BatchSource, isBatchSource } from './batch-source.ts'
import { DataChecker } from './checked-data.ts'
import type { Compiled } from './compiled.ts'
import { Epoch, type StepBody } from './epoch.ts'
import type { Logs } from './epoch-record.ts'
import { Pace } from './pace.ts'
import type { Pass } from './pass.ts'
import { runTest } from './run-test.ts'
import type { DataNest, Samples } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Samples that are computed together. Does not change the result. Default 32. */
  readonly batchSize?: number | undefined
  /** How much each sample counts: one number per sample, or per value of the loss. Default: all alike. */
  readonly sampleWeight?: DataNest | undefined
  /** Batches to measure. Default: all. */
  readonly steps?: number | undefined
  /** What hears of the course of measuring: `onTestBegin`, `onTestBatchEnd` ... */
  readonly callbacks?: readonly Callback[] | undefined
}

const optionNames: OptionNames<EvaluateOptions> = { batchSize: true, sampleWeight: true, steps: true, callbacks: true }

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
export async function testPass(
  model: Trainable,
  compiled: Compiled,
  { steps, ...options }: PassOptions,
  data: Samples | { readonly source: BatchSource; readonly checker: DataChecker },
): Promise<Pass> {
  const body: StepBody = (batch) => model.testStep(batch)
  const shared = { ...options, nanCheck: compiled.nanCheck, metrics: () => compiled.metrics, body, stepsPerEpoch: steps }
  if (!('source' in data)) {
    // Measured again, samples would count twice.
    const all = Math.ceil(data.rows.count / options.batchSize)
    return new Epoch({ ...shared, stepsPerEpoch: steps && Math.min(steps, all), samples: data })
  }
  const { Stream } = await import('./stream.ts')
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
  await compiled.load()
  const call = `${model.path}.evaluate`
  const { batchSize = 32, sampleWeight, steps, callbacks: given = [] } = checkOptions(call, options, optionNames)
  checkCount(call, 'batchSize', batchSize)
  if (steps !== undefined) checkCount(call, 'steps', steps)
  const callbacks = new CallbackList(call, given)
  const backend = backendOfModel(call, model, compiled)
  const checker = new DataChecker(model, compiled, { call, backend })
  const data = isBatchSource(x) ? { source: x, checker } : await checker.check({ x, y, sampleWeight })
  const pass = await testPass(model, compiled, { call, backend, batchSize, steps }, data)
  try {
    await pass.prepare()
    const pace = new Pace(compiled.stepsPerExecution)
    // Nothing stops it.
    return (await runTest(pass, { model, callbacks, pace, isStopped: () => false }))!
  } finally {
    await pass.dispose()
  }
}
