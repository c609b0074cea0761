/** Passes over data that only measure: those of `evaluate`, and of the validation data of `fit`. */
import type { Backend } from '@neurite/core'
import type { PassData } from './checked-data.ts'
import type { Compiled } from './compiled.ts'
import { Epoch, type StepBody } from './epoch.ts'
import type { Pass } from './pass.ts'
import type { Trainable } from './trainable.ts'

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
  data: PassData,
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
