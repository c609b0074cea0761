/** Activation functions by identifier. */
import { ArgumentError, logSoftmax, softmax, suggest, type Tensor } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { celu } from './celu.ts'
import { elu } from './elu.ts'
import { exponential } from './exponential.ts'
import { gelu } from './gelu.ts'
import { glu } from './glu.ts'
import { hardShrink } from './hard-shrink.ts'
import { hardSigmoid } from './hard-sigmoid.ts'
import { hardSilu } from './hard-silu.ts'
import { hardTanh } from './hard-tanh.ts'
import { leakyRelu } from './leaky-relu.ts'
import { linear } from './linear.ts'
import { logSigmoid } from './log-sigmoid.ts'
import { mish } from './mish.ts'
import { relu } from './relu.ts'
import { relu6 } from './relu6.ts'
import { selu } from './selu.ts'
import { sigmoid } from './sigmoid.ts'
import { silu } from './silu.ts'
import { softplus } from './softplus.ts'
import { softShrink } from './soft-shrink.ts'
import { softsign } from './softsign.ts'
import { sparsemax } from './sparsemax.ts'
import { sparsePlus } from './sparse-plus.ts'
import { sparseSigmoid } from './sparse-sigmoid.ts'
import { squareplus } from './squareplus.ts'
import { tanh } from './tanh.ts'
import { tanhShrink } from './tanh-shrink.ts'

/** A function of one tensor. */
export type ActivationFunction = (x: Tensor) => Tensor

/** Activations by identifier. `threshold`, which has no defaults, is not among them. */
export const activations = {
  celu,
  elu,
  exponential,
  gelu,
  glu,
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  linear,
  logSigmoid,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softShrink,
  softsign,
  sparsemax,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  tanh,
  tanhShrink,
  swish: silu,
  hardSwish: hardSilu,
} satisfies Record<string, ActivationFunction>

/** Identifier of an activation. */
export type ActivationName = keyof typeof activations

/** What options such as `activation` take. */
export type ActivationLike = ActivationName | ActivationFunction

const isName = (name: string): name is ActivationName => Object.hasOwn(activations, name)

/**
 * The function that an option names.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the identifier is unknown, with the one that was probably meant
 */
export function getActivation(call: string, like: ActivationLike): ActivationFunction {
  if (typeof like === 'function') return like
  if (typeof like !== 'string') {
    throw new ArgumentError(
      `${call}: expected an activation, got ${describeValue(like)}; pass 'relu' or a function of a tensor, for example`,
    )
  }
  if (isName(like)) return activations[like]
  throw new ArgumentError(`${call}: unknown activation "${String(like)}"; ${suggest(String(like), Object.keys(activations))}`)
}

/** The identifier of an activation; the function itself where it is the user's own. */
export const activationConfig = (fn: ActivationFunction): ActivationLike =>
  Object.keys(activations).find((name): name is ActivationName => isName(name) && activations[name] === fn) ?? fn
