/** The base of all losses: what a model is trained to make small. */
import { formatShape, ShapeError, type Tensor } from '@neurite/core'
import { fitTargets, type TargetKind, targetShape } from './fit-targets.ts'
import { perSample } from './per-sample.ts'

/** Options that every loss has. */
export interface LossOptions {
  /** What errors call it. Default: its identifier. */
  readonly name?: string
}

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
  readonly name: string
  /** What the targets are: class indices, or as many values as the predictions hold. */
  abstract readonly targets: TargetKind

  constructor(name: string) {
    this.name = name
  }

  /**
   * The loss of each sample, or of each of its parts.
   *
   * @shape yTrue, yPred -> [batch, ...]
   */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor

  /**
   * The mean over the batch.
   *
   * @shape yTrue, yPred, sampleWeight [batch] -> []
   * @param sampleWeight - what each sample's loss is multiplied by; the sum is divided by the number of samples all the same, as in Keras
   * @throws ShapeError when the targets do not fit the predictions
   */
  compute(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Tensor {
    const losses = perSample(this.call(yTrue, yPred))
    if (!sampleWeight) return losses.mean()
    if (formatShape(sampleWeight.shape) !== formatShape(losses.shape)) {
      throw new ShapeError(
        `${this.name}: sampleWeight has shape ${formatShape(sampleWeight.shape)}, expected one weight per sample: ${formatShape(losses.shape)}`,
      )
    }
    return losses.mul(sampleWeight.cast(losses.dtype)).mean()
  }

  /** The targets in the shape that goes with the predictions: an axis of extent 1 at their end may be missing or too many. */
  protected align(yTrue: Tensor, yPred: Tensor): Tensor {
    const fit = fitTargets(this.targets, yTrue.shape, yPred.shape)
    if (fit === 'squeeze') return yTrue.squeeze(-1)
    if (fit === 'expand') return yTrue.expandDims(-1)
    if (fit === 'asIs') return yTrue
    const wanted = formatShape(targetShape(this.targets, yPred.shape))
    throw new ShapeError(
      `${this.name}: expected targets of shape ${wanted} for predictions of shape ${formatShape(yPred.shape)}, got ${formatShape(yTrue.shape)}`,
    )
  }
}
