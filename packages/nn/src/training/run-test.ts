/** Runs a pass that measures, and tells callbacks of its course. */
import type { CallbackList } from '../callbacks/callback-list.ts'
import type { Logs } from './epoch-record.ts'
import type { Pace } from './pace.ts'
import type { Pass } from './pass.ts'
import { runSteps } from './run-steps.ts'
import type { Trainable } from './trainable.ts'

/** What measuring needs besides the data. */
export interface TestContext {
  readonly model: Trainable
  readonly callbacks: CallbackList
  readonly pace: Pace
  readonly isStopped: () => boolean
}

/** The values over all batches; undefined when it was stopped before the end. */
export async function runTest(pass: Pass, { model, callbacks, pace, isStopped }: TestContext): Promise<Logs | undefined> {
  const read = async (): Promise<Logs> => (await pass.read()).logs
  const beforeExecution = callbacks.hears('onTestBatchBegin')
    ? (): Promise<void> => callbacks.tell('onTestBatchBegin', { model, steps: pass.steps, step: pass.stepsDone })
    : undefined
  const afterExecution = callbacks.hears('onTestBatchEnd')
    ? (): Promise<void> => callbacks.tell('onTestBatchEnd', { model, steps: pass.steps, step: pass.stepsDone, logs: read })
    : undefined
  let logs: Logs | undefined
  await callbacks.tell('onTestBegin', { model, steps: pass.steps })
  try {
    await pass.reset()
    if (await runSteps(pass, { pace, isStopped, beforeExecution, afterExecution })) logs = await read()
  } finally {
    await callbacks.tell('onTestEnd', { model, steps: pass.steps, logs })
  }
  return logs
}
