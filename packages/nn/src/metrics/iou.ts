/** Intersection over union of the places where classes are and where they are predicted: metrics for segmentation. */
import {
  ArgumentError,
  DTypeError,
  isFloat,
  ones,
  scatterAdd,
  type Tensor,
  tensor,
  type Variable,
  where,
  zeros,
} from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { epsilon } from '../losses/probabilities.ts'
import { alignWeights } from '../losses/reduction.ts'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkChoice, checkCount, checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { describeValue } from '../options/describe-value.ts'
import { Metric, metricOptionNames, type MetricOptions } from './metric.ts'

/** Options of `MeanIoU`. */
export interface MeanIoUOptions extends MetricOptions {
  /** How many classes there are; labels are 0 to `numClasses - 1`. */
  readonly numClasses: number
  /** A label, which may name no class, of places that do not count. Default: all count. */
  readonly ignoreClass?: number | undefined
  /** Targets are class indices, not one-hot. Default true. */
  readonly sparseYTrue?: boolean
  /** Predictions are class indices, not scores. Default true. */
  readonly sparseYPred?: boolean
  /** Where the classes lie, if they are not indices. Default -1. */
  readonly axis?: number
  /** What places are counted in: whole numbers, or `float32` for sample weights that are not. Default `int32`. */
  readonly dtype?: 'int32' | 'float32'
}

/** Options of `IoU`. */
export interface IoUOptions extends MeanIoUOptions {
  /** The classes of which the mean is taken. */
  readonly targetClassIds: readonly number[]
}

/** Options of `OneHotMeanIoU`. */
export type OneHotMeanIoUOptions = Omit<MeanIoUOptions, 'sparseYTrue'>

/** Options of `OneHotIoU`. */
export type OneHotIoUOptions = Omit<IoUOptions, 'sparseYTrue'>

/** Options of `BinaryIoU`. */
export interface BinaryIoUOptions extends MetricOptions {
  /** The classes of which the mean is taken. Default 0 and 1. */
  readonly targetClassIds?: readonly number[]
  /** Predictions of at least this mean 1. Default 0.5. */
  readonly threshold?: number
  /** As in `MeanIoUOptions`. */
  readonly dtype?: 'int32' | 'float32'
}

const meanNames: OptionNames<MeanIoUOptions> = {
  ...metricOptionNames,
  numClasses: true,
  ignoreClass: true,
  sparseYTrue: true,
  sparseYPred: true,
  axis: true,
  dtype: true,
}

const names: OptionNames<IoUOptions> = { ...meanNames, targetClassIds: true }

const without = <Row extends object>(rows: Row): Omit<Row, 'sparseYTrue'> => {
  const { sparseYTrue: _, ...rest } = rows as Row & { sparseYTrue?: unknown }
  return rest
}

function checkClassIds(call: string, ids: readonly number[], numClasses: number): readonly number[] {
  if (!Array.isArray(ids) || ids.length === 0) {
    throw new ArgumentError(`${call}: targetClassIds must be an array of class indices, got ${describeValue(ids)}`)
  }
  return ids.map((id) => checkNumber(call, 'each of targetClassIds', id, { least: 0, below: numClasses, integer: true }))
}

/** Keeps the confusion matrix: rows are targets, columns predictions. */
abstract class IoUBase extends Metric {
  /** The options, with their defaults filled in. */
  protected readonly settings: Required<Omit<IoUOptions, 'name' | 'ignoreClass'>> & Pick<IoUOptions, 'ignoreClass'>
  readonly #confusion: Variable

  constructor(call: string, identifier: string, options: IoUOptions) {
    const { name = identifier, numClasses, sparseYTrue = true, sparseYPred = true, axis = -1, dtype = 'int32' } = options
    super(name)
    checkCount(call, 'numClasses', numClasses)
    if (options.ignoreClass !== undefined) checkNumber(call, 'ignoreClass', options.ignoreClass, { integer: true })
    this.settings = {
      numClasses,
      targetClassIds: checkClassIds(call, options.targetClassIds, numClasses),
      ignoreClass: options.ignoreClass,
      sparseYTrue: checkFlag(call, 'sparseYTrue', sparseYTrue),
      sparseYPred: checkFlag(call, 'sparseYPred', sparseYPred),
      axis: checkNumber(call, 'axis', axis, { integer: true }),
      dtype: checkChoice(call, 'dtype', dtype, ['int32', 'float32']),
    }
    this.#confusion = this.addState('totalConfusionMatrix', [numClasses, numClasses], dtype)
  }

  override update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const { numClasses, ignoreClass, sparseYTrue, sparseYPred, axis, dtype } = this.settings
    const p = (sparseYPred ? yPred : yPred.argMax(axis)).cast('int32')
    const y = alignTargets(this.name, 'values', sparseYTrue ? yTrue : yTrue.argMax(axis), p).cast('int32')
    const isClass = (x: Tensor): Tensor => x.greaterEqual(0).logicalAnd(x.less(numClasses))
    const inBounds = isClass(y).logicalAnd(isClass(p))
    const counts = ignoreClass === undefined ? inBounds : inBounds.logicalAnd(y.notEqual(ignoreClass))
    // What does not count has no place.
    const place = where(counts, y.mul(numClasses).add(p), -1).flatten()
    const weights = this.#weightsFor(y, sampleWeight).broadcastTo(y.shape).flatten()
    const added = scatterAdd(zeros([numClasses * numClasses], dtype), place, weights)
    this.#confusion.assign(this.#confusion.value.add(added.reshape([numClasses, numClasses])))
  }

  #weightsFor(y: Tensor, sampleWeight: Tensor | undefined): Tensor {
    const { dtype } = this.settings
    if (!sampleWeight) return ones([], dtype)
    if (dtype === 'int32' && isFloat(sampleWeight.dtype)) {
      throw new DTypeError(
        `${this.name}: counts are whole numbers, got sample weights of ${sampleWeight.dtype}; make the metric with dtype: 'float32'`,
      )
    }
    return alignWeights(`${this.name}: sampleWeight`, sampleWeight.cast(dtype), y.shape)
  }

  override result(): Tensor {
    const { numClasses, targetClassIds } = this.settings
    const matrix = this.#confusion.value.cast('float32')
    const indices = tensor(Int32Array.from(targetClassIds))
    const diagonal = matrix.flatten().take(indices.mul(numClasses + 1))
    const union = matrix.sum(0).add(matrix.sum(1)).take(indices).sub(diagonal)
    // A class that is neither there nor predicted does not count.
    const isThere = union.greater(1e-9)
    const shares = where(isThere, diagonal.div(union.add(epsilon)), 0)
    return shares.sum().div(isThere.cast('float32').sum().add(epsilon))
  }

  override getConfig(): ClassConfig['config'] {
    const { ignoreClass, ...settings } = this.settings
    return { ...super.getConfig(), ...settings, ...(ignoreClass !== undefined && { ignoreClass }) }
  }
}

/** All classes. */
const every = (numClasses: number): number[] =>
  Array.from({ length: Number.isSafeInteger(numClasses) && numClasses > 0 ? numClasses : 1 }, (_, id) => id)

/** A configuration without what a class does not take. */
const omit = (config: ClassConfig['config'], ...options: readonly string[]): ClassConfig['config'] =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !options.includes(name)))

/**
 * `truePositives / (truePositives + falsePositives + falseNegatives)` of each of some classes, and the mean of them. Classes that are
 * neither there nor predicted do not count.
 *
 * @shape yTrue, yPred [...], class indices
 * @param options - `numClasses`, `targetClassIds`, `ignoreClass`, `sparseYTrue` true, `sparseYPred` true, `axis` -1, `dtype` 'int32'
 * @throws ArgumentError when an option is missing, unknown or out of range
 * @example
 * ```ts
 * const road = new IoU({ numClasses: 20, targetClassIds: [0], sparseYPred: false })
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: [road] })
 * ```
 * @source Keras 3, `keras.metrics.IoU`
 */
export class IoU extends IoUBase {
  static override readonly className: string = 'IoU'

  constructor(options: IoUOptions) {
    super('IoU', 'iou', checkOptions('IoU', options, names))
  }
}

/**
 * `IoU` of two classes, predicted by a score.
 *
 * @shape yTrue (0 or 1), yPred [...]
 * @param options - `targetClassIds` [0, 1], `threshold` 0.5, `dtype` 'int32'
 * @source Keras 3, `keras.metrics.BinaryIoU`
 */
export class BinaryIoU extends IoUBase {
  static override readonly className: string = 'BinaryIoU'
  readonly threshold: number

  constructor(options: BinaryIoUOptions = {}) {
    const rows = { ...metricOptionNames, targetClassIds: true, threshold: true, dtype: true } as const
    const { threshold = 0.5, targetClassIds = [0, 1], ...rest } = checkOptions('BinaryIoU', options, rows)
    super('BinaryIoU', 'binaryIoU', { ...rest, targetClassIds, numClasses: 2 })
    this.threshold = checkNumber('BinaryIoU', 'threshold', threshold)
  }

  override update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    super.update(yTrue, yPred.cast('float32').greaterEqual(this.threshold), sampleWeight)
  }

  override getConfig(): ClassConfig['config'] {
    const config = omit(super.getConfig(), 'numClasses', 'sparseYTrue', 'sparseYPred', 'axis')
    return { ...config, threshold: this.threshold }
  }
}

/**
 * `IoU` of all classes.
 *
 * @shape yTrue, yPred [...], class indices
 * @param options - `numClasses`, `ignoreClass`, `sparseYTrue` true, `sparseYPred` true, `axis` -1, `dtype` 'int32'
 * @source Keras 3, `keras.metrics.MeanIoU`
 */
export class MeanIoU extends IoUBase {
  static override readonly className: string = 'MeanIoU'

  constructor(options: MeanIoUOptions) {
    const { numClasses } = checkOptions('MeanIoU', options, meanNames)
    super('MeanIoU', 'meanIoU', { ...options, targetClassIds: every(numClasses) })
  }

  override getConfig(): ClassConfig['config'] {
    return omit(super.getConfig(), 'targetClassIds')
  }
}

/**
 * `IoU` of one-hot targets and of scores.
 *
 * @shape yTrue, yPred [..., classes]
 * @param options - `numClasses`, `targetClassIds`, `ignoreClass`, `sparseYPred` false, `axis` -1, `dtype` 'int32'
 * @source Keras 3, `keras.metrics.OneHotIoU`
 */
export class OneHotIoU extends IoUBase {
  static override readonly className: string = 'OneHotIoU'

  constructor(options: OneHotIoUOptions) {
    const { sparseYPred = false, ...rest } = checkOptions<OneHotIoUOptions>('OneHotIoU', options, without(names))
    super('OneHotIoU', 'oneHotIoU', { ...rest, sparseYTrue: false, sparseYPred })
  }

  override getConfig(): ClassConfig['config'] {
    return omit(super.getConfig(), 'sparseYTrue')
  }
}

/**
 * `IoU` of all classes, of one-hot targets and of scores.
 *
 * @shape yTrue, yPred [..., classes]
 * @param options - `numClasses`, `ignoreClass`, `sparseYPred` false, `axis` -1, `dtype` 'int32'
 * @source Keras 3, `keras.metrics.OneHotMeanIoU`
 */
export class OneHotMeanIoU extends IoUBase {
  static override readonly className: string = 'OneHotMeanIoU'

  constructor(options: OneHotMeanIoUOptions) {
    const { sparseYPred = false, ...rest } = checkOptions<OneHotMeanIoUOptions>('OneHotMeanIoU', options, without(meanNames))
    super('OneHotMeanIoU', 'oneHotMeanIoU', {
      ...rest,
      targetClassIds: every(rest.numClasses),
      sparseYTrue: false,
      sparseYPred,
    })
  }

  override getConfig(): ClassConfig['config'] {
    return omit(super.getConfig(), 'sparseYTrue', 'targetClassIds')
  }
}
