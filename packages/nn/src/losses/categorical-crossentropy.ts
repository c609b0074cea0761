/** Cross-entropy between a distribution, often one-hot, and a predicted one. */
import { composite, logSoftmax, type Tensor, where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag, checkShare } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { axisLast, type ClassAxis } from './class-axis.ts'
import { type LabelSmoothing, smoothClasses } from './label-smoothing.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { clipProbabilities, type FromLogits, normalizeProbabilities, softmaxLogits } from './probabilities.ts'

/** Options of `CategoricalCrossentropy`. */
export interface CategoricalCrossentropyOptions extends LossOptions, FromLogits, LabelSmoothing, ClassAxis {}

const optionNames: OptionNames<CategoricalCrossentropyOptions> = {
  ...lossOptionNames,
  fromLogits: true,
  labelSmoothing: true,
  axis: true,
}

/** Where a target is 0 its logarithm does not count, even if it is -Infinity. */
const weighted = (targets: Tensor, logs: Tensor): Tensor => where(targets.equal(0), 0, targets.mul(logs)).sum(-1).neg()

/**
 * `-sum(yTrue * log(yPred))` over the last axis.
 *
 * Predictions that a softmax made are taken back to their logits; others are normalised and clipped to [1e-7, 1 - 1e-7].
 *
 * @shape yTrue, yPred [...batch, classes] -> [...batch]
 * @param options - `fromLogits` false: the predictions are logits; `labelSmoothing` 0: share of the targets that is spread evenly
 *   over the classes; `axis` -1: where the classes lie
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new CategoricalCrossentropy({ labelSmoothing: 0.1 }) })
 * ```
 * @source Keras 3, `keras.losses.CategoricalCrossentropy`
 */
export class CategoricalCrossentropy extends Loss {
  static override readonly className: string = 'CategoricalCrossentropy'
  readonly targets = 'values'
  readonly fromLogits: boolean
  readonly labelSmoothing: number
  readonly axis: number

  constructor(options: CategoricalCrossentropyOptions = {}) {
    const call = 'CategoricalCrossentropy'
    const {
      name = 'categoricalCrossentropy',
      reduction,
      fromLogits = false,
      labelSmoothing = 0,
      axis = -1,
    } = checkOptions(call, options, optionNames)
    super(name, reduction)
    this.fromLogits = checkFlag(call, 'fromLogits', fromLogits)
    this.labelSmoothing = checkShare(call, 'labelSmoothing', labelSmoothing)
    this.axis = checkNumber(call, 'axis', axis, { integer: true })
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const predictions = axisLast(this.name, yPred, this.axis)
    const targets = smoothClasses(axisLast(this.name, this.alignValues(yTrue, yPred), this.axis), this.labelSmoothing)
    const logits = this.fromLogits ? predictions : softmaxLogits(predictions)
    if (!logits) return weighted(targets, clipProbabilities(normalizeProbabilities(predictions)).log())
    return composite('categoricalCrossentropy', [targets, logits], (target, x) => weighted(target, logSoftmax(x)))
  }

  override getConfig(): ClassConfig['config'] {
    const { fromLogits, labelSmoothing, axis } = this
    return { ...super.getConfig(), fromLogits, labelSmoothing, axis }
  }
}
