/** Finds the output shape of a layer that does not state it, by tracing it for two sizes of every open axis. */
import {
  ArgumentError,
  type Backend,
  compile,
  type DType,
  flattenNest,
  mapNest,
  type Shape,
  type Tensor,
  zeros,
} from '@neurite/core'

/** The layer to trace. */
export interface InferenceContext {
  readonly path: string
  readonly dtype: DType
  /** Where its weights live, if they do. */
  readonly backend: Backend | undefined
}

const isBatchShape = (shape: unknown): shape is readonly (number | null)[] =>
  Array.isArray(shape) && shape.every((extent) => extent === null || typeof extent === 'number')

/** The shapes of what `call` returns for zeros, traced and not run: assignments of variables come to nothing. */
function outputShapes(call: (x: Tensor) => unknown, shape: Shape, { path, dtype, backend }: InferenceContext): unknown {
  let shapes: unknown
  const traced = compile(
    (x: Tensor): void => {
      shapes = mapNest(call(x), (leaf) => (leaf as Tensor).shape)
    },
    { name: path, ...(backend && { backend }) },
  )
  traced.print(zeros(shape, dtype))
  return shapes
}

/** The output shape for inputs of this shape: null where the extent depends on one that is null. */
export function inferOutputShape(call: (x: Tensor) => unknown, inputShape: unknown, context: InferenceContext): unknown {
  if (!isBatchShape(inputShape)) {
    throw new ArgumentError(
      `${context.path}.computeOutputShape: cannot be found out for several inputs; define it in the layer's class`,
    )
  }
  const trace = (open: number): unknown =>
    outputShapes(
      call,
      inputShape.map((extent) => extent ?? open),
      context,
    )
  const { leaves } = flattenNest(trace(3))
  return mapNest(trace(2), (extent, index) => (extent === leaves[index] ? extent : null))
}
