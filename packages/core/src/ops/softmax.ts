/** Softmax and its relatives: stable at any finite input, and where whole rows are -Infinity. */
import { toFloat } from '../dtype/promote.ts'
import { isFloat } from '../dtype/dtype.ts'
import { normalizeAxis } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import type { PrimitiveAttributes } from '../primitives/attributes.ts'
import { Tensor } from '../tensor/tensor.ts'
import { where } from './arrange.ts'
import { composite } from './composite.ts'

const infinity = staticValue(Infinity)

/** The greatest element of each row, or 0 where it is infinite: what can be subtracted without making NaN. */
function finiteMax(x: Tensor, axis: number): Tensor {
  const greatest = x.max(axis, { keepDims: true }).stopGradient()
  return where(greatest.abs().equal(infinity), 0, greatest)
}

const asFloat = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : x.cast(toFloat(x.dtype)))

/**
 * exp(x) / sum(exp(x)) along an axis.
 *
 * @shape x [...] -> the same
 */
export function softmax(x: Tensor, axis = -1): Tensor {
  const at = normalizeAxis('softmax', axis, x.rank)
  return composite('softmax', [asFloat(x)], (logits) => {
    const exponentials = logits.sub(logits.max(at, { keepDims: true }).stopGradient()).exp()
    return exponentials.div(exponentials.sum(at, { keepDims: true }))
  })
}

/** log(softmax(x)) along an axis, without the loss of precision. @shape x [...] -> the same */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  const at = normalizeAxis('logSoftmax', axis, x.rank)
  return composite('logSoftmax', [asFloat(x)], (logits) => {
    const shifted = logits.sub(logits.max(at, { keepDims: true }).stopGradient())
    return shifted.sub(shifted.exp().sum(at, { keepDims: true }).log())
  })
}

/**
 * log(sum(exp(x))) along an axis (default the last), which vanishes; -Infinity where all elements are.
 *
 * @shape x [..., n, ...] -> [...], without `axis`
 */
export function logSumExp(x: Tensor, axis = -1): Tensor {
  const at = normalizeAxis('logSumExp', axis, x.rank)
  return composite('logSumExp', [asFloat(x)], (logits) => {
    const greatest = finiteMax(logits, at)
    return logits.sub(greatest).exp().sum(at).log().add(greatest.squeeze(at))
  })
}

/**
 * The logits behind probabilities that a softmax over the last axis made and that have not been computed yet. Losses start from
 * these: log(softmax(x)) loses precision that logSoftmax(x) keeps.
 *
 * @shape probabilities [...batch, classes] -> the same
 */
export function logitsOf(probabilities: Tensor): Tensor | undefined {
  const { state, type } = probabilities.value
  if (state.kind !== 'pending' || state.node.primitive !== 'composite') return undefined
  const { name, body } = state.node.attributes as PrimitiveAttributes['composite']
  const last = type.shape.length - 1
  const isOverLast = body.nodes.some((node) => node.primitive === 'reduceMax' && node.attributes.axes[0] === last)
  return name === 'softmax' && isOverLast ? new Tensor(state.node.operands[0]!) : undefined
}
