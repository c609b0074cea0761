/** Turns images into tensors: the one place of this package that knows core's tensors. */
import { type Tensor, tensor } from '@neurite/core'
import type { LabelledImages, TrainAndTest } from './images.ts'

/** One part of a data set. */
export interface Split {
  /** Pixels as float32 from 0 to 1; kept as bytes until something is computed from them. */
  readonly x: Tensor
  /** Class numbers as int32. */
  readonly y: Tensor
  /** Number of images. */
  readonly size: number
}

/** A data set that is ready for training and testing. */
export type Dataset = TrainAndTest<Split>

function toSplit({ images, labels, rows, columns }: LabelledImages, flatten: boolean): Split {
  const size = labels.length
  const shape = flatten ? [size, rows * columns] : [size, rows, columns, 1]
  const pixels = tensor(images, { shape, dtype: 'uint8' })
  return {
    // Pending work belongs to a backend: made at each access, it belongs to the one in force then, not at load.
    get x() {
      return pixels.cast('float32').div(255)
    },
    y: tensor(Int32Array.from(labels)),
    size,
  }
}

/**
 * @shape x [size, rows * columns], or [size, rows, columns, 1] where not flattened; y [size]
 * @dtype x float32, y int32
 */
export const toDataset = ({ train, test }: TrainAndTest<LabelledImages>, flatten = true): Dataset => ({
  train: toSplit(train, flatten),
  test: toSplit(test, flatten),
})
