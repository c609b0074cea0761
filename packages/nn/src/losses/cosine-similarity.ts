/** How far the directions of targets and predictions agree. */
import { staticValue, type Tensor, where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import type { ClassAxis } from './class-axis.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/** Options of `CosineSimilarity`. */
export interface CosineSimilarityOptions extends LossOptions, ClassAxis {}

/** Vectors shorter than 1e-7 do not become longer than this many times. */
const greatestFactor = staticValue(1e7)

/** Divided by its length along an axis; a vector of zeros stays one. */
export function unitVectors(x: Tensor, axis: number): Tensor {
  const square = x.square().sum(axis, { keepDims: true })
  const isZero = square.equal(0)
  const factor = where(isZero, greatestFactor, where(isZero, 1, square).rsqrt().minimum(greatestFactor))
  return x.mul(factor)
}

/**
 * `-sum(unit(yTrue) * unit(yPred))` over the last axis: -1 where the directions are equal, 0 where they are orthogonal or a vector
 * is zero, 1 where they are opposite.
 *
 * @shape yTrue, yPred [...batch, size] -> [...batch]
 * @param options - `axis` -1: along which the vectors lie
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new CosineSimilarity() })
 * ```
 * @source Keras 3, `keras.losses.CosineSimilarity`
 */
export class CosineSimilarity extends Loss {
  static override readonly className: string = 'CosineSimilarity'
  readonly targets = 'values'
  readonly axis: number

  constructor(options: CosineSimilarityOptions = {}) {
    const call = 'CosineSimilarity'
    const { name = 'cosineSimilarity', reduction, axis = -1 } = checkOptions(call, options, { ...lossOptionNames, axis: true })
    super(name, reduction)
    this.axis = checkNumber(call, 'axis', axis, { integer: true })
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const [y, p] = [this.alignValues(yTrue, yPred), yPred].map((x) => unitVectors(x, this.axis))
    return y!.mul(p!).sum(this.axis).neg()
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), axis: this.axis }
  }
}
