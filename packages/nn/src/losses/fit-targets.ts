/** Whether targets go with predictions, by their shapes alone, and what has to be done to them. */
import { formatShape, ShapeError, type Tensor } from '@neurite/core'
import type { BatchShape } from '../layers/layer.ts'

/** `labels`: one class index per prediction. `values`: one value per predicted value. `any`: the loss checks them itself. */
export type TargetKind = 'labels' | 'values' | 'any'

/** How targets are brought to the predictions: as they are, without their last axis of extent 1, or with a new one. */
export type TargetFit = 'asIs' | 'squeeze' | 'expand'

/** Whether the extents are equal, as far as they are known. */
const sameExtents = (a: BatchShape, b: BatchShape): boolean =>
  a.length === b.length && a.every((extent, axis) => extent === null || b[axis] === null || extent === b[axis])

/**
 * How targets of one shape fit predictions of another; undefined where they do not, and would only broadcast by accident.
 *
 * @param target - shape of the targets, batch axis included
 * @param prediction - shape of the predictions, batch axis included
 */
export function fitTargets(kind: TargetKind, target: BatchShape, prediction: BatchShape): TargetFit | undefined {
  if (kind === 'any') return 'asIs'
  const wanted = kind === 'labels' ? prediction.slice(0, -1) : prediction
  if (sameExtents(target, wanted)) return 'asIs'
  if (target.at(-1) === 1 && sameExtents(target.slice(0, -1), wanted)) return 'squeeze'
  if (wanted.at(-1) === 1 && sameExtents(target, wanted.slice(0, -1))) return 'expand'
  return undefined
}

/** The shape of targets that would fit, for errors. */
export const targetShape = (kind: TargetKind, prediction: BatchShape): BatchShape =>
  kind === 'labels' ? prediction.slice(0, -1) : prediction

/**
 * Targets in the shape that goes with the predictions.
 *
 * @param call - what errors begin with
 * @throws ShapeError when they would only broadcast by accident
 */
export function alignTargets(call: string, kind: TargetKind, yTrue: Tensor, yPred: Tensor): Tensor {
  const fit = fitTargets(kind, yTrue.shape, yPred.shape)
  if (fit === 'squeeze') return yTrue.squeeze(-1)
  if (fit === 'expand') return yTrue.expandDims(-1)
  if (fit === 'asIs') return yTrue
  const wanted = formatShape(targetShape(kind, yPred.shape))
  throw new ShapeError(
    `${call}: expected targets of shape ${wanted} for predictions of shape ${formatShape(yPred.shape)}, got ${formatShape(yTrue.shape)}`,
  )
}
