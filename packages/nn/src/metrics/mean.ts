/** The mean of everything that was passed in. */
import { type StaticValue, staticValue, type Tensor, type TensorLike, toTensor } from '@neurite/core'
import { safeDiv } from '../losses/reduction.ts'
import { checkOptions } from '../options/check-options.ts'
import { Metric, metricOptionNames, type MetricOptions } from './metric.ts'
import { samplewise } from './samplewise.ts'

/**
 * Weighted mean of all values so far; 0 before the first.
 *
 * @example
 * ```ts
 * const mean = new Mean()
 * mean.update(tensor([1, 3, 5, 7]))
 * console.log(await mean.result().item()) // 4
 * ```
 * @source Keras 3, `keras.metrics.Mean`
 */
export class Mean extends Metric {
  static override readonly className: string = 'Mean'
  readonly #total = this.addState('total')
  readonly #count = this.addState('count')

  constructor(options: MetricOptions = {}) {
    super(checkOptions('Mean', options, metricOptionNames).name ?? 'mean')
  }

  /**
   * Takes values into account: one per sample, or several, of which the mean counts.
   *
   * @shape values [batch, ...], weights [batch] or values'
   * @throws ShapeError when the weights do not broadcast
   */
  override update(values: Tensor, weights?: TensorLike): void {
    const call = `${this.name}.update`
    const w = weights === undefined ? undefined : toTensor(call, weights).cast('float32')
    const each = samplewise(call, values.cast('float32'), w, 'mean')
    this.#add(each.values.sum(), each.weights?.sum() ?? staticValue(each.values.size))
  }

  override result(): Tensor {
    return safeDiv(this.#total.value, this.#count.value)
  }

  #add(sum: Tensor, count: Tensor | StaticValue): void {
    this.#total.assign(this.#total.value.add(sum))
    this.#count.assign(this.#count.value.add(count))
  }
}
