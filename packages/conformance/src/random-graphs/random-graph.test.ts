/** Random graphs: reproducible, various, and compared for the most part. */
import { dtypes, printGraph } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { numbersOf } from '../values/host-tensor.ts'
import { drawGraph } from './random-graph.ts'
import { coverageOf } from './random-graph-cases.ts'
import { compareWithRoom, expectedResults } from './sensitivity.ts'

const seeds = Array.from({ length: 60 }, (_, seed) => seed)

describe('drawGraph', () => {
  test('gives the same graph and values for the same seed', () => {
    for (const seed of seeds) {
      const [first, second] = [drawGraph(seed), drawGraph(seed)]
      expect(printGraph(first.program.graph)).toBe(printGraph(second.program.graph))
      expect(first.parameters).toEqual(second.parameters)
    }
  })

  test('gives other graphs for other seeds', () => {
    expect(new Set(seeds.map((seed) => printGraph(drawGraph(seed).program.graph))).size).toBe(seeds.length)
  })

  test('keeps to the dtypes of the backend', () => {
    const known = dtypes.filter((dtype) => dtype !== 'float16' && dtype !== 'int8')
    const used = new Set(seeds.flatMap((seed) => drawGraph(seed, known).program.graph.values.map(({ dtype }) => dtype)))
    expect([...used].filter((dtype) => ['float16', 'int8'].includes(dtype))).toEqual([])
  })

  test('holds every primitive, states and scalars', () => {
    expect([...coverageOf().graphs].filter(([, count]) => count < 50)).toEqual([])
    const roles = new Set(seeds.flatMap((seed) => drawGraph(seed).program.bindings.map(({ role }) => role)))
    expect([...roles].sort()).toEqual(['input', 'output', 'scalar', 'state'])
  })
})

describe('expectedResults', () => {
  const results = seeds.map((seed) => {
    const { program, parameters } = drawGraph(seed)
    return expectedResults(program.graph, parameters, seed, {})
  })

  test('compares nearly all elements', () => {
    const rooms = results.flat().flatMap(({ room }) => room)
    const compared = rooms.filter((room) => room !== undefined).length
    expect(compared / rooms.length).toBeGreaterThan(0.95)
  })

  test('accepts the reference and refuses a difference that rounding does not explain', () => {
    let refused = 0
    for (const expected of results.flat()) {
      const { value, room } = expected
      expect(compareWithRoom(expected, value.bits).difference).toBeUndefined()
      const at = room.findIndex((allowed) => allowed !== undefined && allowed < 1e-3)
      if (value.dtype !== 'float32' || at < 0 || !Number.isFinite(numbersOf(value)[at])) continue
      const bits = value.bits.slice()
      bits[at] = bits[at]! + 0.01 + Math.abs(bits[at]!) / 100
      expect(compareWithRoom(expected, bits).difference).toContain(`element ${at} is`)
      refused++
    }
    expect(refused).toBeGreaterThan(5)
  })
})
