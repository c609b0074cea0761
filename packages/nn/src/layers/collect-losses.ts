/** What layers add to the loss of training: penalties on outputs while they are applied, and on weights. */
import type { Tensor, Variable } from '@neurite/core'
import { regularizerOf } from '../regularizers/regularizer-of.ts'

/** Where losses go at the moment; nowhere outside of `collectLosses`. */
let current: Tensor[] | undefined

/** What a function returned, and the losses that layers added while it ran. */
export interface CollectedLosses<T> {
  /** What the function returned. */
  readonly result: T
  /** Scalars, in the order in which they were added. */
  readonly losses: readonly Tensor[]
}

/**
 * Runs a function and catches what layers add to the loss meanwhile: activity regularizers, and `addLoss` of the call context.
 *
 * @example
 * ```ts
 * const { result, losses } = collectLosses(() => model.apply(x, { training: true }))
 * const total = [...losses, ...weightLosses(model)].reduce((sum, loss) => sum.add(loss), lossOf(result))
 * ```
 */
export function collectLosses<T>(fn: () => T): CollectedLosses<T> {
  const outer = current
  const losses: Tensor[] = []
  current = losses
  try {
    return { result: fn(), losses }
  } finally {
    current = outer
  }
}

/** Adds a scalar to the losses that are being collected, if they are. */
export function collectLoss(loss: Tensor): void {
  current?.push(loss)
}

/** What the regularizers of a layer's trainable weights add to the loss: one scalar per weight that has one. @shape -> [] each */
export const weightLosses = ({ trainableWeights }: { readonly trainableWeights: readonly Variable[] }): Tensor[] =>
  trainableWeights.flatMap((weight) => regularizerOf(weight)?.apply(weight.value) ?? [])
