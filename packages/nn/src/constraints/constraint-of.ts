/** Which constraint a weight obeys: optimizers apply it after each update. */
import type { Variable } from '@neurite/core'
import type { Constraint } from './constraint.ts'

const constraints = new WeakMap<Variable, Constraint>()

/** The constraint of a weight, where it has one. */
export const constraintOf = (variable: Variable): Constraint | undefined => constraints.get(variable)

/** Gives a weight a constraint. Layers do it through `addWeight`. */
export function setConstraint(variable: Variable, constraint: Constraint): void {
  constraints.set(variable, constraint)
}
