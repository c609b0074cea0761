/** Smaller graphs to try in place of one that fails: fewer nodes first, then fewer results, shorter axes, plainer values. */
import { sizeOf, type ValueId } from '@neurite/core'
import type { HostTensor } from '../values/host-tensor.ts'
import { evaluateGraphValues } from './evaluate-graph.ts'
import { type GraphParts, type Parameter, putTogether, takeApart } from './graph-parts.ts'
import { plainness, plainerTensors } from './plainer-tensors.ts'
import type { RandomGraph } from './random-graph.ts'
import { shorterAxes } from './shorter-axes.ts'

/** States as inputs: what they were to become is an output at most. */
const asInputs = (parameters: readonly Parameter[]): Parameter[] =>
  parameters.map(({ id, tensor, role }) => ({ id, tensor, role: role === 'state' ? 'input' : role }))

/** Each value alone, with the nodes that lead to it: the first one that fails is where it went wrong. */
function* singleValues(parts: GraphParts): Generator<GraphParts> {
  const parameters = asInputs(parts.parameters)
  for (const { results } of parts.nodes) for (const id of results) yield { ...parts, parameters, outputs: [id] }
}

/** The graph without some of its nodes: what they computed is given. */
function given(parts: GraphParts, values: readonly HostTensor[], isGiven: (index: number) => boolean): GraphParts {
  const ids = parts.nodes.flatMap(({ results }, index) => (isGiven(index) ? results : []))
  const parameters = ids.map((id): Parameter => ({ id, role: 'input', tensor: values[id]! }))
  return {
    ...parts,
    parameters: [...parts.parameters, ...parameters],
    nodes: parts.nodes.filter((_, index) => !isGiven(index)),
    outputs: parts.outputs.filter((id) => !ids.includes(id)),
  }
}

/** The last nodes only, then all but one. */
function* withoutNodes(parts: GraphParts, graph: RandomGraph): Generator<GraphParts> {
  const values = evaluateGraphValues(graph.program.graph, graph.parameters)
  const count = parts.nodes.length
  for (let first = count - 1; first > 0; first--) yield given(parts, values, (index) => index < first)
  for (let one = 0; one < count; one++) yield given(parts, values, (index) => index === one)
}

/** The graph with a node taken out, and what read its result reads one of its operands of the same type instead. */
function* bypasses(parts: GraphParts): Generator<GraphParts> {
  const typeKey = (id: ValueId): string => JSON.stringify(parts.values[id])
  for (const [index, { operands, results }] of parts.nodes.entries()) {
    const [result] = results
    const operand = operands.find((id) => typeKey(id) === typeKey(result!))
    if (results.length !== 1 || operand === undefined) continue
    const instead = (id: ValueId): ValueId => (id === result ? operand : id)
    yield {
      ...parts,
      parameters: parts.parameters.map((one) => (one.next === undefined ? one : { ...one, next: instead(one.next) })),
      nodes: parts.nodes.toSpliced(index, 1).map((node) => ({ ...node, operands: node.operands.map(instead) })),
      outputs: parts.outputs.map(instead),
    }
  }
}

/** The graph with fewer results. */
function* fewerResults(parts: GraphParts): Generator<GraphParts> {
  yield { ...parts, parameters: asInputs(parts.parameters) }
  for (const output of parts.outputs) yield { ...parts, outputs: [output] }
  for (const index of parts.outputs.keys()) yield { ...parts, outputs: parts.outputs.toSpliced(index, 1) }
}

/** The graph on plainer numbers. */
function* plainerValues(parts: GraphParts): Generator<GraphParts> {
  for (const [index, parameter] of parts.parameters.entries()) {
    for (const tensor of plainerTensors(parameter.tensor))
      yield { ...parts, parameters: parts.parameters.with(index, { ...parameter, tensor }) }
  }
}

function* candidates(graph: RandomGraph): Generator<RandomGraph> {
  const parts = takeApart(graph)
  for (const fewer of singleValues(parts)) yield putTogether(fewer)
  for (const fewer of withoutNodes(parts, graph)) yield putTogether(fewer)
  for (const fewer of bypasses(parts)) yield putTogether(fewer)
  for (const fewer of fewerResults(parts)) yield putTogether(fewer)
  yield* shorterAxes(graph)
  for (const plainer of plainerValues(parts)) yield putTogether(plainer)
}

/** What shrinking makes less of, the most important first. */
function sizesOf({ program: { graph, bindings }, parameters }: RandomGraph): number[] {
  return [
    graph.nodes.length,
    graph.results.length + bindings.filter(({ role }) => role === 'state').length,
    graph.values.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    parameters.length,
    parameters.reduce((sum, tensor) => sum + plainness(tensor), 0),
  ]
}

function isSmaller(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((size, index) => size !== b[index])
  return at >= 0 && a[at]! < b[at]!
}

/** Legal graphs that are smaller than this one in some way, so that shrinking comes to an end. */
export function* shrinkGraph(graph: RandomGraph): Generator<RandomGraph> {
  const sizes = sizesOf(graph)
  for (const candidate of candidates(graph)) {
    if (candidate.program.graph.results.length > 0 && isSmaller(sizesOf(candidate), sizes)) yield candidate
  }
}
