/** Shapes of which not everything is fixed: how they compare, and how errors and tables write them. */
import type { BatchShape } from '../layers/layer.ts'

const write = (extents: readonly (number | string | null)[]): string => `[${extents.map((extent) => extent ?? '?').join(', ')}]`

/** `[batch, 28, ?]` for the shape of one sample. */
export const formatSample = (sampleShape: BatchShape): string => write(['batch', ...sampleShape])

/** `[batch, 28, ?]` for the shape of a batch of open size, `[32, 28]` for one of 32. */
export const formatBatch = ([batch, ...rest]: BatchShape): string => write([batch === null ? 'batch' : (batch ?? '?'), ...rest])

/** Whether a sample of this shape is what is expected, as far as that is fixed. */
export const fitsSampleShape = (got: BatchShape, expected: BatchShape): boolean =>
  expected.length === got.length &&
  expected.every((extent, axis) => extent === null || got[axis] === null || extent === got[axis])
