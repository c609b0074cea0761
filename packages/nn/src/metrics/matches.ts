/** Which predictions are right, for the three ways of writing classes down. */
import { formatShape, ShapeError, staticValue, type Tensor } from '@neurite/core'
import { fitTargets, type TargetKind, targetShape } from '../losses/fit-targets.ts'

/** The targets in the shape that goes with the predictions. */
function align(call: string, kind: TargetKind, yTrue: Tensor, yPred: Tensor): Tensor {
  const fit = fitTargets(kind, yTrue.shape, yPred.shape)
  if (fit === 'squeeze') return yTrue.squeeze(-1)
  if (fit === 'expand') return yTrue.expandDims(-1)
  if (fit === 'asIs') return yTrue
  const wanted = formatShape(targetShape(kind, yPred.shape))
  throw new ShapeError(
    `${call}: expected targets of shape ${wanted} for predictions of shape ${formatShape(yPred.shape)}, got ${formatShape(yTrue.shape)}`,
  )
}

/** Whether the greatest prediction stands at the label, bool. The first of equal ones counts. */
export const sparseMatches = (call: string, yTrue: Tensor, yPred: Tensor): Tensor =>
  yPred.argMax(-1).equal(align(call, 'labels', yTrue, yPred).cast('int32'))

/** Whether the greatest prediction stands where the greatest target does, bool. */
export const oneHotMatches = (call: string, yTrue: Tensor, yPred: Tensor): Tensor =>
  yPred.argMax(-1).equal(align(call, 'values', yTrue, yPred).argMax(-1))

/** Whether each prediction is on the side of the threshold that its target, 0 or 1, says, bool. */
export const binaryMatches = (call: string, yTrue: Tensor, yPred: Tensor, threshold: number): Tensor =>
  yPred
    .greater(staticValue(threshold))
    .cast(yPred.dtype)
    .equal(align(call, 'values', yTrue, yPred).cast(yPred.dtype))
