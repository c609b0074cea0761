/** Shrinking: every smaller graph is legal and smaller, and what fails is found alone. */
import { cpu } from '@neurite/backend-cpu'
import { dtypes, type PrimitiveName, sizeOf } from '@neurite/core'
import { describe, expect, test, vi } from 'vitest'
import { runProgram } from '../program/run-program.ts'
import { numbersOf } from '../values/host-tensor.ts'
import { drawGraphs } from './coverage.ts'
import { evaluateGraphValues } from './evaluate-graph.ts'
import { putTogether, takeApart } from './graph-parts.ts'
import type { RandomGraph } from './random-graph.ts'
import { shrinkGraph } from './shrink-graph.ts'

vi.setConfig({ testTimeout: 60_000 })

const graphs = drawGraphs(dtypes, 1, 20)

/** The smallest graph that still fulfils a condition, the first way that leads to one. */
function shrunk(graph: RandomGraph, fails: (graph: RandomGraph) => boolean): RandomGraph {
  for (const smaller of shrinkGraph(graph)) if (fails(smaller)) return shrunk(smaller, fails)
  return graph
}

const holds = ({ program }: RandomGraph, primitive: PrimitiveName): boolean =>
  program.graph.nodes.some((node) => node.primitive === primitive)

describe('graphs taken apart', () => {
  test('are the same put together', () => {
    for (const graph of graphs) {
      const again = putTogether(takeApart(graph))
      expect(putTogether(takeApart(again))).toEqual(again)
      // What no result needs is gone: the results are those of the whole graph.
      const [all, some] = [graph, again].map(({ program, parameters }) => {
        const values = evaluateGraphValues(program.graph, parameters)
        return program.graph.results.map((id) => values[id]!)
      })
      expect(some).toEqual(all)
    }
  })
})

describe('shrinkGraph', () => {
  test('gives programs that a backend takes, with values that fit them', async () => {
    const backend = cpu()
    for (const graph of graphs.slice(0, 6)) {
      for (const { program, parameters } of shrinkGraph(graph)) {
        const results = await runProgram(backend, program, parameters)
        expect(results.map(({ length }) => length)).toEqual(
          program.graph.results.map((id) => sizeOf(program.graph.values[id]!.shape)),
        )
      }
    }
  })

  test('drops nodes: a primitive that fails is left alone', () => {
    const sizes = graphs.flatMap((graph) =>
      [...new Set(graph.program.graph.nodes.map(({ primitive }) => primitive))].map(
        (primitive) => shrunk(graph, (one) => holds(one, primitive)).program.graph.nodes.length,
      ),
    )
    expect(sizes.length).toBeGreaterThan(100)
    expect(new Set(sizes)).toEqual(new Set([1]))
  })

  test('keeps what fails only together', () => {
    const pair = (graph: RandomGraph): boolean =>
      graph.program.graph.nodes.some(({ primitive, operands }) =>
        operands.some((id) =>
          graph.program.graph.nodes.some(
            (node) => node.results.includes(id) && node.primitive === 'cast' && primitive !== 'cast',
          ),
        ),
      )
    const found = graphs.filter(pair)
    expect(found.length).toBeGreaterThan(3)
    for (const graph of found) expect(shrunk(graph, pair).program.graph.nodes).toHaveLength(2)
  })

  test('shortens axes and makes numbers plain', () => {
    const found = graphs.filter((graph) => holds(graph, 'neg') || holds(graph, 'abs') || holds(graph, 'exp'))
    expect(found.length).toBeGreaterThan(2)
    for (const graph of found) {
      const { program, parameters } = shrunk(graph, (one) => holds(one, 'neg') || holds(one, 'abs') || holds(one, 'exp'))
      expect(Math.max(...program.graph.values.map(({ shape }) => sizeOf(shape)))).toBeLessThanOrEqual(1)
      expect(parameters.flatMap(numbersOf).filter((value) => value !== 0)).toEqual([])
    }
  })

  test('leaves a graph alone that cannot be smaller', () => {
    const smallest = shrunk(graphs[0]!, () => true)
    expect([...shrinkGraph(smallest)]).toEqual([])
  })
})
