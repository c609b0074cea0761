/** Gamma and beta distributions. */
import type { DType } from '../dtype/dtype.ts'
import { where } from '../ops/arrange.ts'
import { whileLoop } from '../ops/control.ts'
import { zeros } from '../ops/create.ts'
import { reciprocal } from '../ops/exponents.ts'
import { floatOperand } from '../ops/float-operand.ts'
import { unstack } from '../ops/rearrange.ts'
import type { Shape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { besides, type Tensor, type TensorLike } from '../tensor/tensor.ts'
import { drawFloats } from './float-dtype.ts'
import { splitKey } from './key.ts'
import { randomNormal } from './normal.ts'
import { openUniform } from './uniform.ts'

/** Rejections go on until every element is accepted; each round accepts more than 19 of 20. */
const mostRounds = 64

interface Draws {
  readonly [key: string]: Tensor
  readonly key: Tensor
  readonly sample: Tensor
  readonly isDone: Tensor
}

/** Gamma of a shape parameter of at least 1. @source Marsaglia & Tsang 2000, "A simple method for generating gamma variables" */
function gammaAboveOne(key: Tensor, alpha: Tensor): Tensor {
  const { shape, dtype } = alpha
  const d = alpha.sub(staticValue(1 / 3))
  const c = d.mul(9).rsqrt()
  const round = ({ key: current, sample, isDone }: Draws): Draws => {
    const [next, forNormal, forUniform] = unstack(splitKey(current, 3)) as [Tensor, Tensor, Tensor]
    const x = randomNormal(forNormal, shape, { dtype })
    const cube = x.mul(c).add(1).pow(3)
    const isPositive = cube.greater(0)
    const v = where(isPositive, cube, 1)
    const bound = x
      .square()
      .mul(staticValue(0.5))
      .add(d.mul(v.neg().add(1).add(v.log())))
    const isAccepted = isPositive.logicalAnd(openUniform(forUniform, shape, dtype).log().less(bound))
    const takes = isAccepted.logicalAnd(isDone.logicalNot())
    return { key: next, sample: where(takes, d.mul(v), sample), isDone: isDone.logicalOr(isAccepted) }
  }
  const start: Draws = { key, sample: d, isDone: zeros(shape, 'bool') }
  return whileLoop(({ isDone }) => isDone.all().logicalNot(), round, start, { maxIterations: mostRounds }).sample
}

/** Options of `randomGamma` and `randomBeta`. */
export interface GammaOptions {
  /** Default float32. */
  readonly dtype?: DType
}

function gamma(call: string, key: Tensor, shape: Shape, alpha: TensorLike, dtype: DType): Tensor {
  return drawFloats(call, dtype, (drawn) =>
    besides([key], () => {
      const wanted = floatOperand(call, alpha).cast(drawn).broadcastTo(shape)
      const [first, second] = unstack(splitKey(key, 2)) as [Tensor, Tensor]
      // Below 1, a sample for one more, times a power of a uniform number.
      const isSmall = wanted.less(1)
      const sample = gammaAboveOne(first, where(isSmall, wanted.add(1), wanted))
      const power = openUniform(second, shape, drawn).pow(reciprocal(where(isSmall, wanted, 1)))
      return where(isSmall, sample.mul(power), sample).stopGradient()
    }),
  )
}

/**
 * Gamma with shape parameter `alpha` and scale 1. No gradient flows to `alpha`.
 *
 * @shape key uint32 [2], alpha that broadcasts to `shape` -> shape
 * @param alpha - positive; broadcasts to `shape`
 */
export const randomGamma = (key: Tensor, shape: Shape, alpha: TensorLike, { dtype = 'float32' }: GammaOptions = {}): Tensor =>
  gamma('randomGamma', key, shape, alpha, dtype)

/**
 * Beta. No gradient flows to the parameters.
 *
 * @shape key uint32 [2], alpha and beta that broadcast to `shape` -> shape
 * @param alpha - positive; broadcasts to `shape`
 * @param beta - positive; broadcasts to `shape`
 */
export function randomBeta(
  key: Tensor,
  shape: Shape,
  alpha: TensorLike,
  beta: TensorLike,
  { dtype = 'float32' }: GammaOptions = {},
): Tensor {
  return drawFloats('randomBeta', dtype, (drawn) => {
    const [first, second] = unstack(splitKey(key, 2)) as [Tensor, Tensor]
    const a = gamma('randomBeta', first, shape, alpha, drawn)
    const b = gamma('randomBeta', second, shape, beta, drawn)
    return a.div(a.add(b))
  })
}
