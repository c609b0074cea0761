/** How memory is divided. */
import { alignSize } from '@neurite/compiler'

/** All sizes and offsets are multiples of this many bytes: a line of the cache, which no two threads should write at a time. */
export const alignmentBytes = 64

/** A size rounded up to the alignment; never 0, so that every range has an offset of its own. */
export const alignedSize = (sizeBytes: number): number => alignSize(sizeBytes, alignmentBytes)
