/** Random graphs bite: a fault in a backend is found, shrunk to a few nodes, and can be run again. */
import { cpu } from '@neurite/backend-cpu'
import { type Backend, type Graph, type PrimitiveName } from '@neurite/core'
import { describe, expect, test, vi } from 'vitest'
import { like, type NodeFault, withNodeFault } from '../faults/faulty-backend.ts'
import { numbersOf } from '../values/host-tensor.ts'
import { randomGraphCases } from './random-graph-cases.ts'
import type { RandomGraphOptions } from './random-graph-options.ts'

// Hundreds of graphs are run until one fails.
vi.setConfig({ testTimeout: 60_000 })

const contextOf = (create: () => Backend) => ({ backend: create(), tolerance: {}, create: async () => create() })

/** What the first graphs that fail say. */
async function failureOf(create: () => Backend, options: RandomGraphOptions): Promise<string> {
  for (const one of randomGraphCases(options).filter(({ name }) => name !== 'hold every primitive')) {
    try {
      await one.run(contextOf(create))
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  return 'nothing fails'
}

const wrong = (primitive: PrimitiveName, fault: NodeFault) => (): Backend =>
  withNodeFault((node, operands, results, graph) =>
    node.primitive === primitive ? fault(node, operands, results, graph) : results,
  )

const madeBy = (graph: Graph, id: number): PrimitiveName | undefined =>
  graph.nodes.find(({ results }) => results.includes(id))?.primitive

/** A fault of a fused pair, which shows where the value between the two is not asked for. */
const wronglyFused = (first: readonly PrimitiveName[], second: readonly PrimitiveName[]): (() => Backend) => {
  return () =>
    withNodeFault(({ primitive, operands }, _, results, graph) => {
      const [from] = operands
      if (from === undefined || !second.includes(primitive) || graph.results.includes(from)) return results
      const inner = madeBy(graph, from)
      if (!inner || !first.includes(inner)) return results
      return results.map((result) =>
        like(
          result,
          numbersOf(result).map((value) => value + 1),
        ),
      )
    })
}

const unaries: readonly PrimitiveName[] = [
  'neg',
  'abs',
  'exp',
  'sin',
  'cos',
  'tanh',
  'sqrt',
  'floor',
  'ceil',
  'atan',
  'erf',
  'sigmoid',
]

const faults: Readonly<Record<string, () => Backend>> = {
  'flip does nothing': wrong('flip', (_, [x]) => [x!]),
  'the last of several sums is 0': wrong('reduceSum', (_, __, [result]) => {
    const values = numbersOf(result!)
    return [values.length < 2 ? result! : like(result!, [...values.slice(0, -1), 0])]
  }),
  'dotGeneral is a little too much': wrong('dotGeneral', (_, __, [result]) => [
    like(
      result!,
      numbersOf(result!).map((value) => value * 1.00001),
    ),
  ]),
  'a sort of several rows forgets its permutation': wrong('sort', (_, __, [sorted, permutation]) => [
    sorted!,
    sorted!.shape.length > 1
      ? like(
          permutation!,
          numbersOf(permutation!).map((at, i) => (i === 0 ? at + 1 : at)),
        )
      : permutation!,
  ]),
  'two unary operations are fused wrongly': wronglyFused(unaries, unaries),
  // Only gradients of selections and ties of maxima hold it: no random graph halves.
  'a half is taken for a whole': wrong('constant', ({ attributes }, _, [result]) => [
    'value' in attributes && attributes.value === 0.5 ? like(result!, [1]) : result!,
  ]),
}

const run = { count: 600, seed: 1 }

describe('a fault of a backend', () => {
  test.each(Object.entries(faults))('%s: is found, and shrinks to a few nodes', async (_, create) => {
    const message = await failureOf(create, run)
    const found = /^random graph (\d+) of seed 1, shrunk to (\d+) nodes? in (\d+) steps?: /.exec(message)
    expect(found, message).not.toBeNull()
    expect(Number(found![2])).toBeLessThanOrEqual(5)
    expect(Number(found![3])).toBeGreaterThan(0)
    // The graph, the values that it ran on, and what runs it again.
    expect(message).toContain('\nthe graph is\ngraph(')
    expect(message).toMatch(/^%0 \w+\[.*\] = \[/m)
    const path = /to run it again: randomGraphs: \{ seed: 1, path: '([\d:]+)' \}$/.exec(message)![1]!
    expect(path.split(':')[0]).toBe(found![1])
    const again = await failureOf(create, { seed: 1, path })
    const graphIn = (text: string): string => text.slice(text.indexOf('\nthe graph is'), text.indexOf('\nto run it again'))
    expect(graphIn(again)).toBe(graphIn(message))
  })

  test('that only a gradient shows prints the gradient', async () => {
    const message = await failureOf(faults['a half is taken for a whole']!, run)
    expect(message).toContain('of the gradient: ')
    expect(message).toContain('\nthe gradient is\ngraph(')
    expect(message).toContain('constant')
  })
})

describe('the cases', () => {
  const namesOf = (options: RandomGraphOptions): string[] => randomGraphCases(options).map(({ name }) => name)

  test('run all graphs of a run, in stretches', () => {
    expect(namesOf({ count: 50 })).toEqual(['hold every primitive', '0 to 19', '20 to 39', '40 to 49'])
    expect(namesOf({ count: 5000 })).toHaveLength(51)
    expect(namesOf({ count: 5000 }).at(-1)).toBe('4900 to 4999')
  })

  test('pass on the reference, whatever the seed', async () => {
    expect(await failureOf(cpu, { count: 40, seed: 77 })).toBe('nothing fails')
  })

  test('print the histogram', async () => {
    const [coverage] = randomGraphCases({ count: 600 })
    const note = await coverage!.run(contextOf(cpu))
    expect(note).toMatch(/^600 graphs of seed 1, \d+ nodes at the median, \d+% contract or reduce: \w+ \d+, /)
  })

  test('a run of one path has that graph only', () => {
    expect(namesOf({ seed: 3, path: '43:0:2' })).toEqual(['43:0:2 of seed 3'])
  })
})
