/** How far predictions agree with targets: in correlation, mean and spread. */
import type { Tensor } from '@neurite/core'
import { epsilon } from '../losses/probabilities.ts'
import { AlongAxis, type AlongAxisOptions } from './along-axis.ts'

/**
 * The mean of `2 cov / (var(yTrue) + var(yPred) + (mean(yTrue) - mean(yPred))^2 + 1e-7)` along the last axis.
 *
 * @shape yTrue, yPred [...batch, size]
 * @param options - `axis` -1: along which the vectors lie
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [new ConcordanceCorrelation({ axis: 0 })] })
 * ```
 * @source Lin 1989; Keras 3, `keras.metrics.ConcordanceCorrelation`
 */
export class ConcordanceCorrelation extends AlongAxis {
  static override readonly className: string = 'ConcordanceCorrelation'

  constructor(options: AlongAxisOptions = {}) {
    super('ConcordanceCorrelation', 'concordanceCorrelation', options)
  }

  protected override compare(yTrue: Tensor, yPred: Tensor): Tensor {
    const { axis } = this
    const [ofTrue, ofPred] = [yTrue, yPred].map((x) => x.mean(axis, { keepDims: true }))
    const [dTrue, dPred] = [yTrue.sub(ofTrue!), yPred.sub(ofPred!)]
    const spread = dTrue.square().mean(axis).add(dPred.square().mean(axis)).add(ofTrue!.sub(ofPred!).square().squeeze(axis))
    return dTrue.mul(dPred).mean(axis).mul(2).div(spread.add(epsilon))
  }
}
