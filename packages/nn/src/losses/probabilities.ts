/** How losses take probabilities whose logits are unknown: as Keras does, kept away from 0 and 1. */
import { staticValue, type Tensor } from '@neurite/core'

/** Keras's distance from 0 and 1. */
const epsilon = 1e-7

/** Options of losses over probabilities. */
export interface FromLogits {
  /** The predictions are logits: nothing has turned them into probabilities. Default false. */
  readonly fromLogits?: boolean
}

/** Kept where logarithms are finite. */
export const clipProbabilities = (p: Tensor): Tensor => p.clip(staticValue(epsilon), staticValue(1 - epsilon))

/** Divided by their sum over the last axis, so that they are a distribution. */
export const normalizeProbabilities = (p: Tensor): Tensor => p.div(p.sum(-1, { keepDims: true }))
