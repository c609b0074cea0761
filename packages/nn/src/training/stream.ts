/** An epoch over batches that come one by one. Loaded when batches come. */
import { compile, type CompiledFunction, DataError, flattenNest, mapNest, type Tensor, type Variable } from '@neurite/core'
import { BatchReader } from './batch-reader.ts'
import type { BatchSource, SourceBatch } from './batch-source.ts'
import type { StepBody } from './epoch.ts'
import { EpochRecord, type EpochValues, type RecordOptions } from './epoch-record.ts'
import type { Pass, PassPosition } from './pass.ts'
import type { Batch } from './samples.ts'

/** Checks a batch and turns it into tensors. */
export type BatchConverter = (batch: SourceBatch) => Promise<Batch>

/** What an epoch of batches is made of. */
export interface StreamOptions extends RecordOptions {
  readonly source: BatchSource
  /** Default: until the source ends. */
  readonly stepsPerEpoch?: number | undefined
  readonly convert: BatchConverter
  readonly body: StepBody
}

/** The program of a step: it takes its batch as arguments, and is traced anew for other shapes. */
export class BatchProgram {
  readonly #program: CompiledFunction<readonly [readonly Tensor[], string], void>
  /** The arrangements of batches, by the text that stands for them in the program's signature. */
  readonly #arrangements = new Map<string, Batch>()

  constructor({ call, backend, nanCheck }: Omit<RecordOptions, 'metrics'>, record: Pick<EpochRecord, 'update'>, body: StepBody) {
    const step = (tensors: readonly Tensor[], key: string): void => {
      let next = 0
      const batch = mapNest(this.#arrangements.get(key), (leaf) => (leaf === undefined ? leaf : tensors[next++])) as Batch
      record.update(body(batch), tensors[0]!.shape[0]!)
    }
    this.#program = compile(step, { name: call, backend, nanCheck })
  }

  run(batch: Batch): void {
    const { leaves, structure } = flattenNest(batch)
    const key = structure + leaves.map((leaf) => (leaf === undefined ? '-' : '+')).join('')
    if (!this.#arrangements.has(key))
      this.#arrangements.set(key, mapNest(batch, (leaf) => (leaf === undefined ? leaf : 0)) as Batch)
    this.#program(leaves.filter((leaf) => leaf !== undefined) as Tensor[], key)
  }

  get traces(): number {
    return this.#program.traces
  }
}

/** A pass over batches as they come. */
export class Stream implements Pass {
  readonly record: EpochRecord
  readonly #options: StreamOptions
  readonly #reader: BatchReader
  readonly #program: BatchProgram
  #done = 0
  #taken = 0
  #ended = false
  /** Steps of an epoch, as far as is known from the last one. */
  #length: number
  #atEnd = false
  readonly #restartRecord: CompiledFunction<readonly [], void>

  constructor(options: StreamOptions) {
    this.#options = options
    this.record = new EpochRecord(options)
    this.#reader = new BatchReader(options.call, options.source)
    this.#program = new BatchProgram(options, this.record, options.body)
    this.#length = options.stepsPerEpoch ?? Infinity
    this.#restartRecord = compile(() => this.record.reset(), { name: options.call, backend: options.backend })
  }

  get steps(): number {
    return this.#length
  }

  get stepsDone(): number {
    return this.#done
  }

  get finished(): boolean {
    return this.#atEnd || this.#done === this.#options.stepsPerEpoch
  }

  get variables(): readonly Variable[] {
    return this.record.variables
  }

  get position(): PassPosition {
    return { done: this.#done, taken: this.#taken, orders: 0, seed: 0, batchSize: 0, count: 0 }
  }

  /** Nothing is known before the first batch. */
  async prepare(): Promise<void> {}

  async reset(): Promise<void> {
    this.#restartRecord()
    this.record.resetMeans()
    this.#done = 0
    this.#atEnd = false
    if (this.#options.stepsPerEpoch === undefined && this.#taken > 0) await this.#restart()
  }

  async advance(): Promise<number> {
    const batch = await this.#next()
    if (!batch) {
      this.#atEnd = true
      this.#length = this.#done
      return 0
    }
    this.#program.run(await this.#options.convert(batch))
    this.#done += 1
    return 1
  }

  /** Takes the batches again that were taken. */
  async seek({ done, taken }: PassPosition): Promise<void> {
    await this.#restart()
    for (let skipped = 0; skipped < taken; skipped++) await this.#next()
    this.#done = done
  }

  read(): Promise<EpochValues> {
    return this.record.read()
  }

  async dispose(): Promise<void> {
    this.record.dispose()
    await this.#reader.close()
  }

  /** The next batch. Where an epoch has a number of steps, a source that ends before begins anew. */
  async #next(): Promise<SourceBatch | undefined> {
    const { call, stepsPerEpoch } = this.#options
    let batch = await this.#reader.next()
    if (!batch && stepsPerEpoch !== undefined && !this.#ended) {
      await this.#restart()
      this.#ended = true
      batch = await this.#reader.next()
    }
    if (batch) {
      this.#taken += 1
      this.#ended = false
      return batch
    }
    if (stepsPerEpoch === undefined && this.#done > 0) return undefined
    throw new DataError(
      `${call}: the batches ended after step ${this.#done} of an epoch${stepsPerEpoch === undefined ? '' : ` of ${stepsPerEpoch}`}; ` +
        'pass a function that makes a new generator for every epoch, or fewer epochs',
    )
  }

  async #restart(): Promise<void> {
    await this.#reader.restart()
    this.#taken = 0
  }
}
