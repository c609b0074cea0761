/** Rewrites graphs so that float16 is a way to store numbers: what computes with it computes in float32. */
import type { AnyGraphNode, Graph, PrimitiveName, TensorType, ValueId } from '@neurite/core'

/** Primitives that take float16 as it is: they move bits, convert them, or hand them to graphs and functions that do. */
const keepsBits = new Set<PrimitiveName>([
  'select',
  'cast',
  'bitcast',
  'reshape',
  'transpose',
  'broadcast',
  'flip',
  'slice',
  'pad',
  'concat',
  'gather',
  'dynamicSlice',
  'dynamicUpdateSlice',
  'constant',
  'stopGradient',
  'barrier',
  'scan',
  'cond',
  'while',
  'hostCall',
])

const isHalf = ({ dtype }: TensorType): boolean => dtype === 'float16'
const widened = (type: TensorType): TensorType => (isHalf(type) ? { ...type, dtype: 'float32' } : type)

/** A graph in the making. */
class Widening {
  readonly values: TensorType[] = []
  readonly nodes: AnyGraphNode[] = []
  readonly #wide = new Map<ValueId, ValueId>()

  value(type: TensorType): ValueId {
    return this.values.push(type) - 1
  }

  /** The value in float32, if it is in float16; converted once. */
  widen(id: ValueId): ValueId {
    const type = this.values[id]!
    if (!isHalf(type)) return id
    const known = this.#wide.get(id)
    if (known !== undefined) return known
    const wide = this.#cast(id, widened(type))
    this.#wide.set(id, wide)
    return wide
  }

  /** A value in float32, rounded to float16. */
  narrow(id: ValueId): ValueId {
    return this.#cast(id, { ...this.values[id]!, dtype: 'float16' })
  }

  #cast(id: ValueId, type: TensorType): ValueId {
    const result = this.value(type)
    this.nodes.push({ primitive: 'cast', attributes: { dtype: type.dtype }, operands: [id], results: [result] })
    return result
  }
}

/** The node as it stands between float32 values. */
function wideNode(node: AnyGraphNode, operands: readonly ValueId[], results: readonly ValueId[]): AnyGraphNode {
  if (node.primitive !== 'iota' || node.attributes.dtype !== 'float16') return { ...node, operands, results }
  return { ...node, attributes: { ...node.attributes, dtype: 'float32' }, operands, results }
}

/** The same function; rounds to float16 wherever the graph does. */
export function widenFloat16(graph: Graph): Graph {
  const widening = new Widening()
  const ids: ValueId[] = graph.values.slice(0, graph.parameters).map((type) => widening.value(type))
  for (const node of graph.nodes) {
    const types = node.results.map((id) => graph.values[id]!)
    const operands = node.operands.map((id) => ids[id]!)
    const isKept = keepsBits.has(node.primitive)
    const given = isKept ? operands : operands.map((id) => widening.widen(id))
    const results = types.map((type) => widening.value(isKept ? type : widened(type)))
    widening.nodes.push(isKept ? { ...node, operands: given, results } : wideNode(node, given, results))
    node.results.forEach((id, i) => {
      ids[id] = isKept || !isHalf(types[i]!) ? results[i]! : widening.narrow(results[i]!)
    })
  }
  const { values, nodes } = widening
  return { values, parameters: graph.parameters, nodes, results: graph.results.map((id) => ids[id]!) }
}
