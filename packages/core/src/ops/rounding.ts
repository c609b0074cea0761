/** Signs, rounding and replacing what cannot be computed with. */
import { integerRange, isFloat } from '../dtype/dtype.ts'
import { staticValue } from '../tensor/static-value.ts'
import { alignOperands, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { where } from './arrange.ts'
import { floatOperands } from './float-operand.ts'
import { isNaN, isNegInf, isPosInf } from './finite.ts'

/** The nearest integer towards 0; integers stay as they are. @shape x [...] -> the same */
export function trunc(x: TensorLike): Tensor {
  const value = toTensor('trunc', x)
  return isFloat(value.dtype) ? where(value.less(0), value.ceil(), value.floor()) : value
}

/** Whether the sign bit is set: of negative numbers, and of -0. @shape x [...] -> the same */
export function signBit(x: TensorLike): Tensor {
  const value = toTensor('signBit', x)
  // Rounding to single precision keeps the sign.
  return isFloat(value.dtype) ? value.cast('float32').bitcast('int32').less(0) : value.less(0)
}

/** The magnitude of `x` with the sign of `sign`. @shape x, sign [...], which broadcast -> their common shape */
export function copySign(x: TensorLike, sign: TensorLike): Tensor {
  const [value, other] = floatOperands('copySign', x, sign)
  const magnitude = value.abs()
  return where(signBit(other), magnitude.neg(), magnitude)
}

/** 0 below 0, `atZero` at 0, 1 above. @shape x, atZero [...], which broadcast -> their common shape */
export function heaviside(x: TensorLike, atZero: TensorLike): Tensor {
  const [value, middle] = floatOperands('heaviside', x, atZero)
  return where(value.equal(0), middle, where(isNaN(value), value, value.greater(0).cast(value.dtype)))
}

/** a / b, 0 where b is 0; so is the gradient there. @shape a, b [...], which broadcast -> their common shape */
export function divideNoNan(a: TensorLike, b: TensorLike): Tensor {
  const [top, bottom] = floatOperands('divideNoNan', a, b)
  const isZero = bottom.equal(0)
  return where(isZero, 0, top.div(where(isZero, 1, bottom)))
}

/** a + (b - a) * weight. @shape a, b, weight [...], which broadcast -> their common shape */
export function lerp(a: TensorLike, b: TensorLike, weight: TensorLike): Tensor {
  const [from, to] = alignOperands('lerp', a, b)
  return from.add(to.sub(from).mul(weight))
}

/** What stands for numbers that are not finite. */
export interface NanToNumOptions {
  /** Default 0. */
  readonly nan?: number
  /** Default: the greatest number of the dtype. */
  readonly posInf?: number
  /** Default: the least number of the dtype. */
  readonly negInf?: number
}

const greatest: Readonly<Record<string, number>> = {
  float16: 65504,
  float32: (2 - 2 ** -23) * 2 ** 127,
  float64: Number.MAX_VALUE,
}

/** The tensor with NaN and infinities replaced. @shape x [...] -> the same */
export function nanToNum(x: TensorLike, { nan = 0, posInf, negInf }: NanToNumOptions = {}): Tensor {
  const value = toTensor('nanToNum', x)
  if (integerRange(value.dtype)) return value
  const most = greatest[value.dtype]!
  const low = where(isNegInf(value), negInf ?? staticValue(-most), value)
  const high = where(isPosInf(value), posInf ?? staticValue(most), low)
  return where(isNaN(value), nan, high)
}
