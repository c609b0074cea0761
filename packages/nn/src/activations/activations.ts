/** Activation functions by identifier. */
import { ArgumentError, softmax, suggest, type Tensor } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { elu } from './elu.ts'
import { linear } from './linear.ts'
import { relu } from './relu.ts'
import { sigmoid } from './sigmoid.ts'
import { softplus } from './softplus.ts'
import { tanh } from './tanh.ts'

/** A function of one tensor. */
export type ActivationFunction = (x: Tensor) => Tensor

/** Activations by identifier. */
export const activations = { elu, linear, relu, sigmoid, softmax, softplus, tanh } satisfies Record<string, ActivationFunction>

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
