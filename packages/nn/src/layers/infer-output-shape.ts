/** Finds the output shape of a layer that does not state it, by tracing it for two sizes of every open axis. */
import { type Backend, compile, type DType, flattenNest, mapNest, type Tensor, zeros } from '@neurite/core'
import type { BatchShape } from './batch-shape.ts'

/** The layer to trace. */
export interface InferenceContext {
  readonly path: string
  readonly dtype: DType
  /** Where its weights live, if they do. */
  readonly backend: Backend | undefined
}

/** Extents, or structures of them. */
type Shapes = BatchShape | readonly Shapes[] | { readonly [key: string]: Shapes }

const isBatchShape = (shapes: Shapes): shapes is BatchShape =>
  Array.isArray(shapes) && shapes.every((extent: unknown) => extent === null || typeof extent === 'number')

/** The structure of the shapes, with one leaf each. */
function eachShape(shapes: Shapes, replace: (shape: BatchShape) => unknown): unknown {
  if (isBatchShape(shapes)) return replace(shapes)
  if (Array.isArray(shapes)) return shapes.map((shape: Shapes) => eachShape(shape, replace))
  return Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, eachShape(shape, replace)]))
}

/**
 * The shapes of what `call` returns for inputs of these shapes, traced and not run: assignments of variables come to nothing.
 *
 * @param open - how long open axes are
 */
function outputShapes(call: (x: unknown) => unknown, inputShapes: Shapes, open: number, context: InferenceContext): unknown {
  const { path, dtype, backend } = context
  const inputs: Tensor[] = []
  const structure = eachShape(inputShapes, (shape) =>
    inputs.push(
      zeros(
        shape.map((extent) => extent ?? open),
        dtype,
      ),
    ),
  )
  let shapes: unknown
  const traced = compile(
    (leaves: readonly Tensor[]): void => {
      shapes = mapNest(call(mapNest(structure, (_, index) => leaves[index])), (leaf) => (leaf as Tensor).shape)
    },
    { name: path, ...(backend && { backend }) },
  )
  traced.print(inputs)
  return shapes
}

/** The output shapes for inputs of these shapes: null where the extent depends on one that is null. */
export function inferOutputShape(call: (x: unknown) => unknown, inputShapes: unknown, context: InferenceContext): unknown {
  const trace = (open: number): unknown => outputShapes(call, inputShapes as Shapes, open, context)
  const { leaves } = flattenNest(trace(3))
  return mapNest(trace(2), (extent, index) => (extent === leaves[index] ? extent : null))
}
