/** Binary cross-entropy that turns to the samples that are hard. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag, checkShare } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { type BinaryCrossentropyOptions, crossentropyOfProbabilities } from './binary-crossentropy.ts'
import { smoothBinary } from './label-smoothing.ts'
import { Loss, lossOptionNames } from './loss.ts'

/** Options of `BinaryFocalCrossentropy`. */
export interface BinaryFocalCrossentropyOptions extends BinaryCrossentropyOptions {
  /** Weight targets of 1 by `alpha`, and targets of 0 by `1 - alpha`. Default false. */
  readonly applyClassBalancing?: boolean
  /** Weight of targets of 1. Default 0.25. */
  readonly alpha?: number
  /** How much less the samples count that are predicted well. Default 2. */
  readonly gamma?: number
}

const optionNames: OptionNames<BinaryFocalCrossentropyOptions> = {
  ...lossOptionNames,
  fromLogits: true,
  labelSmoothing: true,
  axis: true,
  applyClassBalancing: true,
  alpha: true,
  gamma: true,
}

/**
 * Binary cross-entropy times `(1 - p_t)^gamma`, where `p_t` is the probability that the predictions give the target; the mean over
 * the last axis.
 *
 * @shape yTrue, yPred [...batch, outputs] -> [...batch]
 * @param options - `applyClassBalancing` false, `alpha` 0.25, `gamma` 2, `fromLogits` false, `labelSmoothing` 0, `axis` -1
 * @source Lin et al. 2018, eq. 4 and 5; Keras 3, `keras.losses.BinaryFocalCrossentropy`
 */
export class BinaryFocalCrossentropy extends Loss {
  static override readonly className: string = 'BinaryFocalCrossentropy'
  readonly targets = 'values'
  readonly applyClassBalancing: boolean
  readonly alpha: number
  readonly gamma: number
  readonly fromLogits: boolean
  readonly labelSmoothing: number
  readonly axis: number

  constructor(options: BinaryFocalCrossentropyOptions = {}) {
    const call = 'BinaryFocalCrossentropy'
    const {
      name = 'binaryFocalCrossentropy',
      reduction,
      applyClassBalancing = false,
      alpha = 0.25,
      gamma = 2,
      fromLogits = false,
      labelSmoothing = 0,
      axis = -1,
    } = checkOptions(call, options, optionNames)
    super(name, reduction)
    this.applyClassBalancing = checkFlag(call, 'applyClassBalancing', applyClassBalancing)
    this.alpha = checkNumber(call, 'alpha', alpha)
    this.gamma = checkNumber(call, 'gamma', gamma)
    this.fromLogits = checkFlag(call, 'fromLogits', fromLogits)
    this.labelSmoothing = checkShare(call, 'labelSmoothing', labelSmoothing)
    this.axis = checkNumber(call, 'axis', axis, { integer: true })
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const y = smoothBinary(this.alignValues(yTrue, yPred), this.labelSmoothing)
    const p = this.fromLogits ? yPred.sigmoid() : yPred
    const ofTarget = y.mul(p).add(y.neg().add(1).mul(p.neg().add(1)))
    const focal = ofTarget.neg().add(1).pow(this.gamma).mul(crossentropyOfProbabilities(y, p))
    if (!this.applyClassBalancing) return focal.mean(this.axis)
    const balance = y.mul(this.alpha).add(
      y
        .neg()
        .add(1)
        .mul(1 - this.alpha),
    )
    return focal.mul(balance).mean(this.axis)
  }

  override getConfig(): ClassConfig['config'] {
    const { applyClassBalancing, alpha, gamma, fromLogits, labelSmoothing, axis } = this
    return { ...super.getConfig(), applyClassBalancing, alpha, gamma, fromLogits, labelSmoothing, axis }
  }
}
