/** Linear correlation between targets and predictions. */
import type { Tensor } from '@neurite/core'
import { AlongAxis, type AlongAxisOptions } from './along-axis.ts'

/**
 * The mean of the correlation coefficients along the last axis, from -1 to 1; NaN where either does not vary.
 *
 * @shape yTrue, yPred [...batch, size]
 * @param options - `axis` -1: along which the vectors lie
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [new PearsonCorrelation({ axis: 0 })] })
 * ```
 * @source Keras 3, `keras.metrics.PearsonCorrelation`
 */
export class PearsonCorrelation extends AlongAxis {
  static override readonly className: string = 'PearsonCorrelation'

  constructor(options: AlongAxisOptions = {}) {
    super('PearsonCorrelation', 'pearsonCorrelation', options)
  }

  protected override compare(yTrue: Tensor, yPred: Tensor): Tensor {
    const standard = (x: Tensor): Tensor => {
      const centered = x.sub(x.mean(this.axis, { keepDims: true }))
      return centered.div(centered.variance(this.axis, { keepDims: true }).sqrt())
    }
    return standard(yTrue).mul(standard(yPred)).mean(this.axis)
  }
}
