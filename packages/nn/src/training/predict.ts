/** Computes a model's outputs for data of any length. */
import {
  type Backend,
  compile,
  type CompiledFunction,
  flattenNest,
  mapNest,
  takeRows,
  type Tensor,
  type TensorNest,
} from '@neurite/core'
import type { Callback } from '../callbacks/callback.ts'
import { CallbackList } from '../callbacks/callback-list.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkCount } from '../options/check-values.ts'
import { backendOf } from './backend-of.ts'
import { BatchCursor } from './batch-cursor.ts'
import { type BatchSource, isBatchSource } from './batch-source.ts'
import { Collectors } from './collectors.ts'
import { PredictCourse } from './predict-course.ts'
import { contextOf, type Predictor } from './predictor.ts'
import { type DataNest, toInputs } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** Options of `predict`. */
export interface PredictOptions {
  /** Samples that are computed together. Default 32. */
  readonly batchSize?: number | undefined
  /** Batches to take of a source. Default: all. */
  readonly steps?: number | undefined
  /** What hears of the course of predicting: `onPredictBegin`, `onPredictBatchEnd` ... */
  readonly callbacks?: readonly Callback[] | undefined
}

const optionNames: OptionNames<PredictOptions> = { batchSize: true, steps: true, callbacks: true }

/** The outputs for data that are all there: batches are gathered on the device. */
async function predictRows(predictor: Predictor, data: DataNest, batchSize: number, course: PredictCourse): Promise<TensorNest> {
  const { model, call, backend } = predictor
  const { x, count } = toInputs(data, contextOf(predictor))
  const cursor = new BatchCursor({ start: 0, count })
  model.outputSpec(x)
  let arrangement: TensorNest | undefined
  const forward = (size: number): CompiledFunction<readonly [], readonly Tensor[]> =>
    compile(
      () => {
        const indices = cursor.next(size)
        arrangement = model.predictStep(mapNest(x, (leaf) => takeRows(leaf as Tensor, indices)) as TensorNest)
        return flattenNest(arrangement).leaves as readonly Tensor[]
      },
      { name: call, backend },
    )
  const [full, rest] = [forward(batchSize), forward(count % batchSize)]
  const collectors = new Collectors(count)
  const compute = (start: number): TensorNest => {
    const results = (count - start < batchSize ? rest : full)()
    return mapNest(arrangement, (_, index) => results[index]) as TensorNest
  }
  const results = await course.run(Math.ceil(count / batchSize), async () => {
    for (let start = 0; start < count; start += batchSize) {
      await collectors.take(await course.batch(() => compute(start)), start)
    }
    return collectors.finish()
  })
  cursor.dispose()
  return results!
}

/**
 * The model's outputs for all rows of `data`, on the host.
 *
 * @param asked - the backend that the model was compiled for, if it was
 */
export async function predictModel(
  model: Trainable,
  data: DataNest | BatchSource,
  options: PredictOptions,
  asked: Backend | undefined,
): Promise<TensorNest> {
  const call = `${model.path}.predict`
  const { batchSize = 32, steps, callbacks = [] } = checkOptions(call, options, optionNames)
  checkCount(call, 'batchSize', batchSize)
  if (steps !== undefined) checkCount(call, 'steps', steps)
  const predictor = { model, call, backend: backendOf(call, asked, model.variables) }
  const course = new PredictCourse(model, new CallbackList(call, callbacks))
  if (isBatchSource(data)) {
    const { predictBatches } = await import('./predict-batches.ts')
    return predictBatches(predictor, data, steps ?? Infinity, course)
  }
  return predictRows(predictor, data, batchSize, course)
}
