/** How many predictions are right and wrong at each of some thresholds. */
import { argSort, formatShape, iota, ones, scatterAdd, ShapeError, type Tensor, tensor, where, zeros } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { alignWeights } from '../losses/reduction.ts'

/** Sums of weights. */
export interface Counts {
  readonly truePositives: Tensor
  readonly falsePositives: Tensor
  readonly trueNegatives: Tensor
  readonly falseNegatives: Tensor
}

/** Targets (0 or 1), predictions and weights, [samples, labels], float32. */
export interface Cases {
  readonly targets: Tensor
  readonly predictions: Tensor
  readonly weights: Tensor
}

/** Which predictions are looked at. */
export interface Selection {
  /** Only the greatest predictions along the last axis count as predicted. */
  readonly topK?: number | undefined
  /** Only this position of the last axis counts. */
  readonly classId?: number | undefined
  /** Count each position of the last axis by itself. */
  readonly perLabel?: boolean
}

/** Below every prediction, and the threshold when only the greatest ones count. */
export const lowest = -1e10

/** The greatest predictions; the others become `lowest`. Of equal ones the first count. */
function keepTop(predictions: Tensor, k: number): Tensor {
  const rank = argSort(argSort(predictions, -1, { descending: true }))
  return where(rank.less(k), predictions, lowest)
}

/** One position of the last axis, which stays with extent 1. */
function onlyClass(call: string, x: Tensor, classId: number): Tensor {
  if (x.rank < 2 || classId >= x.shape.at(-1)!) {
    throw new ShapeError(`${call}: classId ${classId} needs predictions of shape [batch, classes], got ${formatShape(x.shape)}`)
  }
  const starts = x.shape.map((_, axis) => (axis === x.rank - 1 ? classId : 0))
  const limits = x.shape.map((extent, axis) => (axis === x.rank - 1 ? classId + 1 : extent))
  return x.slice(starts, { limits })
}

/**
 * The cases of a batch.
 *
 * @param call - what errors begin with
 * @throws ShapeError when targets, predictions and weights do not go together
 */
export function casesOf(
  call: string,
  [yTrue, yPred, sampleWeight]: readonly [Tensor, Tensor, Tensor | undefined],
  { topK, classId, perLabel = false }: Selection,
): Cases {
  const scores = yPred.cast('float32')
  const select = (x: Tensor): Tensor => (classId === undefined ? x : onlyClass(call, x, classId))
  const targets = select(alignTargets(call, 'values', yTrue, yPred).cast('bool').cast('float32'))
  const predictions = select(topK === undefined ? scores : keepTop(scores, topK))
  const weights = sampleWeight ? alignWeights(`${call}: sampleWeight`, sampleWeight, predictions.shape).cast('float32') : ones([])
  const flat = (x: Tensor): Tensor => x.reshape([-1, perLabel ? predictions.shape.at(-1)! : 1])
  return { targets: flat(targets), predictions: flat(predictions), weights: flat(weights.broadcastTo(predictions.shape)) }
}

/** Thresholds to compare with, in rising order. */
export interface Thresholds {
  readonly values: readonly number[]
  /** They are 0, 1/n, 2/n, ..., 1: a prediction is put into its place instead of being compared with each. */
  readonly areEven: boolean
  /** The first is less than 0: every prediction is greater. */
  readonly beginBelow: boolean
}

/** @source Keras 3, `is_evenly_distributed_thresholds` */
export function areEven(values: readonly number[]): boolean {
  if (values.length < 3) return false
  return values.every((value, index) => {
    const even = index / (values.length - 1)
    return Math.abs(value - even) <= 1e-7 + 1e-5 * even
  })
}

/** Sums of `amounts` over the predictions above each threshold: [thresholds, labels]. */
function sumsAbove({ predictions }: Cases, amounts: Tensor, { values, areEven: even, beginBelow }: Thresholds): Tensor {
  const [samples, labels] = predictions.shape as [number, number]
  const count = values.length
  if (!even) {
    const isAbove = predictions.expandDims(0).greater(tensor([...values]).reshape([count, 1, 1]))
    return where(isAbove, amounts, 0).sum(1)
  }
  // A prediction equal to a threshold is not above it: it belongs to the place before.
  const place = predictions
    .clip(0, 1)
    .mul(count - 1)
    .ceil()
    .sub(1)
  const reached = (beginBelow ? place.maximum(0) : place).cast('int32')
  const index = where(reached.less(0), -1, reached.mul(labels).add(iota([labels])))
  const histogram = scatterAdd(zeros([count * labels]), index.flatten(), amounts.broadcastTo([samples, labels]).flatten())
  return histogram.reshape([count, labels]).cumSum(0, { reverse: true })
}

/**
 * Counts at each threshold.
 *
 * @shape -> each [thresholds, labels]
 */
export function countsAt(cases: Cases, thresholds: Thresholds): Counts {
  const positives = cases.targets.mul(cases.weights)
  const negatives = cases.targets.neg().add(1).mul(cases.weights)
  const truePositives = sumsAbove(cases, positives, thresholds)
  const falsePositives = sumsAbove(cases, negatives, thresholds)
  return {
    truePositives,
    falsePositives,
    trueNegatives: negatives.sum(0).sub(falsePositives),
    falseNegatives: positives.sum(0).sub(truePositives),
  }
}
