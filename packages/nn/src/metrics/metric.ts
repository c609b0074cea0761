/** The base of all metrics: what is measured over an epoch, exactly, however it is cut into batches. */
import { type Tensor, type Variable, zeros } from '@neurite/core'

/** Options that every metric has. */
export interface MetricOptions {
  /** Its key in logs and in the history. Default: its identifier. */
  readonly name?: string
}

/**
 * A measure that accumulates over batches.
 *
 * A new metric keeps what it accumulates in Variables, and computes in plain tensor code: `fit` compiles `update` into the training
 * step.
 *
 * @example
 * ```ts
 * const accuracy = new SparseCategoricalAccuracy()
 * accuracy.update(labels, model.apply(x))
 * console.log(await accuracy.result().item())
 * ```
 */
export abstract class Metric {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  /** What `update` changes. */
  abstract readonly variables: readonly Variable[]

  /** Takes a batch into account. */
  abstract update(yTrue: Tensor, yPred: Tensor): void

  /**
   * The value over everything since the last `reset`.
   *
   * @shape -> []
   */
  abstract result(): Tensor

  /** Forgets everything. */
  reset(): void {
    for (const variable of this.variables) variable.assign(zeros(variable.shape, variable.dtype))
  }
}
