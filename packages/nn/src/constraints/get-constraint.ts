/** Finds constraints by identifier. */
import type { Tensor } from '@neurite/core'
import type { ClassConfig } from '../options/class-config.ts'
import { type ClassTable, optionConfig, resolveClass } from '../options/class-table.ts'
import { weightFunctions } from '../options/weight-function.ts'
import { Constraint } from './constraint.ts'
import { MaxNorm } from './max-norm.ts'
import { MinMaxNorm } from './min-max-norm.ts'
import { NonNeg } from './non-neg.ts'
import { UnitNorm } from './unit-norm.ts'

/** Constraints by identifier: the class in camelCase. */
export const constraints = {
  maxNorm: MaxNorm,
  minMaxNorm: MinMaxNorm,
  nonNeg: NonNeg,
  unitNorm: UnitNorm,
} satisfies ClassTable<Constraint>['classes']

/** Identifier of a constraint. */
export type ConstraintName = keyof typeof constraints

/** A constraint of your own: from a weight to the nearest allowed one. */
export type ConstraintFunction = (weight: Tensor) => Tensor

/** What options such as `kernelConstraint` take. */
export type ConstraintLike = ConstraintName | Constraint | ConstraintFunction | ClassConfig

const table = weightFunctions({
  kind: 'constraint',
  base: Constraint,
  classes: constraints,
  example: "'nonNeg' or new MaxNorm({ maxValue: 2 })",
})

/**
 * The constraint that an option names.
 *
 * @param call - what errors begin with
 * @param like - an identifier, a constraint, a function, or what `constraintConfig` gave
 * @throws ArgumentError when the identifier is unknown, with the one that was probably meant
 */
export const getConstraint = (call: string, like: ConstraintLike): Constraint => resolveClass(call, like, table)

/** The constraint as configurations hold it; functions and classes of the user's own stay what they are. */
export const constraintConfig = (constraint: Constraint): ConstraintLike => optionConfig(constraint, table) as ConstraintLike
