/** The interpreter: walks a graph node by node, and calls the kernel of each. */
import {
  type AnyGraphNode,
  dtypeInfo,
  ExecutionError,
  formatType,
  type Graph,
  type GraphNode,
  type HostArray,
  InternalError,
  type PrimitiveName,
  sizeOf,
  type TensorType,
  typeOf,
} from '@neurite/core'
import type { Value } from '../element/numbers.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { kernels } from '../kernel/kernels.ts'
import { type Plan, planGraph } from './plan.ts'

/** Computes the results of a node; whoever wants to watch the nodes of a graph stands around this. */
export type RunNode = (graph: Graph, node: AnyGraphNode, compute: () => HostArray[]) => HostArray[]

const runUnwatched: RunNode = (_graph, _node, compute) => compute()

/**
 * The results of a planned graph. They may share memory with parameters and with one another: copy what has to last.
 *
 * @param parameters - raw bits, one array per parameter of the graph
 * @param runNode - stands around every node of the graph itself, not around those inside nodes
 * @throws ExecutionError when a kernel fails, naming the primitive; `cause` is what it threw
 */
export function interpret(
  { graph, steps }: Plan,
  parameters: readonly HostArray[],
  runNode: RunNode = runUnwatched,
): HostArray[] {
  checkParameters(graph, parameters)
  const values: (HostArray | undefined)[] = [...parameters]
  const valueOf = (id: number): HostArray => {
    const data = values[id]
    if (!data) throw new InternalError(`cpu: value ${id} is read before it is computed or after it was released`)
    return data
  }
  for (const { node, releases } of steps) {
    const operands = node.operands.map((id): Value => ({ ...typeOf(graph, id), data: valueOf(id) }))
    const results = node.results.map((id) => typeOf(graph, id))
    const computed = runNode(graph, node, () => applyNode(node, operands, results))
    computed.forEach((data, index) => (values[node.results[index]!] = data))
    releases.forEach((id) => (values[id] = undefined))
  }
  return graph.results.map(valueOf)
}

/**
 * Evaluates a graph over raw host arrays, in float64 with one rounding per primitive.
 *
 * This is the meaning of the primitives that other backends are compared with. Composites are evaluated by their bodies.
 *
 * @param parameters - raw bits, one array per parameter; float16 as bits in a Uint16Array, bool as 0 and 1 in a Uint8Array
 * @returns raw bits, one array per result, sharing no memory with the parameters or with one another
 * @throws InternalError when a parameter does not fit its type
 * @throws ExecutionError when a node cannot be computed
 * @example
 * const [sum] = evaluateGraph(graph, [Float32Array.of(1, 2), Float32Array.of(3, 4)])
 */
export function evaluateGraph(graph: Graph, parameters: readonly HostArray[]): HostArray[] {
  const taken = new Set(parameters.map(({ buffer }) => buffer))
  return interpret(planGraph(graph), parameters).map((data) => {
    const own = taken.has(data.buffer) ? data.slice() : data
    taken.add(own.buffer)
    return own
  })
}

function checkParameters(graph: Graph, parameters: readonly HostArray[]): void {
  if (parameters.length !== graph.parameters) {
    throw new InternalError(`cpu: expected ${graph.parameters} parameters, got ${parameters.length}`)
  }
  parameters.forEach((data, id) => checkData(`parameter ${id}`, typeOf(graph, id), data))
}

function checkData(what: string, type: TensorType, data: HostArray | undefined): asserts data is HostArray {
  const { array } = dtypeInfo(type.dtype)
  if (data instanceof array && data.length === sizeOf(type.shape)) return
  const given = data ? `${data.constructor.name} of ${data.length}` : 'nothing'
  throw new InternalError(`cpu: ${what} is ${formatType(type)}, expected ${array.name} of ${sizeOf(type.shape)}, got ${given}`)
}

function applyNode(node: AnyGraphNode, operands: readonly Value[], results: readonly TensorType[]): HostArray[] {
  try {
    const computed = applyKernel(node, operands, results)
    results.forEach((type, index) => checkData(`result ${index}`, type, computed[index]))
    return computed
  } catch (cause) {
    throw new ExecutionError(describeFailure(node, operands, results, cause), { cause })
  }
}

function applyKernel<P extends PrimitiveName>(
  node: GraphNode<P>,
  operands: readonly Value[],
  results: readonly TensorType[],
): HostArray[] {
  const kernel: Kernel<P> = kernels[node.primitive]
  return kernel({ operands, attributes: node.attributes, results, evaluate: evaluateBody })
}

/** Plans of bodies: a loop evaluates the same one again and again. */
const bodyPlans = new WeakMap<Graph, Plan>()

function evaluateBody(body: Graph, parameters: readonly HostArray[]): HostArray[] {
  const plan = bodyPlans.get(body) ?? planGraph(body)
  bodyPlans.set(body, plan)
  return interpret(plan, parameters)
}

function describeFailure(node: AnyGraphNode, operands: readonly Value[], results: readonly TensorType[], cause: unknown): string {
  const signature = `${node.primitive}(${operands.map(formatType).join(', ')}) -> ${results.map(formatType).join(', ')}`
  const reason = cause instanceof Error ? cause.message : String(cause)
  return `cpu: ${signature} failed: ${reason}${node.origin ? ` (from ${node.origin})` : ''}`
}
