/** Data that come batch by batch: arrays are read at once, everything else that can be iterated over is a source. */
import { Tensor } from '@neurite/core'
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

/** Whether a value can be asked for this. */
export const hasMethod = (value: object, key: symbol): boolean => typeof (value as Record<symbol, unknown>)[key] === 'function'

/** Whether these are batches, rather than data for one pass. */
export function isBatchSource(data: unknown): data is BatchSource {
  if (typeof data === 'function') return true
  if (typeof data !== 'object' || data === null) return false
  if (Array.isArray(data) || data instanceof Tensor || ArrayBuffer.isView(data)) return false
  return hasMethod(data, Symbol.iterator) || hasMethod(data, Symbol.asyncIterator)
}
