/** The mean of everything that was passed in. */
import { broadcastShapes, formatShape, ShapeError, type Tensor, type TensorLike, toTensor, Variable, where } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Metric, type MetricOptions } from './metric.ts'

/**
 * Weighted mean of all values so far; 0 before the first.
 *
 * @example
 * ```ts
 * const mean = new Mean()
 * mean.update(tensor([1, 3, 5, 7]))
 * console.log(await mean.result().item()) // 4
 * ```
 */
export class Mean extends Metric {
  private readonly total: Variable
  private readonly count: Variable

  constructor(options: MetricOptions = {}) {
    const { name = 'mean' } = checkOptions('Mean', options, { name: true })
    super(name)
    this.total = new Variable(0, { path: `${name}/total`, trainable: false })
    this.count = new Variable(0, { path: `${name}/count`, trainable: false })
  }

  get variables(): readonly Variable[] {
    return [this.total, this.count]
  }

  /**
   * Takes values into account.
   *
   * @shape values [...], weights broadcast to values
   * @throws ShapeError when the weights do not broadcast
   */
  override update(values: Tensor, weights?: TensorLike): void {
    const x = values.cast('float32')
    if (weights === undefined) return this.add(x.sum(), values.size)
    const w = toTensor(`${this.name}.update`, weights).cast('float32')
    const shape = broadcastShapes(x.shape, w.shape)
    if (!shape || formatShape(shape) !== formatShape(x.shape)) {
      throw new ShapeError(
        `${this.name}.update: weights of shape ${formatShape(w.shape)} do not broadcast to values of ${formatShape(x.shape)}`,
      )
    }
    const each = w.broadcastTo(shape)
    this.add(x.mul(each).sum(), each.sum())
  }

  override result(): Tensor {
    const { value } = this.count
    return where(value.equal(0), 0, this.total.value.div(where(value.equal(0), 1, value)))
  }

  private add(sum: Tensor, count: Tensor | number): void {
    this.total.assign(this.total.value.add(sum))
    this.count.assign(this.count.value.add(count))
  }
}
