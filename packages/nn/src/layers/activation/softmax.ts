/** Softmax as a layer, over some axes and of some elements. */
import {
  ArgumentError,
  broadcastShapes,
  formatShape,
  sameShape,
  ShapeError,
  softmax,
  staticValue,
  type Tensor,
  where,
} from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type CallContext, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of `Softmax`. */
export interface SoftmaxOptions extends LayerOptions {
  /** The axis, or axes, over which the outputs sum to 1. Default the last. */
  readonly axis?: number | readonly number[]
}

const isAxis = (axis: unknown): boolean => typeof axis === 'number' && Number.isSafeInteger(axis)

/** exp(x) / sum(exp(x)) over several axes. */
function softmaxOver(x: Tensor, axes: readonly number[]): Tensor {
  const exponentials = x.sub(x.max(axes, { keepDims: true }).stopGradient()).exp()
  return exponentials.div(exponentials.sum(axes, { keepDims: true }))
}

/**
 * exp(x) / sum(exp(x)). Elements whose mask is false get 0, and the others sum to 1; where all are, all get 0.
 *
 * @shape x [...] -> the same; a mask that broadcasts to it
 * @throws ShapeError when the mask does not broadcast to the input; ArgumentError when the axis is no integer
 * @example
 * ```ts
 * const weights = new Softmax().apply(scores, { mask: tensor([[true, true, false]]) })
 * ```
 */
export class Softmax extends ElementwiseLayer {
  static override readonly className: string = 'Softmax'

  readonly #axis: number | readonly number[]

  constructor(options: SoftmaxOptions = {}) {
    super(checkOptions('Softmax', options, { ...layerOptionNames, axis: true }))
    const { axis = -1 } = options
    if (!isAxis(axis) && !(Array.isArray(axis) && axis.length > 0 && axis.every(isAxis))) {
      const got = Array.isArray(axis) ? `[${axis.join(', ')}]` : describeValue(axis)
      throw new ArgumentError(`Softmax: axis must be an integer or an array of them, got ${got}; -1 is the last axis`)
    }
    this.#axis = axis
  }

  protected override call(x: Tensor, { mask }: CallContext): Tensor {
    if (!mask) return this.#normalize(x)
    const shape = broadcastShapes(x.shape, mask.shape)
    if (!shape || !sameShape(shape, x.shape)) {
      throw new ShapeError(
        `${this.path}: expected a mask that broadcasts to the input ${formatShape(x.shape)}, got shape ${formatShape(mask.shape)}; add axes of 1 to it`,
      )
    }
    // Far below every score, and finite: where everything is masked, the softmax must not be NaN.
    const lowest = staticValue(x.dtype === 'float16' ? -3e4 : -1e9)
    return where(mask, this.#normalize(where(mask, x, lowest)), 0)
  }

  #normalize(x: Tensor): Tensor {
    if (typeof this.#axis === 'number') return softmax(x, this.#axis)
    return this.#axis.length === 1 ? softmax(x, this.#axis[0]) : softmaxOver(x, this.#axis)
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axis: this.#axis }
  }
}
