/** What activations do to shapes: nearly all keep them, glu halves an axis, functions of the user's own may do anything. */
import { ArgumentError, type DType, formatShape, ShapeError, type Tensor } from '@neurite/core'
import { activationConfig, type ActivationFunction, type ActivationLike, getActivation } from '../activations/activations.ts'
import { glu } from '../activations/glu.ts'
import type { BatchShape } from './batch-shape.ts'
import { inferOutputShape } from './infer-output-shape.ts'
import { nameErrors } from './name-errors.ts'

/** What glu makes of a shape. @throws ShapeError when there is nothing to halve */
function halved(path: string, shape: BatchShape): BatchShape {
  const extent = shape.at(-1)
  if (extent === null) return shape
  if (extent !== undefined && extent % 2 === 0) return [...shape.slice(0, -1), extent / 2]
  throw new ShapeError(
    `${path}: expected an even last axis, which the activation glu halves, got outputs of shape ${formatShape(shape)}; change the number of units`,
  )
}

/** The shape after an activation; what is not known is found out by tracing, which runs nothing. */
export function activatedShape(
  activation: ActivationFunction,
  shape: BatchShape,
  { path, dtype }: { readonly path: string; readonly dtype: DType },
): BatchShape {
  if (activation === glu) return halved(path, shape)
  if (typeof activationConfig(activation) === 'string') return shape
  const call = (x: unknown): Tensor => activation(x as Tensor)
  return nameErrors(path, () => inferOutputShape(call, shape, { path, dtype, backend: undefined }) as BatchShape)
}

/**
 * The activation of a state, which goes from step to step and cannot change its size.
 *
 * @throws ArgumentError when it is unknown, or glu
 */
export function getStateActivation(call: string, option: string, like: ActivationLike): ActivationFunction {
  const activation = getActivation(call, like)
  if (activation !== glu) return activation
  throw new ArgumentError(
    `${call}: ${option} must keep the shape of the state, and glu halves its last axis; apply new Activation('glu') to the outputs instead`,
  )
}
