/** Which regularizer a weight has: its penalty is part of the training loss. */
import type { Variable } from '@neurite/core'
import type { Regularizer } from './regularizer.ts'

const regularizers = new WeakMap<Variable, Regularizer>()

/** The regularizer of a weight, where it has one. */
export const regularizerOf = (variable: Variable): Regularizer | undefined => regularizers.get(variable)

/** Gives a weight a regularizer. Layers do it through `addWeight`. */
export function setRegularizer(variable: Variable, regularizer: Regularizer): void {
  regularizers.set(variable, regularizer)
}
