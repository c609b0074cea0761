/** Data that come batch by batch: arrays are read at once, everything else that can be iterated over is a source. */
import { ArgumentError, DataError, Tensor } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import type { DataNest } from './structure.ts'

/** A batch as sources give it: inputs, targets, sample weights. */
export type SourceBatch = readonly [x: DataNest, y?: DataNest | undefined, sampleWeight?: DataNest | undefined]

/** What can be iterated over, at once or as it comes. */
export type BatchIterable = Iterable<SourceBatch> | AsyncIterable<SourceBatch>

/**
 * Batches: a generator, anything else that can be iterated over but an array, or a function that makes such a thing anew for every
 * epoch.
 */
export type BatchSource = BatchIterable | (() => BatchIterable | Promise<BatchIterable>)

type BatchIterator = Iterator<SourceBatch> | AsyncIterator<SourceBatch>

const hasMethod = (value: object, key: symbol): boolean => typeof (value as Record<symbol, unknown>)[key] === 'function'

/** Whether these are batches, rather than data for one pass. */
export function isBatchSource(data: unknown): data is BatchSource {
  if (typeof data === 'function') return true
  if (typeof data !== 'object' || data === null) return false
  if (Array.isArray(data) || data instanceof Tensor || ArrayBuffer.isView(data)) return false
  return hasMethod(data, Symbol.iterator) || hasMethod(data, Symbol.asyncIterator)
}

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
  private readonly call: string
  private readonly source: BatchSource
  private iterator: BatchIterator | undefined
  /** A generator can be gone through only once. */
  private readonly isOnce: boolean

  constructor(call: string, source: BatchSource) {
    this.call = call
    this.source = source
    this.isOnce = typeof (source as { readonly next?: unknown }).next === 'function'
  }

  /** The next batch; undefined at the end. */
  async next(): Promise<SourceBatch | undefined> {
    this.iterator ??= await open(this.call, this.source)
    const { done, value } = await this.iterator.next()
    if (done) return undefined
    return this.check(value)
  }

  /** Begins anew, where the source can be gone through again. */
  async restart(): Promise<void> {
    if (this.isOnce) return
    await this.close()
    this.iterator = undefined
  }

  /** Lets the source free what it holds. */
  async close(): Promise<void> {
    if (!this.isOnce) await this.iterator?.return?.()
  }

  private check(batch: unknown): SourceBatch {
    if (Array.isArray(batch) && batch.length >= 1 && batch.length <= 3) return batch as unknown as SourceBatch
    throw new DataError(
      `${this.call}: a batch must be an array of inputs, targets and sample weights, [x, y] or [x, y, sampleWeight], got ${describeValue(batch)}`,
    )
  }
}
