/** Normally distributed numbers. */
import type { DType } from '../dtype/dtype.ts'
import { erfInv } from '../ops/error-function.ts'
import { sizeOf, type Shape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { drawFloats } from './float-dtype.ts'
import { openUniform, unitUniform } from './uniform.ts'

/** Mean and standard deviation of a normal distribution. */
export interface NormalOptions {
  /** Default 0. */
  readonly mean?: number
  /** Default 1. */
  readonly standardDeviation?: number
  /** Default float32. */
  readonly dtype?: DType
}

/**
 * Normal.
 *
 * @shape key uint32 [2] -> shape
 * @throws DTypeError when the dtype is no float
 * @source Box & Muller 1958
 */
export function randomNormal(
  key: Tensor,
  shape: Shape,
  { mean = 0, standardDeviation = 1, dtype = 'float32' }: NormalOptions = {},
): Tensor {
  return drawFloats('randomNormal', dtype, (drawn) => {
    const pairs = unitUniform(key, [2, sizeOf(shape)], drawn)
    const [first, angle] = [pairs.slice([0], { limits: [1] }), pairs.slice([1])]
    // 1 - u is in (0, 1]: its logarithm is finite.
    const radius = first.neg().add(1).log().mul(staticValue(-2)).sqrt()
    const normal = radius.mul(angle.mul(staticValue(2 * Math.PI)).cos()).reshape(shape)
    return normal.mul(standardDeviation).add(mean)
  })
}

/** erf(sqrt(2)): the share of a normal distribution within two standard deviations. */
const withinTwo = 0.9544997361036416

/**
 * Normal, without what is more than two standard deviations from the mean: the inverse of the distribution at uniform places.
 *
 * `standardDeviation` is that of the normal distribution before it is cut.
 *
 * @shape key uint32 [2] -> shape
 * @throws DTypeError when the dtype is no float
 */
export function randomTruncatedNormal(
  key: Tensor,
  shape: Shape,
  { mean = 0, standardDeviation = 1, dtype = 'float32' }: NormalOptions = {},
): Tensor {
  return drawFloats('randomTruncatedNormal', dtype, (drawn) => {
    const place = openUniform(key, shape, drawn)
      .mul(staticValue(2 * withinTwo))
      .sub(staticValue(withinTwo))
    const normal = erfInv(place).mul(staticValue(Math.SQRT2)).clip(staticValue(-2), staticValue(2))
    return normal.mul(standardDeviation).add(mean)
  })
}
