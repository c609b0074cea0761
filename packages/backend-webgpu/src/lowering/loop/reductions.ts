/** What each reduction does, and begins with. */
import type { ReductionName, ScalarName } from '@neurite/compiler'
import type { DType } from '@neurite/core'

/** The operation of each reduction. */
export const stepOf: Record<ReductionName, ScalarName> = {
  reduceSum: 'add',
  reduceProd: 'mul',
  reduceMax: 'max',
  reduceMin: 'min',
}

/** Least and greatest numbers. */
const bounds: Record<DType, readonly [number, number]> = {
  bool: [0, 1],
  int8: [-128, 127],
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  float16: [-Infinity, Infinity],
  float32: [-Infinity, Infinity],
  float64: [-Infinity, Infinity],
}

/** What a reduction begins with. */
export const firstOf = (name: ReductionName, dtype: DType): number =>
  ({ reduceSum: 0, reduceProd: 1, reduceMax: bounds[dtype][0], reduceMin: bounds[dtype][1] })[name]
