/** How losses take probabilities: back to the logits that they came from, or as Keras does, kept away from 0 and 1. */
import { logitsOf, staticValue, Tensor } from '@neurite/core'

/** Keras's distance from 0 and 1, and what it divides by at least. */
export const epsilon = staticValue(1e-7)

const almostOne = staticValue(1 - 1e-7)

/** Options of losses over probabilities. */
export interface FromLogits {
  /** The predictions are logits: nothing has turned them into probabilities. Default false. */
  readonly fromLogits?: boolean
}

/** Kept where logarithms are finite. */
export const clipProbabilities = (p: Tensor): Tensor => p.clip(epsilon, almostOne)

/** Divided by their sum over the last axis, so that they are a distribution. */
export const normalizeProbabilities = (p: Tensor): Tensor => p.div(p.sum(-1, { keepDims: true }))

/** What `primitive` was applied to, where it has not been computed yet. */
function operandOf(x: Tensor, primitive: 'cast' | 'sigmoid'): Tensor | undefined {
  const { state } = x.value
  return state.kind === 'pending' && state.node.primitive === primitive ? new Tensor(state.node.operands[0]!) : undefined
}

/** What `find` finds behind a tensor, or behind what it was converted from. */
function beforeCast(x: Tensor, find: (x: Tensor) => Tensor | undefined): Tensor | undefined {
  const source = operandOf(x, 'cast')
  return find(x) ?? (source && find(source)?.cast(x.dtype))
}

/** The logits that a softmax over the last axis made into these probabilities, where it has not been computed yet. */
export const softmaxLogits = (p: Tensor): Tensor | undefined => beforeCast(p, logitsOf)

/** The logits that a sigmoid made into these probabilities, where it has not been computed yet. */
export const sigmoidLogits = (p: Tensor): Tensor | undefined => beforeCast(p, (x) => operandOf(x, 'sigmoid'))
