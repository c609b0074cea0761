/** Finds out what a model puts out by tracing it for two sizes of batch, which runs nothing. */
import { type Backend, compile, flattenNest, mapNest, type Tensor, type TensorNest, zeros } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import { collectLosses } from '../layers/collect-losses.ts'
import type { Structure } from '../training/structure.ts'
import type { OutputSpec } from '../training/trainable.ts'

/** The model to trace. */
export interface TracedModel {
  readonly path: string
  /** Where its weights live, if they do. */
  readonly backend: Backend | undefined
  readonly apply: (x: TensorNest) => TensorNest
}

/** Last key of a place in an arrangement, or `output`, numbered where there are several. */
const nameOf = (path: string, index: number, count: number): string =>
  path.match(/\.([^.[\]]+)$/)?.[1] ?? (count > 1 ? `output${index}` : 'output')

/** The outputs for zeros in place of the inputs, in batches of this size. */
function trace(
  { path, backend, apply }: TracedModel,
  x: TensorNest,
  size: number,
): { arrangement: Structure; shapes: readonly BatchShape[] } {
  let outputs: TensorNest | undefined
  const traced = compile(
    (tensors: readonly Tensor[]): void => {
      const inputs = mapNest(x, (_, index) => tensors[index]) as TensorNest
      outputs = collectLosses(() => apply(inputs)).result
    },
    { name: path, ...(backend && { backend }) },
  )
  const given = flattenNest(x).leaves as readonly Tensor[]
  traced.print(given.map(({ shape, dtype }) => zeros([size, ...shape.slice(1)], dtype)))
  const { leaves, paths } = flattenNest(outputs)
  return {
    arrangement: mapNest(outputs, (_, index) => nameOf(paths[index]!, index, leaves.length)) as Structure,
    shapes: (leaves as readonly Tensor[]).map(({ shape }) => shape),
  }
}

/** The arrangement and shapes of the outputs for inputs like these: null where an extent changes with the batch. */
export function traceOutputs(model: TracedModel, x: TensorNest): OutputSpec {
  const { arrangement, shapes } = trace(model, x, 2)
  const others = trace(model, x, 3).shapes
  return {
    structure: arrangement,
    shapes: shapes.map((shape, index) => shape.map((extent, axis) => (extent === others[index]![axis] ? extent : null))),
  }
}
