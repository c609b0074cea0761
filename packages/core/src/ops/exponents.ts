/** Powers and logarithms. Integers become float32. */
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitive, type Tensor, type TensorLike } from '../tensor/tensor.ts'
import { where } from './arrange.ts'
import { onesLike } from './create.ts'
import { floatOperand, floatOperands } from './float-operand.ts'

/** 1 / x. @shape x [...] -> the same */
export function reciprocal(x: TensorLike): Tensor {
  const value = floatOperand('reciprocal', x)
  return applyPrimitive('div', [onesLike(value), value], {}, 'reciprocal')
}

/** 2^x. @shape x [...] -> the same */
export function exp2(x: TensorLike): Tensor {
  const exponent = floatOperand('exp2', x)
  return onesLike(exponent).mul(2).pow(exponent)
}

/** Logarithm to base 2. @shape x [...] -> the same */
export const log2 = (x: TensorLike): Tensor => floatOperand('log2', x).log().mul(staticValue(Math.LOG2E))

/** Logarithm to base 10. @shape x [...] -> the same */
export const log10 = (x: TensorLike): Tensor => floatOperand('log10', x).log().mul(staticValue(Math.LOG10E))

/** The real cube root, also of negative numbers; the gradient at 0 is infinite. @shape x [...] -> the same */
export function cbrt(x: TensorLike): Tensor {
  const value = floatOperand('cbrt', x)
  return value
    .abs()
    .pow(staticValue(1 / 3))
    .mul(value.sign())
}

/** log(exp(a) + exp(b)) without overflow. @shape a, b [...], which broadcast -> their common shape */
export function logAddExp(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = floatOperands('logAddExp', a, b)
  // Equal infinities have no difference.
  const distance = where(x.equal(y), 0, x.sub(y)).abs()
  return x.maximum(y).add(distance.neg().exp().log1p())
}

/** log2(2^a + 2^b) without overflow. @shape a, b [...], which broadcast -> their common shape */
export function logAddExp2(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = floatOperands('logAddExp2', a, b)
  const ln2 = staticValue(Math.LN2)
  return logAddExp(x.mul(ln2), y.mul(ln2)).mul(staticValue(Math.LOG2E))
}

/** x log(y), 0 where x is 0, whatever y. @shape x, y [...], which broadcast -> their common shape */
export function xLogY(x: TensorLike, y: TensorLike): Tensor {
  const [factor, value] = floatOperands('xLogY', x, y)
  const isZero = factor.equal(0)
  return where(isZero, 0, factor.mul(where(isZero, 1, value).log()))
}

/** log(p / (1 - p)): the inverse of the sigmoid. @shape p [...] -> the same */
export function logit(p: TensorLike): Tensor {
  const value = floatOperand('logit', p)
  return value.log().sub(value.neg().log1p())
}
