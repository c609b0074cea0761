/** First-fit allocation of ranges, with neighbours merged when they are freed. */
import { InternalError } from '@neurite/core'

interface Range {
  start: number
  end: number
}

/** A size rounded up to an alignment; never 0, so that every range has an offset of its own. */
export const alignSize = (sizeBytes: number, alignmentBytes: number): number =>
  Math.max(1, Math.ceil(sizeBytes / alignmentBytes)) * alignmentBytes

/** Hands out ranges from 0 to `capacityBytes`; holds numbers only, so it serves memory and compile-time plans alike. */
export class FreeList {
  #capacityBytes: number
  readonly #alignmentBytes: number
  /** Sorted by start; no two touch. */
  readonly #free: Range[]
  readonly #sizes = new Map<number, number>()
  #usedBytes = 0
  #peakBytes = 0

  /** @param alignmentBytes - all sizes and offsets are multiples of it */
  constructor(capacityBytes: number, alignmentBytes: number) {
    this.#capacityBytes = capacityBytes
    this.#alignmentBytes = alignmentBytes
    this.#free = capacityBytes > 0 ? [{ start: 0, end: capacityBytes }] : []
  }

  /** Where the last range may end. */
  get capacityBytes(): number {
    return this.#capacityBytes
  }

  /** Bytes of all ranges that are handed out. */
  get usedBytes(): number {
    return this.#usedBytes
  }

  /** End of the highest range that was ever handed out. */
  get peakBytes(): number {
    return this.#peakBytes
  }

  /** Bytes by which the capacity must grow before `sizeBytes` fits; 0 when it fits now. */
  shortageBytes(sizeBytes: number): number {
    const size = alignSize(sizeBytes, this.#alignmentBytes)
    if (this.#free.some(({ start, end }) => end - start >= size)) return 0
    const last = this.#free.at(-1)
    const tailBytes = last && last.end === this.#capacityBytes ? last.end - last.start : 0
    return size - tailBytes
  }

  /** The offset of a range of at least `sizeBytes`, or undefined when nothing fits. */
  allocate(sizeBytes: number): number | undefined {
    const size = alignSize(sizeBytes, this.#alignmentBytes)
    const index = this.#free.findIndex(({ start, end }) => end - start >= size)
    const range = this.#free[index]
    if (!range) return undefined
    const offset = range.start
    range.start += size
    if (range.start === range.end) this.#free.splice(index, 1)
    this.#sizes.set(offset, size)
    this.#usedBytes += size
    this.#peakBytes = Math.max(this.#peakBytes, offset + size)
    return offset
  }

  /** Takes back the range that begins there. */
  free(offset: number): void {
    const size = this.#sizes.get(offset)
    if (size === undefined) throw new InternalError(`free list: no range starts at ${offset}`)
    this.#sizes.delete(offset)
    this.#usedBytes -= size
    this.#release(offset, offset + size)
  }

  /** Ranges may end later from here on. */
  grow(capacityBytes: number): void {
    const start = this.#capacityBytes
    this.#capacityBytes = capacityBytes
    this.#release(start, capacityBytes)
  }

  #release(start: number, end: number): void {
    const next = this.#free.findIndex((range) => range.start >= start)
    const index = next < 0 ? this.#free.length : next
    const [before, after] = [this.#free[index - 1], this.#free[index]]
    const [joinsBefore, joinsAfter] = [before?.end === start, after?.start === end]
    if (before && joinsBefore) {
      before.end = after && joinsAfter ? after.end : end
      if (joinsAfter) this.#free.splice(index, 1)
    } else if (after && joinsAfter) {
      after.start = start
    } else {
      this.#free.splice(index, 0, { start, end })
    }
  }
}
