/** Notes the application of a layer to symbolic tensors, instead of computing it. */
import { DTypeError, flattenNest, mapNest } from '@neurite/core'
import { isShape } from '../layers/batch-shape.ts'
import { describeValue } from '../options/describe-value.ts'
import {
  type CallNode,
  nextNodeId,
  type RecordedLayer,
  type SymbolicNest,
  symbolicLeaves,
  SymbolicTensor,
} from './symbolic-tensor.ts'

/** Symbolic tensors of the shapes, in their structure. A shape is itself an array: it ends the structure. */
function outputsOf(shapes: unknown, node: CallNode): SymbolicNest {
  if (isShape(shapes)) return new SymbolicTensor(shapes, node)
  if (Array.isArray(shapes)) return shapes.map((shape) => outputsOf(shape, node))
  return Object.fromEntries(Object.entries(shapes as object).map(([key, shape]) => [key, outputsOf(shape, node)]))
}

/** @throws DTypeError when tensors that hold numbers stand between the symbolic ones */
function checkInputs(path: string, inputs: unknown): SymbolicNest {
  const { leaves, paths } = flattenNest(inputs)
  const wrong = leaves.findIndex((leaf) => !(leaf instanceof SymbolicTensor))
  if (wrong < 0) return inputs as SymbolicNest
  throw new DTypeError(
    `${path}: inputs${paths[wrong]} is ${describeValue(leaves[wrong])}, other inputs are symbolic; pass symbolic tensors only, such as input({ shape: [784] })`,
  )
}

/**
 * The symbolic outputs of a layer. Builds it.
 *
 * @throws ShapeError when the layer does not take inputs of these shapes
 */
export function recordCall(layer: RecordedLayer, inputs: unknown, options: object): SymbolicNest {
  const checked = checkInputs(layer.path, inputs)
  const shapes = mapNest(checked, (leaf) => (leaf as SymbolicTensor).shape) as never
  layer.buildFrom(shapes)
  const { operations } = symbolicLeaves(checked)[0]!.node
  const node: CallNode = { kind: 'call', id: nextNodeId(), layer, inputs: checked, options, outputs: [], operations }
  node.outputs = outputsOf(layer.computeOutputShape(shapes, options), node)
  return node.outputs
}
