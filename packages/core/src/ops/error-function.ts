/** The error function and its inverse. */
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitive, type Tensor, type TensorLike } from '../tensor/tensor.ts'
import { where } from './arrange.ts'
import { customGradient } from './custom-gradient.ts'
import { floatOperand } from './float-operand.ts'

/** The error function: 2 / sqrt(π) times the integral of exp(-t²) from 0 to x. @shape x [...] -> the same */
export const erf = (x: TensorLike): Tensor => applyPrimitive('erf', [floatOperand('erf', x)], {})

/** Highest power first. */
const polynomial = (x: Tensor, coefficients: readonly number[]): Tensor =>
  coefficients.slice(1).reduce((sum, c) => sum.mul(x).add(staticValue(c)), x.mul(0).add(staticValue(coefficients[0]!)))

const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3, 0.246640727,
  1.50140941,
]
const tail = [
  -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406,
  2.83297682,
]

/** Good to single precision between -1 and 1. @source Giles 2010, "Approximating the erfinv function" */
function approximate(x: Tensor): Tensor {
  const w = x.square().neg().log1p().neg()
  const isCentral = w.less(5)
  const argument = where(isCentral, w.sub(2.5), w.maximum(5).sqrt().sub(3))
  return x.mul(where(isCentral, polynomial(argument, central), polynomial(argument, tail)))
}

/** One step of Newton's method for erf(y) = x. */
const refine = (y: Tensor, x: Tensor): Tensor => y.sub(erf(y).sub(x).mul(slopeAt(y)))

/** The derivative of the inverse where its value is y. */
const slopeAt = (y: Tensor): Tensor =>
  y
    .square()
    .exp()
    .mul(staticValue(Math.sqrt(Math.PI) / 2))

function inverse(x: Tensor): Tensor {
  if (x.dtype === 'float16') return inverse(x.cast('float32')).cast('float16')
  const isEnd = x.abs().equal(1)
  const inside = where(isEnd, 0, x)
  const first = approximate(inside)
  const value = x.dtype === 'float64' ? refine(refine(first, inside), inside) : first
  return where(isEnd, x.mul(staticValue(Infinity)), value)
}

const inverseWithGradient = /* @__PURE__ */ customGradient(inverse, ({ result, cotangent }) => [cotangent.mul(slopeAt(result))], {
  name: 'erfInv',
})

/** The inverse of `erf`: ±Infinity at ±1, NaN outside. @shape x [...] -> the same */
export const erfInv = (x: TensorLike): Tensor => inverseWithGradient(floatOperand('erfInv', x))
