/** The base of all losses: what a model is trained to make small. */
import type { Tensor } from '@neurite/core'
import { maskOf } from '../layers/mask.ts'
import type { OptionNames } from '../options/check-options.ts'
import { type ClassConfig, classNameOf } from '../options/class-config.ts'
import { alignTargets, type TargetKind } from './fit-targets.ts'
import { bothMasks, checkReduction, type LossWeights, reduceLosses, type Reduction } from './reduction.ts'

/** Options that every loss has. */
export interface LossOptions {
  /** What errors call it. Default: its identifier. */
  readonly name?: string
  /** What becomes of the losses of the samples. Default `sumOverBatchSize`. */
  readonly reduction?: Reduction
}

/** Rows of `LossOptions`, to spread into a loss's own. */
export const lossOptionNames: OptionNames<LossOptions> = { name: true, reduction: true }

/**
 * A distance between targets and predictions.
 *
 * A new loss extends this class and computes in `call`, in plain tensor code.
 *
 * @example
 * ```ts
 * class Cubic extends Loss {
 *   readonly targets = 'values'
 *
 *   constructor() {
 *     super('cubic')
 *   }
 *
 *   override call(yTrue: Tensor, yPred: Tensor): Tensor {
 *     return this.align(yTrue, yPred).sub(yPred).abs().pow(3)
 *   }
 * }
 * ```
 */
export abstract class Loss {
  /** Name of the class in configurations; state it, so that it survives minification. Default: the class's own. */
  static readonly className: string | undefined = undefined

  /** Name of the class, as configurations hold it. */
  readonly className: string
  /** What errors call it. */
  readonly name: string
  /** What the targets are: class indices, or as many values as the predictions hold. */
  abstract readonly targets: TargetKind

  /** What becomes of the losses of the samples. */
  readonly reduction: Reduction

  /**
   * @param name - what errors call it
   * @throws ArgumentError when the reduction is unknown
   */
  constructor(name: string, reduction: Reduction = 'sumOverBatchSize') {
    this.className = classNameOf(new.target)
    this.name = name
    this.reduction = checkReduction(name, reduction)
  }

  /**
   * The loss of each sample, or of each of its parts.
   *
   * @shape yTrue, yPred -> [batch, ...]
   */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor

  /**
   * The losses of a batch, weighted and reduced: their mean, unless `reduction` says otherwise.
   *
   * Computed in float32, or in float64 where the predictions are. Values do not count where a mask is false: the one given, else
   * the one that the predictions carry; and where one is that `call` made its result carry.
   *
   * @shape yTrue, yPred -> []; with the reduction `none` the shape of `call`
   * @param weights - `sampleWeight`, one per sample or per value of `call`: the sum is divided by the number of values all the same,
   *   as in Keras; `mask`, of the same shapes
   * @throws ShapeError when the targets do not fit the predictions, or the weights the losses
   */
  compute(yTrue: Tensor, yPred: Tensor, { sampleWeight, mask = maskOf(yPred) }: LossWeights = {}): Tensor {
    const losses = this.call(yTrue, yPred.dtype === 'float64' ? yPred : yPred.cast('float32'))
    return reduceLosses(this.name, losses, { sampleWeight, mask: bothMasks(mask, maskOf(losses)) }, this.reduction)
  }

  /** What `fromConfig` makes an equal loss from. */
  getConfig(): ClassConfig['config'] {
    return { name: this.name, reduction: this.reduction }
  }

  /** A loss from `getConfig`. Override it where the constructor takes anything but one record of options. */
  static fromConfig(config: ClassConfig['config']): Loss {
    const loss: unknown = Reflect.construct(this, [config])
    return loss as Loss
  }

  /**
   * The targets in the shape that goes with the predictions: an axis of extent 1 at their end may be missing or too many.
   *
   * @param kind - what the targets are. Default: `targets`
   */
  protected align(yTrue: Tensor, yPred: Tensor, kind: TargetKind = this.targets): Tensor {
    return alignTargets(this.name, kind, yTrue, yPred)
  }

  /** Targets that are one value per predicted value, in the shape and the dtype of the predictions. */
  protected alignValues(yTrue: Tensor, yPred: Tensor): Tensor {
    return alignTargets(this.name, 'values', yTrue, yPred).cast(yPred.dtype)
  }
}
