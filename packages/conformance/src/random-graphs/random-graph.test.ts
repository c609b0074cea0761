/** Random graphs: reproducible, various, and holding every primitive. */
import { dtypes, printGraph } from '@neurite/core'
import { describe, expect, test, vi } from 'vitest'
import { coverageOf, drawGraphs } from './coverage.ts'

vi.setConfig({ testTimeout: 60_000 })

const graphs = drawGraphs(dtypes, 1, 60)

describe('random graphs', () => {
  test('are the same, values included, for the same seed', () => {
    expect(drawGraphs(dtypes, 1, 60)).toEqual(graphs)
  })

  test('are others for another seed, and all differ', () => {
    const texts = [...graphs, ...drawGraphs(dtypes, 2, 60)].map(({ program }) => printGraph(program.graph))
    expect(new Set(texts).size).toBe(120)
  })

  test('keep to the dtypes of the backend', () => {
    const known = dtypes.filter((dtype) => dtype !== 'float16' && dtype !== 'int8')
    const used = new Set(drawGraphs(known, 1, 60).flatMap(({ program }) => program.graph.values.map(({ dtype }) => dtype)))
    expect([...used].filter((dtype) => ['float16', 'int8'].includes(dtype))).toEqual([])
  })

  test('hold states and scalars', () => {
    const roles = new Set(graphs.flatMap(({ program }) => program.bindings.map(({ role }) => role)))
    expect([...roles].sort()).toEqual(['input', 'output', 'scalar', 'state'])
  })
})

describe('coverage', () => {
  // The fewest dtypes that a backend may have are the hardest to cover all primitives with.
  test.each([
    { what: 'all dtypes', known: dtypes },
    { what: 'the fewest', known: dtypes.filter((dtype) => ['float32', 'int32', 'uint32', 'bool'].includes(dtype)) },
  ])('600 graphs over $what hold every primitive 50 times', ({ known }) => {
    const { graphs: held, medianNodes, reducingShare } = coverageOf(known, 1, 600)
    expect([...held].filter(([, count]) => count < 50)).toEqual([])
    expect(medianNodes).toBeGreaterThanOrEqual(15)
    expect(reducingShare).toBeGreaterThan(0.3)
  })

  test('counts the graphs of a primitive once each', () => {
    const { graphs: held } = coverageOf(dtypes, 1, 60)
    const expected = graphs.filter(({ program }) => program.graph.nodes.some(({ primitive }) => primitive === 'cast')).length
    expect(held.get('cast')).toBe(expected)
  })
})
