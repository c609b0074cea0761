/** Cross-entropy between class indices and a predicted distribution. */
import { composite, iota, logSumExp, normalizeAxis, type Tensor, where } from '@neurite/core'
import { setMask } from '../layers/mask.ts'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { axisLast, type ClassAxis } from './class-axis.ts'
import type { TargetKind } from './fit-targets.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { clipProbabilities, type FromLogits, normalizeProbabilities, softmaxLogits } from './probabilities.ts'

/** Options of `SparseCategoricalCrossentropy`. */
export interface SparseCategoricalCrossentropyOptions extends LossOptions, FromLogits, ClassAxis {
  /** A label, which may name no class, of samples that do not count. Default: all count. */
  readonly ignoreClass?: number | undefined
}

const optionNames: OptionNames<SparseCategoricalCrossentropyOptions> = {
  ...lossOptionNames,
  fromLogits: true,
  ignoreClass: true,
  axis: true,
}

/** The element that each label names. A sum over the chosen one only: what stands elsewhere, infinities too, does not matter. */
function atLabel(labels: Tensor, x: Tensor): Tensor {
  const chosen = labels.expandDims(-1).equal(iota(x.shape, -1))
  return where(chosen, x, 0).sum(-1)
}

/** `-log(p[label])`. */
function crossentropy(labels: Tensor, predictions: Tensor, fromLogits: boolean): Tensor {
  const logits = fromLogits ? predictions : softmaxLogits(predictions)
  if (!logits)
    return clipProbabilities(atLabel(labels, normalizeProbabilities(predictions)))
      .log()
      .neg()
  return composite('sparseCategoricalCrossentropy', [labels, logits], (label, x) => logSumExp(x).sub(atLabel(label, x)))
}

/**
 * `-log(p[label])`, for classes that exclude each other.
 *
 * Predictions that a softmax made are taken back to their logits, where nothing is lost to rounding. Others are normalised and
 * clipped to [1e-7, 1 - 1e-7], as in Keras.
 *
 * @shape yTrue [...batch] or [...batch, 1], yPred [...batch, classes] -> [...batch]
 * @dtype labels: whole numbers of any dtype; predictions: floats
 * @param options - `fromLogits` false: the predictions are logits; `ignoreClass`: a label of samples that do not count, neither in
 *   the sum nor in what it is divided by; `axis` -1: where the classes lie
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
 * ```
 * @source Keras 3, `keras.losses.SparseCategoricalCrossentropy`
 */
export class SparseCategoricalCrossentropy extends Loss {
  static override readonly className: string = 'SparseCategoricalCrossentropy'
  readonly targets: TargetKind
  readonly fromLogits: boolean
  readonly ignoreClass: number | undefined
  readonly axis: number

  constructor(options: SparseCategoricalCrossentropyOptions = {}) {
    const call = 'SparseCategoricalCrossentropy'
    checkOptions(call, options, optionNames)
    const { name = 'sparseCategoricalCrossentropy', reduction, fromLogits = false, ignoreClass, axis = -1 } = options
    super(name, reduction)
    this.fromLogits = checkFlag(call, 'fromLogits', fromLogits)
    this.ignoreClass = ignoreClass === undefined ? undefined : checkNumber(call, 'ignoreClass', ignoreClass, { integer: true })
    this.axis = checkNumber(call, 'axis', axis, { integer: true })
    // Labels that name no class, or that lie along other axes, are not for `fit` to check.
    this.targets = ignoreClass === undefined && axis === -1 ? 'labels' : 'any'
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const predictions = axisLast(this.name, yPred, this.axis)
    const labels = this.align(this.#withoutClassAxis(yTrue, yPred), predictions, 'labels').cast('int32')
    if (this.ignoreClass === undefined) return crossentropy(labels, predictions, this.fromLogits)
    const counts = labels.notEqual(this.ignoreClass)
    // What the predictions are does not matter either: an infinity there would make the gradient NaN.
    const used = where(counts.expandDims(-1), predictions, 0)
    const losses = where(counts, crossentropy(where(counts, labels, 0), used, this.fromLogits), 0)
    setMask(losses, counts)
    return losses
  }

  /** Labels whose axis of classes, if they have one, of extent 1, is gone. */
  #withoutClassAxis(yTrue: Tensor, yPred: Tensor): Tensor {
    const at = normalizeAxis(this.name, this.axis, yPred.rank)
    return yTrue.rank === yPred.rank && yTrue.shape[at] === 1 ? yTrue.squeeze(at) : yTrue
  }

  override getConfig(): ClassConfig['config'] {
    const { fromLogits, ignoreClass, axis } = this
    return { ...super.getConfig(), fromLogits, axis, ...(ignoreClass !== undefined && { ignoreClass }) }
  }
}
