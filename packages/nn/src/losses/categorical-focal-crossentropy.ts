/** Cross-entropy over classes that turns to the samples that are hard. */
import { softmax, type Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag, checkShare } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import type { CategoricalCrossentropyOptions } from './categorical-crossentropy.ts'
import { axisLast } from './class-axis.ts'
import { smoothClasses } from './label-smoothing.ts'
import { Loss, lossOptionNames } from './loss.ts'
import { clipProbabilities, normalizeProbabilities } from './probabilities.ts'

/** Options of `CategoricalFocalCrossentropy`. */
export interface CategoricalFocalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /** Weight of the loss. Default 0.25. */
  readonly alpha?: number
  /** How much less the classes count that are predicted well. Default 2. */
  readonly gamma?: number
}

const optionNames: OptionNames<CategoricalFocalCrossentropyOptions> = {
  ...lossOptionNames,
  fromLogits: true,
  labelSmoothing: true,
  axis: true,
  alpha: true,
  gamma: true,
}

/**
 * `-sum(alpha * (1 - yPred)^gamma * yTrue * log(yPred))` over the last axis. Predictions are normalised and clipped to
 * [1e-7, 1 - 1e-7].
 *
 * @shape yTrue, yPred [...batch, classes] -> [...batch]
 * @param options - `alpha` 0.25, `gamma` 2, `fromLogits` false, `labelSmoothing` 0, `axis` -1
 * @source Lin et al. 2018, eq. 5; Keras 3, `keras.losses.CategoricalFocalCrossentropy`
 */
export class CategoricalFocalCrossentropy extends Loss {
  static override readonly className: string = 'CategoricalFocalCrossentropy'
  readonly targets = 'values'
  readonly alpha: number
  readonly gamma: number
  readonly fromLogits: boolean
  readonly labelSmoothing: number
  readonly axis: number

  constructor(options: CategoricalFocalCrossentropyOptions = {}) {
    const call = 'CategoricalFocalCrossentropy'
    const {
      name = 'categoricalFocalCrossentropy',
      reduction,
      alpha = 0.25,
      gamma = 2,
      fromLogits = false,
      labelSmoothing = 0,
      axis = -1,
    } = checkOptions(call, options, optionNames)
    super(name, reduction)
    this.alpha = checkNumber(call, 'alpha', alpha)
    this.gamma = checkNumber(call, 'gamma', gamma)
    this.fromLogits = checkFlag(call, 'fromLogits', fromLogits)
    this.labelSmoothing = checkShare(call, 'labelSmoothing', labelSmoothing)
    this.axis = checkNumber(call, 'axis', axis, { integer: true })
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const targets = smoothClasses(axisLast(this.name, this.alignValues(yTrue, yPred), this.axis), this.labelSmoothing)
    const predictions = axisLast(this.name, yPred, this.axis)
    const p = clipProbabilities(normalizeProbabilities(this.fromLogits ? softmax(predictions) : predictions))
    const factor = p.neg().add(1).pow(this.gamma).mul(this.alpha)
    return factor.mul(targets.mul(p.log()).neg()).sum(-1)
  }

  override getConfig(): ClassConfig['config'] {
    const { alpha, gamma, fromLogits, labelSmoothing, axis } = this
    return { ...super.getConfig(), alpha, gamma, fromLogits, labelSmoothing, axis }
  }
}
