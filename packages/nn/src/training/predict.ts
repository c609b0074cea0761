/** Computes a model's outputs for data of any length. */
import {
  allocateHost,
  type Backend,
  compile,
  type CompiledFunction,
  DataError,
  flattenNest,
  type HostArray,
  mapNest,
  takeRows,
  type Tensor,
  tensor,
  type TensorNest,
  yieldWhenDue,
} from '@neurite/core'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { backendOf } from './backend-of.ts'
import { BatchCursor } from './batch-cursor.ts'
import { BatchReader, type BatchSource, isBatchSource } from './batch-source.ts'
import { checkInteger } from './check-numbers.ts'
import { Forward, type Predictor } from './forward.ts'
import { type DataContext, type DataNest, toInputs } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** Options of `predict`. */
export interface PredictOptions {
  /** Samples that are computed together. Default 32. */
  readonly batchSize?: number | undefined
  /** Batches to take of a source. Default: all. */
  readonly steps?: number | undefined
}

const optionNames: OptionNames<PredictOptions> = { batchSize: true, steps: true }

/** Batches whose results are being waited for at the same time. */
const mostInFlight = 3

/** Gathers the rows of results, batch by batch, into one host array. */
class Collector {
  private bits: HostArray | undefined
  private sample: Pick<Tensor, 'dtype' | 'shape'> | undefined
  private end = 0
  private count: number

  /** @param count - rows to expect; more make room for themselves */
  constructor(count: number) {
    this.count = count
  }

  /** Waits for a batch of results, of which the first is row `start`, and frees it on its device. */
  async take(results: Tensor, start: number): Promise<void> {
    const rowSize = results.size / results.shape[0]!
    const rows = results.shape[0]!
    this.sample ??= { dtype: results.dtype, shape: results.shape.slice(1) }
    const taken = await results.bits()
    this.makeRoom(start + rows, rowSize)
    this.bits!.set(taken, start * rowSize)
    this.end = Math.max(this.end, start + rows)
    results.dispose()
  }

  tensor(): Tensor {
    const { dtype, shape } = this.sample!
    const size = shape.reduce((product, extent) => product * extent, this.end)
    return tensor(this.bits!.length === size ? this.bits! : this.bits!.slice(0, size), { dtype, shape: [this.end, ...shape] })
  }

  private makeRoom(rows: number, rowSize: number): void {
    if (this.bits && rows <= this.count) return
    this.count = Math.max(rows, this.bits ? 2 * this.count : this.count)
    const grown = allocateHost(this.sample!.dtype, this.count * rowSize)
    if (this.bits) grown.set(this.bits)
    this.bits = grown
  }
}

/** Gathers results of any arrangement, a few batches at a time. */
class Collectors {
  private readonly each: Collector[] = []
  private readonly inFlight: Promise<unknown>[] = []
  private readonly count: number
  private shape: TensorNest | undefined

  constructor(count: number) {
    this.count = count
  }

  async take(results: TensorNest, start: number): Promise<void> {
    this.shape ??= results
    const leaves = flattenNest(results).leaves as readonly Tensor[]
    const taken = Promise.all(leaves.map((leaf, index) => (this.each[index] ??= new Collector(this.count)).take(leaf, start)))
    taken.catch(() => {}) // Thrown when it is awaited.
    this.inFlight.push(taken)
    if (this.inFlight.length >= mostInFlight) await this.inFlight.shift()
    await yieldWhenDue()
  }

  /** Everything, in the arrangement of the results; undefined where there was nothing. */
  async finish(): Promise<TensorNest | undefined> {
    await Promise.all(this.inFlight)
    return this.shape && (mapNest(this.shape, (_, index) => this.each[index]!.tensor()) as TensorNest)
  }
}

const contextOf = ({ model, call, backend }: Predictor): DataContext => ({ call, inputs: model.inputSpec, backend })

/** The outputs for data that are all there: batches are gathered on the device. */
async function predictRows(predictor: Predictor, data: DataNest, batchSize: number): Promise<TensorNest> {
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
  for (let start = 0; start < count; start += batchSize) {
    const results = (count - start < batchSize ? rest : full)()
    await collectors.take(mapNest(arrangement, (_, index) => results[index]) as TensorNest, start)
  }
  const results = await collectors.finish()
  cursor.dispose()
  return results!
}

/** The outputs for batches that come one by one; a batch is its inputs, or an array that begins with them. */
async function predictBatches(predictor: Predictor, source: BatchSource, steps: number): Promise<TensorNest> {
  const { call } = predictor
  const forward = new Forward(predictor)
  const reader = new BatchReader(call, source)
  const collectors = new Collectors(0)
  let start = 0
  for (let step = 0; step < steps; step++) {
    const batch = await reader.next()
    if (!batch) break
    const { x, count } = toInputs(batch[0], contextOf(predictor))
    await collectors.take(forward.run(x), start)
    start += count
  }
  await reader.close()
  const results = await collectors.finish()
  if (results) return results
  throw new DataError(`${call}: there was no batch; pass a function that makes a new generator`)
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
  const { batchSize = 32, steps } = checkOptions(call, options, optionNames)
  checkInteger(call, 'batchSize', batchSize)
  if (steps !== undefined) checkInteger(call, 'steps', steps)
  const predictor = { model, call, backend: backendOf(call, asked, model.variables) }
  if (isBatchSource(data)) return predictBatches(predictor, data, steps ?? Infinity)
  return predictRows(predictor, data, batchSize)
}
