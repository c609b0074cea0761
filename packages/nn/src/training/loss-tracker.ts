/** Follows the loss over an epoch: its mean, and the first step at which it was not finite. */
import { staticValue, type Tensor, Variable, where } from '@neurite/core'
import { Mean } from '../metrics/mean.ts'

/** The greatest finite float32: NaN and the infinities are not at most this. */
const greatest = staticValue(3.4028234663852886e38)

/** State of the loss in an epoch. Its methods are tensor code, to be traced. */
export class LossTracker {
  readonly mean = new Mean({ name: 'loss' })
  /** Steps since the last reset. */
  readonly steps = new Variable(0, { path: 'fit/steps', dtype: 'int32', trainable: false })
  /** The first step, from 1, whose loss was not finite; 0 while there is none. */
  readonly badStep = new Variable(0, { path: 'fit/badStep', dtype: 'int32', trainable: false })
  /** The loss of that step. */
  readonly badLoss = new Variable(0, { path: 'fit/badLoss', trainable: false })

  /** Takes the mean loss of a batch of `size` samples into account. */
  update(loss: Tensor, size: number): void {
    const x = loss.cast('float32')
    const step = this.steps.value.add(1)
    const isFirstBad = x.abs().lessEqual(greatest).logicalNot().logicalAnd(this.badStep.value.equal(0))
    this.badStep.assign(where(isFirstBad, step, this.badStep.value))
    this.badLoss.assign(where(isFirstBad, x, this.badLoss.value))
    this.steps.assign(step)
    // The mean is one over samples: a smaller last batch counts for less.
    this.mean.update(x, size)
  }

  reset(): void {
    this.mean.reset()
    for (const variable of [this.steps, this.badStep, this.badLoss]) variable.assign(0)
  }

  /** All of the state. */
  get variables(): readonly Variable[] {
    return [...this.mean.variables, this.steps, this.badStep, this.badLoss]
  }

  /** Frees the state. */
  dispose(): void {
    for (const variable of this.variables) variable.dispose()
  }
}
