/** What is done with symbolic tensors: layers and methods of tensors are noted, dtypes found by tracing, models drawn up. */
import { type DType, isFloat, mapNest, type Tensor } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import { TensorOperation } from '../layers/core/tensor-operation.ts'
import { inferOutputShape } from '../layers/infer-output-shape.ts'
import { uniqueName } from '../layers/layer-name.ts'
import { FunctionalGraph } from './functional-graph.ts'
import { recordCall } from './record-call.ts'
import { type CallNode, symbolicLeaves, type SymbolicOperations, SymbolicTensor } from './symbolic-tensor.ts'

/** What is known of tensors that were asked for: to find it out, a layer may have to be traced. */
const known = new WeakMap<SymbolicTensor, DType>()

function dtypeOf(tensor: SymbolicTensor): DType {
  const { node } = tensor
  const found = known.get(tensor) ?? (node.kind === 'input' ? node.dtype : dtypeOfOutput(tensor, node))
  known.set(tensor, found)
  return found
}

function dtypeOfOutput(tensor: SymbolicTensor, { layer, inputs, outputs, options }: CallNode): DType {
  const leaves = symbolicLeaves(inputs)
  if (layer instanceof TensorOperation) return layer.outputDType(leaves.map(({ shape }) => shape))
  const dtypes = leaves.map(dtypeOf)
  // Weights are used in the dtype of their layer. Without weights, integers may pass a layer by, or a function decides.
  if (layer.weights.length > 0) return layer.dtype
  let result = layer.dtype
  const call = (zeros: unknown): unknown => {
    const typed = mapNest(zeros, (x, index) => {
      const dtype = dtypes[index]!
      return (x as Tensor).cast(isFloat(dtype) ? layer.dtype : dtype)
    })
    const made = layer.apply(typed as never, options)
    const place = symbolicLeaves(outputs).indexOf(tensor)
    mapNest(made, (leaf, index) => {
      if (index === place) result = (leaf as Tensor).dtype
      return leaf
    })
    return made
  }
  const shapes = mapNest(inputs, (leaf) => (leaf as SymbolicTensor).shape)
  inferOutputShape(call, shapes as BatchShape, { path: layer.path, dtype: layer.dtype, backend: undefined })
  return result
}

/** Applies a new `TensorOperation` of this method to the symbolic tensors among `on` and `args`. */
const record: SymbolicOperations['record'] = (method, on, args) => {
  const inputs: SymbolicTensor[] = [on]
  const references = args.map((arg) => (arg instanceof SymbolicTensor ? { input: inputs.push(arg) - 1 } : arg))
  const layer = new TensorOperation(method, {
    name: uniqueName(method),
    args: references,
    inputDTypes: inputs.map(dtypeOf),
  })
  return layer.apply(inputs)
}

/** What the nodes of symbolic tensors pass on from inputs. */
export const symbolicOperations: SymbolicOperations = {
  record,
  dtypeOf,
  recordCall,
  makeGraph: (call, inputs, outputs) => new FunctionalGraph(call, inputs, outputs),
}
