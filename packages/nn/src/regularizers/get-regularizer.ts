/** Finds regularizers by identifier. */
import type { Tensor } from '@neurite/core'
import type { ClassConfig } from '../options/class-config.ts'
import { type ClassTable, optionConfig, resolveClass } from '../options/class-table.ts'
import { weightFunctions } from '../options/weight-function.ts'
import { L1, L1L2, L2 } from './l1-l2.ts'
import { OrthogonalRegularizer } from './orthogonal-regularizer.ts'
import { Regularizer } from './regularizer.ts'

/** Regularizers by identifier: the class in camelCase. */
export const regularizers = {
  l1: L1,
  l2: L2,
  l1L2: L1L2,
  orthogonalRegularizer: OrthogonalRegularizer,
} satisfies ClassTable<Regularizer>['classes']

/** Identifier of a regularizer. */
export type RegularizerName = keyof typeof regularizers

/** A regularizer of your own: from a tensor to what it adds to the loss, a scalar. */
export type RegularizerFunction = (x: Tensor) => Tensor

/** What options such as `kernelRegularizer` take. */
export type RegularizerLike = RegularizerName | Regularizer | RegularizerFunction | ClassConfig

const table = weightFunctions({
  kind: 'regularizer',
  base: Regularizer,
  classes: regularizers,
  example: "'l2' or new L2({ l2: 1e-4 })",
})

/**
 * The regularizer that an option names.
 *
 * @param call - what errors begin with
 * @param like - an identifier, a regularizer, a function, or what `regularizerConfig` gave
 * @throws ArgumentError when the identifier is unknown, with the one that was probably meant
 */
export const getRegularizer = (call: string, like: RegularizerLike): Regularizer => resolveClass(call, like, table)

/** The regularizer as configurations hold it; functions and classes of the user's own stay what they are. */
export const regularizerConfig = (regularizer: Regularizer): RegularizerLike =>
  optionConfig(regularizer, table) as RegularizerLike
