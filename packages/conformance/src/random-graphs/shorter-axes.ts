/** The same graph with shorter axes: an extent is made less wherever it stands, and the types are worked out anew. */
import {
  type AnyGraphNode,
  type GraphNode,
  NeuriteError,
  type PrimitiveName,
  sameShape,
  type Shape,
  type TensorType,
} from '@neurite/core'
import { resultTypes } from '../program/program-writer.ts'
import { hostTensor, type HostTensor, numbersOf } from '../values/host-tensor.ts'
import { type GraphParts, putTogether, takeApart } from './graph-parts.ts'
import type { RandomGraph } from './random-graph.ts'

type Rename = (extent: number) => number

/** Attributes that hold extents. */
const extentKeys: ReadonlySet<string> = new Set(['shape', 'limits', 'sizes', 'spatial', 'kernel'])

const renamedExtents = (name: string, value: unknown, rename: Rename): unknown =>
  extentKeys.has(name) && Array.isArray(value)
    ? value.map((extent) => (typeof extent === 'number' ? rename(extent) : extent))
    : value

const withAttributes = (node: AnyGraphNode, rename: Rename): AnyGraphNode => {
  const entries = Object.entries(node.attributes).map(([name, value]) => [name, renamedExtents(name, value, rename)])
  return { ...node, attributes: Object.fromEntries(entries) }
}

/** The corner of a tensor at its first elements. */
function cornerOf(tensor: HostTensor, corner: Shape): HostTensor {
  const { shape } = tensor
  const isInside = (position: number): boolean => {
    let rest = position
    return shape.toReversed().every((extent, fromLast) => {
      const at = rest % extent
      rest = Math.floor(rest / extent)
      return at < corner.at(-1 - fromLast)!
    })
  }
  const numbers = numbersOf(tensor).filter((_, position) => isInside(position))
  return hostTensor(tensor.dtype, corner, numbers)
}

const hasBody = ({ attributes }: AnyGraphNode): boolean => 'body' in attributes || 'onTrue' in attributes

const typesOf = <P extends PrimitiveName>(node: GraphNode<P>, operands: readonly TensorType[]): readonly TensorType[] =>
  resultTypes(node.primitive, operands, node.attributes)

const sameType = (a: TensorType, b: TensorType): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape)

/** The parts with every extent renamed; undefined where the nodes do not fit one another any more. */
function renamedParts(parts: GraphParts, rename: Rename): GraphParts | undefined {
  const values: TensorType[] = [...parts.values]
  const parameters = parts.parameters.map((parameter) => {
    const tensor = cornerOf(parameter.tensor, parameter.tensor.shape.map(rename))
    values[parameter.id] = { dtype: tensor.dtype, shape: tensor.shape }
    return { ...parameter, tensor }
  })
  const nodes = parts.nodes.map((node) => withAttributes(node, rename))
  for (const node of nodes) {
    // Bodies are written for the types they have.
    if (hasBody(node) && !node.operands.every((id) => sameType(values[id]!, parts.values[id]!))) return undefined
    try {
      const types = typesOf<PrimitiveName>(
        node,
        node.operands.map((id) => values[id]!),
      )
      types.forEach((type, index) => (values[node.results[index]!] = type))
    } catch (error) {
      if (error instanceof NeuriteError) return undefined
      throw error
    }
  }
  if (parameters.some(({ next, tensor }) => next !== undefined && !sameType(values[next]!, tensor))) return undefined
  return { ...parts, values, parameters, nodes }
}

/** Each extent of the graph, made less. */
export function* shorterAxes(graph: RandomGraph): Generator<RandomGraph> {
  const parts = takeApart(graph)
  const extents = new Set(parts.values.flatMap(({ shape }) => shape).filter((extent) => extent > 1))
  for (const extent of [...extents].sort((a, b) => b - a)) {
    for (const less of new Set([1, 2, extent - 1])) {
      if (less >= extent) continue
      const shorter = renamedParts(parts, (one) => (one === extent ? less : one))
      if (shorter) yield putTogether(shorter)
    }
  }
}
