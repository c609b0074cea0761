/** Takes batches from where they come from. Loaded when batches come: data that are all there need none of it. */
import { ArgumentError, DataError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { type BatchSource, hasMethod, type SourceBatch } from './batch-source.ts'

type BatchIterator = Iterator<SourceBatch> | AsyncIterator<SourceBatch>

async function open(call: string, source: BatchSource): Promise<BatchIterator> {
  const made: unknown = typeof source === 'function' ? await source() : source
  if (typeof made === 'object' && made !== null) {
    if (hasMethod(made, Symbol.asyncIterator)) return (made as AsyncIterable<SourceBatch>)[Symbol.asyncIterator]()
    if (hasMethod(made, Symbol.iterator)) return (made as Iterable<SourceBatch>)[Symbol.iterator]()
  }
  throw new ArgumentError(
    `${call}: the function for batches must return something to iterate over, such as a generator, got ${describeValue(made)}`,
  )
}

/** Takes batches from a source, and begins anew where it may. */
export class BatchReader {
  readonly #call: string
  readonly #source: BatchSource
  #iterator: BatchIterator | undefined
  /** A generator can be gone through only once. */
  readonly #isOnce: boolean

  constructor(call: string, source: BatchSource) {
    this.#call = call
    this.#source = source
    this.#isOnce = typeof (source as { readonly next?: unknown }).next === 'function'
  }

  /** The next batch; undefined at the end. */
  async next(): Promise<SourceBatch | undefined> {
    this.#iterator ??= await open(this.#call, this.#source)
    const { done, value } = await this.#iterator.next()
    if (done) return undefined
    return this.#check(value)
  }

  /** Begins anew, where the source can be gone through again. */
  async restart(): Promise<void> {
    if (this.#isOnce) return
    await this.close()
    this.#iterator = undefined
  }

  /** Lets the source free what it holds. */
  async close(): Promise<void> {
    if (!this.#isOnce) await this.#iterator?.return?.()
  }

  #check(batch: unknown): SourceBatch {
    if (Array.isArray(batch) && batch.length >= 1 && batch.length <= 3) return batch as unknown as SourceBatch
    throw new DataError(
      `${this.#call}: a batch must be an array of inputs, targets and sample weights, [x, y] or [x, y, sampleWeight], got ${describeValue(batch)}`,
    )
  }
}
