/** The gradient of a random graph: of the weighted sum of its float results, by its float parameters. */
import {
  applyPrimitives,
  type Capabilities,
  grad,
  type Graph,
  type GraphNode,
  isFloat,
  type PrimitiveName,
  type Tensor,
  tensor,
  typeOf,
  type ValueId,
  vjps,
} from '@neurite/core'
import { recordProgram, type RecordedProgram } from '../program/record-program.ts'
import { between, drawn } from '../values/domain.ts'
import type { HostTensor } from '../values/host-tensor.ts'
import type { RandomGraph } from './random-graph.ts'

const asTensor = ({ dtype, shape, bits }: HostTensor): Tensor => tensor(bits, { dtype, shape })

const isFloatValue = (graph: Graph, id: ValueId): boolean => isFloat(typeOf(graph, id).dtype)

const hasRule = (primitive: PrimitiveName): boolean => typeof vjps[primitive] === 'function'

/** Whether asking for a gradient through the primitive is an error, and not just 0. */
function isRefused(primitive: PrimitiveName): boolean {
  const rule: object = vjps[primitive]
  return 'isZero' in rule && rule.isZero === false
}

/** The values that a gradient by a parameter flows through, the parameter included. */
function differentiableFrom(graph: Graph, parameter: ValueId): Set<ValueId> {
  const reached = new Set([parameter])
  for (const { primitive, operands, results } of graph.nodes) {
    if (!hasRule(primitive) || !operands.some((id) => reached.has(id))) continue
    for (const id of results) if (isFloatValue(graph, id)) reached.add(id)
  }
  return reached
}

/** What is differentiated, and by what. */
interface Ends {
  readonly results: readonly ValueId[]
  readonly parameters: readonly ValueId[]
}

function endsOf(graph: Graph): Ends {
  const results = [...new Set(graph.results)].filter((id) => id >= graph.parameters && isFloatValue(graph, id))
  const from = Array.from({ length: graph.parameters }, (_, id) => id)
    .filter((id) => isFloatValue(graph, id))
    .map((id) => ({ id, reached: differentiableFrom(graph, id) }))
    .filter(({ reached }) => results.some((id) => reached.has(id)))
  return { results: results.filter((id) => from.some(({ reached }) => reached.has(id))), parameters: from.map(({ id }) => id) }
}

function applyNode<P extends PrimitiveName>(
  { primitive, operands, attributes }: GraphNode<P>,
  values: readonly Tensor[],
): Tensor[] {
  const results = applyPrimitives(
    primitive,
    operands.map((id) => values[id]!),
    attributes,
  )
  // What has no gradient is left out of the differentiable part.
  return isRefused(primitive) ? results.map((result) => (isFloat(result.dtype) ? result.stopGradient() : result)) : results
}

function applyNodes(graph: Graph, parameters: readonly Tensor[]): Tensor[] {
  const values = [...parameters]
  for (const node of graph.nodes) {
    applyNode<PrimitiveName>(node, values).forEach((result, index) => (values[node.results[index]!] = result))
  }
  return values
}

/** Weights that differ from element to element, so that no two are alike to the loss. */
const weightsFor = (value: Tensor, seed: number): Tensor => asTensor(drawn(value.dtype, value.shape, between(0.5, 1.5), seed))

/**
 * The program that computes the gradients, and what it runs on.
 *
 * @returns undefined where no float result hangs on a float parameter
 */
export function gradientProgram(
  { program: { graph }, parameters }: RandomGraph,
  capabilities: Capabilities,
): RecordedProgram | undefined {
  const ends = endsOf(graph)
  if (ends.results.length === 0) return undefined
  const loss = (by: readonly Tensor[], given: readonly Tensor[]): Tensor => {
    const start = given.map((one, id) => by[ends.parameters.indexOf(id)] ?? one)
    const values = applyNodes(graph, start)
    return ends.results
      .map((id) => values[id]!)
      .map((value, index) => value.mul(weightsFor(value, index)).sum().cast('float32'))
      .reduce((sum, part) => sum.add(part))
  }
  return recordProgram(capabilities, () => {
    const given = parameters.map(asTensor)
    return grad(loss)(
      ends.parameters.map((id) => given[id]!),
      given,
    )
  })
}
