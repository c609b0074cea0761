/** Compares a backend with the reference on one random graph: node by node, the whole program, and its gradient. */
import {
  type AnyGraphNode,
  type Graph,
  type HostArray,
  type PrimitiveName,
  printGraph,
  type Program,
  typeOf,
} from '@neurite/core'
import { checkNode, type Precision } from '../compare/check-node.ts'
import type { RecordedProgram } from '../program/record-program.ts'
import { runProgram } from '../program/run-program.ts'
import { type CaseContext, ConformanceError } from '../suite/conformance-case.ts'
import { gradientProgram } from './gradient-program.ts'
import type { RandomGraph } from './random-graph.ts'
import { compareWithRoom, type Expected, expectedResults } from './sensitivity.ts'

/** What was compared. */
export interface Compared {
  /** Elements of the whole program and of its gradient, and how many of them rounding leaves certain enough to compare. */
  readonly elements: number
  readonly compared: number
  readonly hasGradient: boolean
}

/** The same program with the results of every node as outputs beside its own results. */
function withAllValues({ graph, bindings }: Program): Program {
  const inside = graph.nodes.flatMap(({ results }) => results)
  return {
    graph: { ...graph, results: [...graph.results, ...inside] },
    bindings: [...bindings, ...inside.map((id) => ({ role: 'output', type: typeOf(graph, id) }) as const)],
  }
}

/**
 * Compares every node with the reference on the operands that the backend itself computed: no error adds up.
 *
 * @param results - of the program with all values
 */
function checkNodes({ program: { graph }, parameters }: RandomGraph, results: readonly HostArray[], precision: Precision): void {
  const values = [...parameters.map(({ bits }) => bits), ...results.slice(graph.results.length)]
  for (const node of graph.nodes) checkNodeOf(node, graph, values, precision)
}

function checkNodeOf(node: AnyGraphNode, graph: Graph, values: readonly HostArray[], precision: Precision): void {
  const operands = node.operands.map((id) => ({ ...typeOf(graph, id), bits: values[id]! }))
  const given = node.results.map((id) => values[id]!)
  checkNode<PrimitiveName>(node.primitive, operands, node.attributes, given, precision)
}

function checkResults(what: string, expected: readonly Expected[], results: readonly HostArray[]): void {
  expected.forEach((one, index) => {
    const { difference } = compareWithRoom(one, results[index]!)
    if (difference) throw new ConformanceError(`result ${index} of ${what}: ${difference}`)
  })
}

/** The node of a wrong gradient at which it goes wrong, where it shows in a program that keeps all values. */
async function blame(context: CaseContext, gradient: RecordedProgram): Promise<string> {
  try {
    checkNodes(gradient, await runProgram(context.backend, withAllValues(gradient.program), gradient.parameters), context)
    return 'each of its nodes alone is right'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function checkGradient(
  context: CaseContext,
  gradient: RecordedProgram,
  expected: readonly Expected[],
  results: readonly HostArray[],
): Promise<void> {
  try {
    checkResults('the gradient', expected, results)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const text = `${message}; ${await blame(context, gradient)}\nthe gradient is\n${printGraph(gradient.program.graph)}`
    throw new ConformanceError(text, { cause: error })
  }
}

/** Waits for all, so that none is still at work when one has failed. */
async function settleAll<T>(running: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(running)
  return Promise.all(running)
}

/** Throws unless the backend computes what the reference does. */
export async function checkRandomGraph(context: CaseContext, graph: RandomGraph): Promise<Compared> {
  const { backend } = context
  const { program, parameters } = graph
  const gradient = gradientProgram(graph, backend.capabilities)
  const running = [
    runProgram(backend, withAllValues(program), parameters),
    runProgram(backend, program, parameters),
    ...(gradient ? [runProgram(backend, gradient.program, gradient.parameters)] : []),
  ]
  // A backend that compiles elsewhere does so while the reference computes.
  const expected = [graph, ...(gradient ? [gradient] : [])].map((one) =>
    expectedResults(one.program.graph, one.parameters, context),
  )
  const [inside, whole, gradients] = await settleAll(running)
  checkNodes(graph, inside!, context)
  checkResults('the whole program', expected[0]!, whole!)
  if (gradient) await checkGradient(context, gradient, expected[1]!, gradients!)
  const rooms = expected.flat().flatMap(({ room }) => room)
  return {
    elements: rooms.length,
    compared: rooms.filter((room) => room !== undefined).length,
    hasGradient: gradient !== undefined,
  }
}
