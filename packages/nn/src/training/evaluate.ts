/** Measures a model on data, without changing it. Loaded by the first `evaluate`. */
import type { Callback } from '../callbacks/callback.ts'
import { CallbackList } from '../callbacks/callback-list.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkCount } from '../options/check-values.ts'
import { backendOfModel } from './backend-of.ts'
import { type BatchSource, isBatchSource } from './batch-source.ts'
import { DataChecker } from './checked-data.ts'
import type { Compiled } from './compiled.ts'
import type { Logs } from './epoch-record.ts'
import { Pace } from './pace.ts'
import { runTest } from './run-test.ts'
import type { DataNest } from './samples.ts'
import { testPass } from './test-pass.ts'
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
