/** Computes a model's outputs for data of any length. */
import {
  allocateHost,
  type Backend,
  compile,
  type CompiledFunction,
  takeRows,
  type Tensor,
  tensor,
  yieldWhenDue,
} from '@neurite/core'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { backendOf } from './backend-of.ts'
import { BatchCursor } from './batch-cursor.ts'
import { checkInteger } from './check-numbers.ts'
import { type Data, toInputs } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** Options of `predict`. */
export interface PredictOptions {
  /** Samples that are computed together. Default 32. */
  readonly batchSize?: number | undefined
}

const optionNames: OptionNames<PredictOptions> = { batchSize: true }

/** Batches whose results are being waited for at the same time. */
const mostInFlight = 3

/** Gathers the rows of results, batch by batch, into one host array. */
class Collector {
  private readonly count: number
  private bits: ReturnType<typeof allocateHost> | undefined
  private sample: Pick<Tensor, 'dtype' | 'shape'> | undefined

  constructor(count: number) {
    this.count = count
  }

  /** Waits for a batch of results, of which the first is row `start`, and frees it on its device. */
  async take(results: Tensor, start: number): Promise<void> {
    const rowSize = results.size / results.shape[0]!
    this.sample ??= { dtype: results.dtype, shape: results.shape.slice(1) }
    this.bits ??= allocateHost(results.dtype, this.count * rowSize)
    this.bits.set(await results.bits(), start * rowSize)
    results.dispose()
  }

  tensor(): Tensor {
    const { dtype, shape } = this.sample!
    return tensor(this.bits!, { dtype, shape: [this.count, ...shape] })
  }
}

/**
 * The model's outputs for all rows of `data`, on the host.
 *
 * @param asked - the backend that the model was compiled for, if it was
 */
export async function predictModel(
  model: Trainable,
  data: Data,
  options: PredictOptions,
  asked: Backend | undefined,
): Promise<Tensor> {
  const call = `${model.path}.predict`
  const { batchSize = 32 } = checkOptions(call, options, optionNames)
  checkInteger(call, 'batchSize', batchSize)
  const backend = backendOf(call, asked, model.variables)
  const x = toInputs(data, { call, sampleShape: model.sampleShape, backend })
  const count = x.shape[0]!
  const cursor = new BatchCursor({ start: 0, count })
  model.buildFrom([null, ...x.shape.slice(1)])
  const forward = (size: number): CompiledFunction<readonly [], Tensor> =>
    compile(() => model.apply(takeRows(x, cursor.next(size))), { name: call, backend })
  const [full, rest] = [forward(batchSize), forward(count % batchSize)]
  const collector = new Collector(count)
  const inFlight: Promise<void>[] = []
  for (let start = 0; start < count; start += batchSize) {
    const taken = collector.take((count - start < batchSize ? rest : full)(), start)
    taken.catch(() => {}) // Thrown when it is awaited.
    inFlight.push(taken)
    if (inFlight.length >= mostInFlight) await inFlight.shift()
    await yieldWhenDue()
  }
  await Promise.all(inFlight)
  cursor.dispose()
  return collector.tensor()
}
