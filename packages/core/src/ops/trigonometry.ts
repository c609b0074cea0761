/** Angles and hyperbolic functions. Integers become float32. */
import type { UnaryName } from '../primitives/attributes.ts'
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitive, type Tensor, type TensorLike } from '../tensor/tensor.ts'
import { where } from './arrange.ts'
import { floatOperand, floatOperands } from './float-operand.ts'
import { safeSqrt } from './safe-sqrt.ts'

const unary = (name: UnaryName, x: TensorLike): Tensor => applyPrimitive(name, [floatOperand(name, x)], {})

/** Tangent. @shape x [...] -> the same */
export const tan = (x: TensorLike): Tensor => unary('tan', x)

/** Inverse sine, from -π/2 to π/2; NaN outside [-1, 1]. @shape x [...] -> the same */
export const asin = (x: TensorLike): Tensor => unary('asin', x)

/** Inverse cosine, from 0 to π; NaN outside [-1, 1]. @shape x [...] -> the same */
export const acos = (x: TensorLike): Tensor => unary('acos', x)

/** Inverse tangent, from -π/2 to π/2. @shape x [...] -> the same */
export const atan = (x: TensorLike): Tensor => unary('atan', x)

/** Hyperbolic sine. @shape x [...] -> the same */
export const sinh = (x: TensorLike): Tensor => unary('sinh', x)

/** Hyperbolic cosine. @shape x [...] -> the same */
export const cosh = (x: TensorLike): Tensor => unary('cosh', x)

/** Inverse hyperbolic sine. @shape x [...] -> the same */
export const asinh = (x: TensorLike): Tensor => unary('asinh', x)

/** Inverse hyperbolic cosine; NaN below 1. @shape x [...] -> the same */
export const acosh = (x: TensorLike): Tensor => unary('acosh', x)

/** Inverse hyperbolic tangent; NaN outside [-1, 1]. @shape x [...] -> the same */
export const atanh = (x: TensorLike): Tensor => unary('atanh', x)

/**
 * Angle of the point (x, y) from the x axis, from -π to π.
 *
 * @shape y, x [...], which broadcast -> their common shape
 * @example
 * ```ts
 * console.log(await atan2(1, -1).item()) // 2.356... = 3π/4
 * ```
 */
export const atan2 = (y: TensorLike, x: TensorLike): Tensor => applyPrimitive('atan2', floatOperands('atan2', y, x), {})

/**
 * sqrt(a² + b²), without overflow between; the gradient at (0, 0) is 0.
 *
 * @shape a, b [...], which broadcast -> their common shape
 */
export function hypot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = floatOperands('hypot', a, b)
  const greater = x.abs().maximum(y.abs()).stopGradient()
  const isPlain = greater.greater(0).logicalAnd(greater.less(staticValue(Infinity)))
  const scale = where(isPlain, greater, 1)
  return safeSqrt(x.div(scale).square().add(y.div(scale).square())).mul(scale)
}

/** Degrees as radians. @shape x [...] -> the same */
export const deg2rad = (x: TensorLike): Tensor => floatOperand('deg2rad', x).mul(staticValue(Math.PI / 180))

/** Radians as degrees. @shape x [...] -> the same */
export const rad2deg = (x: TensorLike): Tensor => floatOperand('rad2deg', x).mul(staticValue(180 / Math.PI))

/** sin(πx) / (πx), 1 at 0. @shape x [...] -> the same */
export function sinc(x: TensorLike): Tensor {
  const angle = floatOperand('sinc', x).mul(staticValue(Math.PI))
  const isZero = angle.equal(0)
  const safe = where(isZero, 1, angle)
  return where(isZero, 1, safe.sin().div(safe))
}
