/** The base of constraints on the lengths of a weight's vectors. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { Constraint } from './constraint.ts'

/** Options of every constraint on lengths. */
export interface NormConstraintOptions {
  /**
   * Along which axes the vectors lie. Default 0: the inputs of each unit of a dense layer. For kernels of two-dimensional
   * convolutions it is [0, 1, 2].
   */
  readonly axis?: number | readonly number[]
}

/** Keras's fuzz: a vector of zeros stays zero instead of becoming NaN. */
const epsilon = 1e-7

const isAxis = (axis: unknown): boolean => typeof axis === 'number' && Number.isInteger(axis)

/** Rescales vectors to the lengths that a subclass wants. */
export abstract class NormConstraint extends Constraint {
  protected readonly axis: number | readonly number[]

  constructor(call: string, { axis = 0 }: NormConstraintOptions) {
    super()
    if (!isAxis(axis) && !(Array.isArray(axis) && axis.every(isAxis))) {
      const got = Array.isArray(axis) ? `[${axis.join(', ')}]` : describeValue(axis)
      throw new ArgumentError(`${call}: axis must be an integer or an array of them, got ${got}; write axis: 0, for example`)
    }
    this.axis = axis
  }

  /** The lengths that vectors of these lengths should have. */
  protected abstract desired(norms: Tensor): Tensor

  override apply(weight: Tensor): Tensor {
    const norms = weight.square().sum(this.axis, { keepDims: true }).sqrt()
    return weight.mul(this.desired(norms).div(norms.add(epsilon)))
  }

  override getConfig(): Record<string, unknown> {
    return { axis: this.axis }
  }
}
