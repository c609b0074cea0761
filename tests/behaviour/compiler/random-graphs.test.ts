/** Compiled kernels mean what the graph means: random graphs and their gradients, run as kernels and by the reference. */
import { cpu, evaluateGraph } from '@neurite/backend-cpu'
import { decodeNumbers, dtypes, type Graph, type HostArray, isFloat, printGraph, type Program, sizeOf } from '@neurite/core'
import { describe, expect, test, vi } from 'vitest'
import { compileGraph, printKernels, type Update } from '../../../packages/compiler/src/index.ts'
import { drawGraph } from '../../../packages/compiler/src/testing/draw-graph.ts'
import { seeded } from '../../../packages/compiler/src/testing/random.ts'
import { runKernels } from '../../../packages/compiler/src/interpret/run-kernels.ts'
import { drawGraphs } from '../../../packages/conformance/src/random-graphs/coverage.ts'
import { gradientProgram } from '../../../packages/conformance/src/random-graphs/gradient-program.ts'

vi.setConfig({ testTimeout: 120_000 })

/** States and what replaces them, which stands first among the results. */
const replacedIn = ({ bindings }: Program): number[] =>
  bindings.filter(({ role }) => role !== 'output').flatMap(({ role }, parameter) => (role === 'state' ? [parameter] : []))

const updatesOf =
  (parameters: readonly number[]) =>
  ({ results }: Graph): Update[] =>
    parameters.map((parameter, i) => ({ parameter, result: results[i]! }))

/** Sums may be taken in another order, in float64, which may turn a rounding of the whole. */
const isNear = (a: number, b: number, isExact: boolean): boolean =>
  Object.is(a, b) || (!isExact && Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a), Math.abs(b)))

/** A convolution pads with zeros, and a kernel that does so makes NaN of infinity where the reference looks away. */
const pads = ({ nodes }: Graph): boolean =>
  nodes.some(({ primitive }) => primitive === 'conv' || primitive === 'convInput' || primitive === 'convFilter')

/** A failure says of which kernels. */
function run<T>(start: () => T, text: string): T {
  try {
    return start()
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${text}`, { cause })
  }
}

function check(graph: Graph, replaced: readonly number[], parameters: readonly HostArray[]): void {
  const mayBeNaN = pads(graph)
  const kernels = compileGraph(graph, updatesOf(replaced))
  const expected = evaluateGraph(graph, parameters)
  const text = `${printGraph(graph)}\n${printKernels(kernels)}`
  const given = run(() => runKernels(kernels, parameters, evaluateGraph), text)
  graph.results.forEach((id, index) => {
    const { dtype } = graph.values[id]!
    const [a, b] = [decodeNumbers(dtype, given[index]!), decodeNumbers(dtype, expected[index]!)]
    expect(a.length).toBe(b.length)
    const wrong = a.findIndex((value, i) => !isNear(value, b[i]!, !isFloat(dtype)) && !(mayBeNaN && Number.isNaN(value)))
    if (wrong < 0) return
    expect.fail(`result ${index} at ${wrong} is ${a[wrong]}, expected ${b[wrong]}\n${text}`)
  })
}

describe('kernels', () => {
  const graphs = drawGraphs(dtypes, 7, 800)

  test('of random graphs over all primitives compute what the reference computes', () => {
    for (const { program, parameters } of graphs) {
      check(
        program.graph,
        replacedIn(program),
        parameters.map(({ bits }) => bits),
      )
    }
  })

  test('of their gradients, too', () => {
    const { capabilities } = cpu()
    const gradients = graphs.slice(0, 300).flatMap((graph) => gradientProgram(graph, capabilities) ?? [])
    expect(gradients.length).toBeGreaterThan(100)
    for (const { program, parameters } of gradients) {
      check(
        program.graph,
        [],
        parameters.map(({ bits }) => bits),
      )
    }
  })

  test('of random graphs of what is fused, too', () => {
    for (let seed = 0; seed < 1500; seed++) {
      const random = seeded(seed)
      const { graph, updates } = drawGraph(random)
      const parameters = graph.values
        .slice(0, graph.parameters)
        .map(({ shape }) => Float32Array.from({ length: sizeOf(shape) }, () => random.below(9) / 4 - 1))
      check(
        graph,
        updates.map(({ parameter }) => parameter),
        parameters,
      )
    }
  })
})
