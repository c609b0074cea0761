/** Computes a model's outputs for batches that come one by one. Loaded when batches come. */
import { DataError, type TensorNest } from '@neurite/core'
import { BatchReader } from './batch-reader.ts'
import type { BatchSource } from './batch-source.ts'
import { Collectors } from './collectors.ts'
import { Forward } from './forward.ts'
import type { PredictCourse } from './predict-course.ts'
import { contextOf, type Predictor } from './predictor.ts'
import { toInputs } from './samples.ts'

/** The outputs for batches that come one by one; a batch is its inputs, or an array that begins with them. */
export async function predictBatches(
  predictor: Predictor,
  source: BatchSource,
  steps: number,
  course: PredictCourse,
): Promise<TensorNest> {
  const { call } = predictor
  const forward = new Forward(predictor)
  const reader = new BatchReader(call, source)
  const collectors = new Collectors(0)
  const results = await course.run(steps, async () => {
    let start = 0
    for (let step = 0; step < steps; step++) {
      const batch = await reader.next()
      if (!batch) break
      const { x, count } = toInputs(batch[0], contextOf(predictor))
      await collectors.take(await course.batch(() => forward.run(x)), start)
      start += count
    }
    await reader.close()
    return collectors.finish()
  })
  if (results) return results
  throw new DataError(`${call}: there was no batch; pass a function that makes a new generator`)
}
