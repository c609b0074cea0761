/** The sum of everything that was passed in. */
import { type Tensor, type TensorLike, toTensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Metric, metricOptionNames, type MetricOptions } from './metric.ts'
import { samplewise } from './samplewise.ts'

/**
 * Weighted sum of all values so far.
 *
 * @example
 * ```ts
 * const sum = new Sum()
 * sum.update(tensor([1, 3, 5, 7]), tensor([1, 1, 0, 0]))
 * console.log(await sum.result().item()) // 4
 * ```
 * @source Keras 3, `keras.metrics.Sum`
 */
export class Sum extends Metric {
  static override readonly className: string = 'Sum'
  readonly #total = this.addState('total')

  constructor(options: MetricOptions = {}) {
    super(checkOptions('Sum', options, metricOptionNames).name ?? 'sum')
  }

  /**
   * Takes values into account.
   *
   * @shape values [batch, ...], weights [batch] or values'
   * @throws ShapeError when the weights do not broadcast
   */
  override update(values: Tensor, weights?: TensorLike): void {
    const call = `${this.name}.update`
    const w = weights === undefined ? undefined : toTensor(call, weights).cast('float32')
    this.#total.assign(this.#total.value.add(samplewise(call, values.cast('float32'), w, 'sum').values.sum()))
  }

  override result(): Tensor {
    return this.#total.value
  }
}
