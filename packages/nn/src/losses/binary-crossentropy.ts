/** Cross-entropy of classes that do not exclude each other. */
import { composite, type Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag, checkShare } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import type { ClassAxis } from './class-axis.ts'
import { type LabelSmoothing, smoothBinary } from './label-smoothing.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { clipProbabilities, type FromLogits, sigmoidLogits } from './probabilities.ts'

/** Options of `BinaryCrossentropy`. */
export interface BinaryCrossentropyOptions extends LossOptions, FromLogits, LabelSmoothing, ClassAxis {}

const optionNames: OptionNames<BinaryCrossentropyOptions> = {
  ...lossOptionNames,
  fromLogits: true,
  labelSmoothing: true,
  axis: true,
}

/**
 * `log(1 + exp(-|x|)) + max(x, 0) - x * target`: no exponential can overflow.
 *
 * `maximum`, not `relu`: its gradient at a tie is 1/2, so that the whole has the right one, sigmoid(0) - target, at 0.
 */
const crossentropyOfLogits = (targets: Tensor, logits: Tensor): Tensor =>
  composite('binaryCrossentropy', [targets, logits], (target, x) =>
    x.maximum(0).sub(x.mul(target)).add(x.abs().neg().exp().log1p()),
  )

/** Cross-entropy of each probability; it and its complement, each by itself, are clipped to [1e-7, 1 - 1e-7]. */
export function crossentropyOfProbabilities(targets: Tensor, probabilities: Tensor): Tensor {
  const [log, logComplement] = [probabilities, probabilities.neg().add(1)].map((p) => clipProbabilities(p).log())
  return targets.mul(log!).add(targets.neg().add(1).mul(logComplement!)).neg()
}

/**
 * `-(y log(p) + (1 - y) log(1 - p))`, the mean over the last axis.
 *
 * Predictions that a sigmoid made are taken back to their logits, where nothing is lost to rounding. Others are clipped to
 * [1e-7, 1 - 1e-7], as in Keras.
 *
 * @shape yTrue, yPred [...batch, outputs] -> [...batch]
 * @param options - `fromLogits` false: the predictions are logits; `labelSmoothing` 0: how far targets are moved towards 1/2;
 *   `axis` -1: which one the mean is taken over
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new BinaryCrossentropy({ fromLogits: true }) })
 * ```
 * @source Keras 3, `keras.losses.BinaryCrossentropy`
 */
export class BinaryCrossentropy extends Loss {
  static override readonly className: string = 'BinaryCrossentropy'
  readonly targets = 'values'
  readonly fromLogits: boolean
  readonly labelSmoothing: number
  readonly axis: number

  constructor(options: BinaryCrossentropyOptions = {}) {
    const call = 'BinaryCrossentropy'
    const {
      name = 'binaryCrossentropy',
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
    const targets = smoothBinary(this.alignValues(yTrue, yPred), this.labelSmoothing)
    const logits = this.fromLogits ? yPred : sigmoidLogits(yPred)
    const each = logits ? crossentropyOfLogits(targets, logits) : crossentropyOfProbabilities(targets, yPred)
    return each.mean(this.axis)
  }

  override getConfig(): ClassConfig['config'] {
    const { fromLogits, labelSmoothing, axis } = this
    return { ...super.getConfig(), fromLogits, labelSmoothing, axis }
  }
}
