/** The numbers at which implementations break, for each dtype. */
import { type DType, dtypeInfo } from '@neurite/core'

const finiteFloats: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  -1.5,
  2.5,
  -2.5,
  2,
  -2,
  3,
  0.49999997,
  8388609,
  16777217,
  1e-8,
  -1e-8,
  88,
  89,
  -88,
  -89,
  709,
  710,
  -104,
  1000,
  -1000,
  65504,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  0.1,
  Math.PI,
  -Math.PI / 2,
]

/** Greatest, and least positive normal, number of each float dtype. */
const floatLimits: Partial<Record<DType, readonly number[]>> = {
  float16: [-65504, 2 ** -14, -(2 ** -14)],
  float32: [3.4028234663852886e38, -3.4028234663852886e38, 2 ** -126, -(2 ** -126)],
  float64: [Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** -1022, -(2 ** -1022)],
}

const subnormalFloats: Partial<Record<DType, readonly number[]>> = {
  float16: [2 ** -24, -(2 ** -24), 2 ** -15, -(2 ** -15), 2 ** -14 - 2 ** -24],
  float32: [2 ** -149, -(2 ** -149), 2 ** -127, -(2 ** -127), 2 ** -126 - 2 ** -149],
  float64: [Number.MIN_VALUE, -Number.MIN_VALUE, 2 ** -1023, -(2 ** -1023), 2 ** -1022 - Number.MIN_VALUE],
}

const integerEdges: Partial<Record<DType, readonly number[]>> = {
  int32: [0, 1, -1, 2, -2, 3, 7, -7, 46341, 65535, 65536, 2 ** 31 - 1, -(2 ** 31), 2 ** 31 - 2, -(2 ** 31) + 1, 0x55555555],
  uint32: [0, 1, 2, 3, 7, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - 2, 0xaaaaaaaa],
  int8: [0, 1, -1, 2, -2, 7, -7, 16, 127, -128, 126, -127],
  uint8: [0, 1, 2, 7, 15, 16, 127, 128, 254, 255],
  bool: [0, 1],
}

/** Not a number, and the infinities. */
export const nonFinite: readonly number[] = [Number.NaN, Infinity, -Infinity]

/** Finite edge values: signed zeros, kinks and ties of rounding, where functions overflow, the limits of the dtype. */
export const edgesOf = (dtype: DType): readonly number[] =>
  dtypeInfo(dtype).kind === 'float' ? [...finiteFloats, ...(floatLimits[dtype] ?? [])] : (integerEdges[dtype] ?? [])

/** Numbers closer to 0 than the least normal one; none for integers. */
export const subnormalsOf = (dtype: DType): readonly number[] => subnormalFloats[dtype] ?? []
