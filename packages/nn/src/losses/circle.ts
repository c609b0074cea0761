/** Brings embeddings of one class together, and those of different classes apart. */
import { eye, formatShape, logSumExp, ShapeError, type Tensor, where } from '@neurite/core'
import { softplus } from '../activations/softplus.ts'
import { setMask } from '../layers/mask.ts'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/** Options of `Circle`. */
export interface CircleOptions extends LossOptions {
  /** Scale of the similarities. Default 80. */
  readonly gamma?: number
  /** How far from perfect similarities may be. Default 0.4. */
  readonly margin?: number
  /** Do not compare a sample with itself. Default true. */
  readonly removeDiagonal?: boolean
}

/**
 * Circle loss over all pairs of a batch, for embeddings of length 1.
 *
 * With the distance `d = max(1 - a . b, 0)`: `softplus(logSumExp over pairs of one class of -gamma (margin + d)(margin - d)` +
 * `logSumExp over the others of gamma (1 + margin - d)(1 - margin - d))`, weights below 0 counted as 0. Samples without a partner
 * of the same class, or without one of another, do not count.
 *
 * @shape yTrue [batch] or [batch, 1], any integers; yPred [batch, size], of length 1 along the last axis -> [batch]
 * @param options - `gamma` 80, `margin` 0.4, `removeDiagonal` true
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new Circle() })
 * ```
 * @source Sun et al. 2020, eq. 9; Keras 3, `keras.losses.Circle`
 */
export class Circle extends Loss {
  static override readonly className: string = 'Circle'
  readonly targets = 'any'
  readonly gamma: number
  readonly margin: number
  readonly removeDiagonal: boolean

  constructor(options: CircleOptions = {}) {
    const names = { ...lossOptionNames, gamma: true, margin: true, removeDiagonal: true } as const
    const { name = 'circle', reduction, gamma = 80, margin = 0.4, removeDiagonal = true } = checkOptions('Circle', options, names)
    super(name, reduction)
    this.gamma = checkNumber('Circle', 'gamma', gamma)
    this.margin = checkNumber('Circle', 'margin', margin)
    this.removeDiagonal = checkFlag('Circle', 'removeDiagonal', removeDiagonal)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    if (yPred.rank !== 2) {
      throw new ShapeError(`${this.name}: expected predictions of shape [batch, size], got ${formatShape(yPred.shape)}`)
    }
    const labels = this.align(yTrue, yPred, 'labels').cast('int32').flatten()
    const { gamma, margin } = this
    const distance = yPred.matmul(yPred.transpose()).neg().add(1).maximum(0)
    const isSame = labels.expandDims(1).equal(labels.expandDims(0))
    const isPartner = this.removeDiagonal ? isSame.logicalAnd(eye(labels.size, labels.size, 'bool').logicalNot()) : isSame
    const pull = distance.add(margin).maximum(0).mul(distance.neg().add(margin)).mul(-gamma)
    const push = distance
      .neg()
      .add(1 + margin)
      .maximum(0)
      .mul(distance.neg().add(1 - margin))
      .mul(gamma)
    const [partners, others] = [sumOver(isPartner, pull), sumOver(isSame.logicalNot(), push)]
    const hasBoth = partners.exists.logicalAnd(others.exists)
    const losses = where(hasBoth, softplus(where(hasBoth, partners.value.add(others.value), 0)), 0)
    setMask(losses, losses.greater(0))
    return losses
  }

  override getConfig(): ClassConfig['config'] {
    const { gamma, margin, removeDiagonal } = this
    return { ...super.getConfig(), gamma, margin, removeDiagonal }
  }
}

/** logSumExp over the chosen elements of each row, and whether there are any: over none, the value is finite and means nothing. */
function sumOver(chosen: Tensor, x: Tensor): { readonly exists: Tensor; readonly value: Tensor } {
  const exists = chosen.any(-1)
  // A row of -Infinity alone would make the gradient NaN.
  const used = chosen.logicalOr(exists.logicalNot().expandDims(-1))
  return { exists, value: logSumExp(where(used, x, -Infinity)) }
}
