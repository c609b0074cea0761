/** Between cross-entropy and absolute error: bears wrong labels. */
import { oneHot, type Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/** Options of `CategoricalGeneralizedCrossEntropy`. */
export interface CategoricalGeneralizedCrossEntropyOptions extends LossOptions {
  /** Between 0, cross-entropy, and 1, absolute error; both excluded. Default 0.5. */
  readonly q?: number
}

/**
 * `(1 - p^q) / q`, where p is the probability that the predictions give the label.
 *
 * @shape yTrue [...batch] or [...batch, 1], class indices; yPred [...batch, classes], probabilities -> [...batch]
 * @param options - `q` 0.5
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new CategoricalGeneralizedCrossEntropy({ q: 0.7 }) })
 * ```
 * @source Zhang & Sabuncu 2018, eq. 6; Keras 3, `keras.losses.CategoricalGeneralizedCrossEntropy`
 */
export class CategoricalGeneralizedCrossEntropy extends Loss {
  static override readonly className: string = 'CategoricalGeneralizedCrossEntropy'
  readonly targets = 'labels'
  readonly q: number

  constructor(options: CategoricalGeneralizedCrossEntropyOptions = {}) {
    const call = 'CategoricalGeneralizedCrossEntropy'
    const names = { ...lossOptionNames, q: true } as const
    const { name = 'categoricalGeneralizedCrossEntropy', reduction, q = 0.5 } = checkOptions(call, options, names)
    super(name, reduction)
    this.q = checkNumber(call, 'q', q, { above: 0, below: 1 })
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const labels = oneHot(this.align(yTrue, yPred), yPred.shape.at(-1)!, yPred.dtype)
    return yPred.mul(labels).sum(-1).pow(this.q).neg().add(1).div(this.q)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), q: this.q }
  }
}
