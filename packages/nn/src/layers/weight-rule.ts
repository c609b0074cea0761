/** How the weights of a layer are made, from options such as `kernelInitializer`, `kernelRegularizer` and `kernelConstraint`. */
import type { Constraint } from '../constraints/constraint.ts'
import { constraintConfig, type ConstraintLike, getConstraint } from '../constraints/get-constraint.ts'
import { getInitializer, initializerConfig, type InitializerLike } from '../initializers/get-initializer.ts'
import type { Initializer } from '../initializers/initializer.ts'
import { getRegularizer, regularizerConfig, type RegularizerLike } from '../regularizers/get-regularizer.ts'
import type { Regularizer } from '../regularizers/regularizer.ts'

/** The three options of a weight: what it begins as, what it adds to the loss, what it obeys after every step of training. */
export type WeightRuleOptions<Weight extends string> = {
  readonly [Name in `${Weight}Initializer`]?: InitializerLike
} & {
  readonly [Name in `${Weight}Regularizer`]?: RegularizerLike | undefined
} & {
  readonly [Name in `${Weight}Constraint`]?: ConstraintLike | undefined
}

/** What the three options say; as `addWeight` takes it. */
export interface WeightRule {
  readonly initializer: Initializer
  readonly regularizer: Regularizer | undefined
  readonly constraint: Constraint | undefined
}

/**
 * Reads the three options.
 *
 * @param call - what errors begin with
 * @param weight - how the options begin, such as `kernel`
 * @param initializer - where the options name none
 */
export function weightRule<Weight extends string>(
  call: string,
  weight: Weight,
  options: WeightRuleOptions<Weight>,
  initializer: InitializerLike,
): WeightRule {
  // The type cannot follow names that are put together; what is wrong is refused below.
  const own = options as Readonly<Record<string, unknown>>
  const regularizer = own[`${weight}Regularizer`] as RegularizerLike | undefined
  const constraint = own[`${weight}Constraint`] as ConstraintLike | undefined
  return {
    initializer: getInitializer(call, (own[`${weight}Initializer`] as InitializerLike | undefined) ?? initializer),
    regularizer: regularizer && getRegularizer(call, regularizer),
    constraint: constraint && getConstraint(call, constraint),
  }
}

/** The three options as configurations hold them. */
export const weightRuleConfig = (
  weight: string,
  { initializer, regularizer, constraint }: WeightRule,
): Readonly<Record<string, unknown>> => ({
  [`${weight}Initializer`]: initializerConfig(initializer),
  ...(regularizer && { [`${weight}Regularizer`]: regularizerConfig(regularizer) }),
  ...(constraint && { [`${weight}Constraint`]: constraintConfig(constraint) }),
})
