/** Brings the features of a data set to mean 0 and variance 1. */
import {
  ArgumentError,
  DataError,
  formatShape,
  type NestedNumbers,
  sameShape,
  type Shape,
  ShapeError,
  sizeOf,
  staticValue,
  Tensor,
  tensor,
  type Variable,
} from '@neurite/core'
import { Ones } from '../../initializers/ones.ts'
import { Zeros } from '../../initializers/zeros.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkFlag } from '../../options/check-values.ts'
import { describeValue } from '../../options/describe-value.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type BatchShape, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of `Normalization`. */
export interface NormalizationOptions extends LayerOptions {
  /** Axes each of whose elements has a mean and a variance of its own; null for one of all. Default the last. */
  readonly axis?: number | readonly number[] | null
  /** Where they are known, instead of `adapt`: numbers that broadcast to the extents of `axis`. */
  readonly mean?: NestedNumbers | undefined
  /** Goes with `mean`. */
  readonly variance?: NestedNumbers | undefined
  /** Undo the normalisation instead. Default false. */
  readonly invert?: boolean
}

const optionNames: OptionNames<NormalizationOptions> = {
  ...layerOptionNames,
  axis: true,
  mean: true,
  variance: true,
  invert: true,
}

/** Keras's fuzz: the least standard deviation that is divided by. */
const epsilon = staticValue(1e-7)

/** Mean and variance of some elements, and how many they are. */
interface Moments {
  readonly mean: Tensor
  readonly variance: Tensor
  readonly count: number
}

/** The moments of two sets of elements together. @source Chan et al. 1979, eq. 2.1 */
function combine(a: Moments, b: Moments): Moments {
  const count = a.count + b.count
  const share = b.count / count
  const apart = b.mean.sub(a.mean)
  return {
    count,
    mean: a.mean.add(apart.mul(share)),
    variance: a.variance
      .mul(1 - share)
      .add(b.variance.mul(share))
      .add(apart.square().mul(share * (1 - share))),
  }
}

/** What `mean` and `variance` must be: numbers of one shape. */
function checkMoments({ mean, variance }: NormalizationOptions): void {
  const call = 'Normalization'
  if ((mean === undefined) !== (variance === undefined)) {
    throw new ArgumentError(`${call}: mean and variance go together; pass both, or none and call adapt(data)`)
  }
  if (mean === undefined || variance === undefined) return
  const [left, right] = [tensor(mean), tensor(variance)]
  if (sameShape(left.shape, right.shape)) return
  throw new ShapeError(
    `${call}: mean has shape ${formatShape(left.shape)}, variance ${formatShape(right.shape)}; they must be equal`,
  )
}

/**
 * `(x - mean) / sqrt(variance)`, with the mean and the variance of a data set: call `adapt` with it before training, or pass them.
 *
 * @shape x [batch, ...] -> the same
 * @throws ArgumentError when an option is wrong; ShapeError when the input has not the axes, or mean does not broadcast to them
 * @example
 * ```ts
 * const normalize = new Normalization()
 * normalize.adapt(train.x)
 * const model = new Sequential([normalize, new Dense(10)])
 * ```
 */
export class Normalization extends ElementwiseLayer {
  static override readonly className: string = 'Normalization'

  /** Mean of each element of `axis`, once built, if it is not an option. */
  mean: Variable | undefined
  /** Variance of each element of `axis`, once built, if it is not an option. */
  variance: Variable | undefined
  readonly #axis: readonly number[]
  readonly #given: { readonly mean: NestedNumbers; readonly variance: NestedNumbers } | undefined
  readonly #invert: boolean

  constructor(options: NormalizationOptions = {}) {
    super(checkOptions('Normalization', options, optionNames))
    const { axis = -1, mean, variance, invert = false } = options
    const list = axis === null ? [] : typeof axis === 'number' ? [axis] : axis
    if (!Array.isArray(list) || !list.every(Number.isSafeInteger)) {
      const got = Array.isArray(list) ? `[${list.join(', ')}]` : describeValue(axis)
      throw new ArgumentError(`Normalization: axis must be an integer, an array of them or null, got ${got}; -1 is the last axis`)
    }
    checkMoments(options)
    this.#axis = list
    this.#given = mean === undefined || variance === undefined ? undefined : { mean, variance }
    this.#invert = checkFlag('Normalization', 'invert', invert)
  }

  /** The axes with moments of their own, counted from the front, in order. */
  #keptAxes(rank: number): readonly number[] {
    return this.#axis.map((axis) => (axis < 0 ? axis + rank : axis)).toSorted((a, b) => a - b)
  }

  protected override checkInput(shape: BatchShape): void {
    const kept = this.#keptAxes(shape.length)
    const wrong = kept.find((axis, index) => {
      const expected = this.mean?.shape[index]
      const extent = shape[axis]
      return (
        extent === undefined ||
        (expected === undefined ? extent === null && !this.#given : extent !== null && extent !== expected)
      )
    })
    if (wrong === undefined) return
    const size = this.mean ? `to be ${this.mean.shape[kept.indexOf(wrong)]}` : 'to have a fixed size'
    throw new ShapeError(
      `${this.path}: expected axis ${wrong} ${size}, got shape ${formatShape(shape)}; change the option axis, or the input`,
    )
  }

  protected override build(inputShape: BatchShape): void {
    if (this.#given) return
    const shape = this.#keptAxes(inputShape.length).map((axis) => inputShape[axis]!)
    this.mean = this.addWeight('mean', shape, { initializer: new Zeros(), trainable: false })
    this.variance = this.addWeight('variance', shape, { initializer: new Ones(), trainable: false })
    // Keras keeps it for the weights of older models; without it, those of today's would not fit.
    this.addWeight('count', [], { initializer: new Zeros(), trainable: false, dtype: 'int32' })
  }

  /**
   * Takes mean and variance from data; those of an earlier call are forgotten.
   *
   * @param data - samples, batch axis first, or batches of them
   * @throws DataError when there are no samples; ShapeError when they do not fit
   */
  adapt(data: Tensor | Iterable<Tensor>): void {
    if (this.#given) {
      throw new ArgumentError(
        `${this.path}.adapt: mean and variance are options of the layer; leave them out to take them from data`,
      )
    }
    const batches = data instanceof Tensor ? [data] : [...data]
    const moments = batches.filter(({ size }) => size > 0).map((batch) => this.#momentsOf(batch))
    const [first, ...others] = moments
    if (!first) throw new DataError(`${this.path}.adapt: expected samples, got none`)
    const total = others.reduce(combine, first)
    this.mean!.assign(total.mean)
    this.variance!.assign(total.variance)
  }

  #momentsOf(batch: Tensor): Moments {
    const open: BatchShape = batch.shape.map((extent, axis) =>
      axis === 0 && !this.#keptAxes(batch.rank).includes(0) ? null : extent,
    )
    this.buildFrom(open)
    this.checkInput(batch.shape)
    const kept = this.#keptAxes(batch.rank)
    const reduced = [...batch.shape.keys()].filter((axis) => !kept.includes(axis))
    const x = batch.cast(this.dtype)
    const shape = kept.map((axis) => batch.shape[axis]!)
    // Without axes to reduce, every element is its own mean.
    if (reduced.length === 0) return { mean: x, variance: x.mul(0), count: 1 }
    return { mean: x.mean(reduced), variance: x.variance(reduced), count: batch.size / Math.max(1, sizeOf(shape)) }
  }

  /** A mean or a variance, laid along the axes of the input. */
  #alongInput(moment: Tensor, { shape }: Tensor): Tensor {
    const kept = this.#keptAxes(shape.length)
    const extents = kept.map((axis) => shape[axis]!)
    if (moment.rank > kept.length) {
      throw new ShapeError(
        `${this.path}: mean and variance of shape ${formatShape(moment.shape)} have more axes than the option axis names, ${kept.length}`,
      )
    }
    const whole = moment.broadcastTo(extents)
    return whole.reshape(shape.map((extent, axis): number => (kept.includes(axis) ? extent : 1)) satisfies Shape)
  }

  protected override call(input: Tensor): Tensor {
    const x = input.cast(this.dtype)
    const moment = (name: 'mean' | 'variance'): Tensor =>
      this.#alongInput(this.#given ? tensor(this.#given[name], { dtype: this.dtype }) : this[name]!.value, x)
    const deviation = moment('variance').sqrt().maximum(epsilon)
    return this.#invert ? x.mul(deviation).add(moment('mean')) : x.sub(moment('mean')).div(deviation)
  }

  override getConfig(): LayerConfig {
    const [axis, given, invert] = [this.#axis, this.#given, this.#invert]
    return { ...super.getConfig(), axis: axis.length === 0 ? null : axis, invert, ...given }
  }
}
