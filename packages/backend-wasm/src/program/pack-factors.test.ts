/** Which products get their left factor packed, and what becomes of them; that they are right is in dot-general.test.ts. */
import { compileGraph } from '@neurite/compiler'
import type { Shape } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { TestGraph } from '../testing/run.ts'
import { packFactors } from './pack-factors.ts'

/** The kinds of kernels of a product that sums over the first axis of its left factor. */
function kindsOf(lhs: Shape, rhs: Shape): string[] {
  const graph = new TestGraph()
  const [a, b] = [graph.parameter('input', 'float32', lhs), graph.parameter('input', 'float32', rhs)]
  const sums = graph.node('dotGeneral', { lhsBatch: [], rhsBatch: [], lhsContracting: [0], rhsContracting: [0] }, a, b)
  const compiled = compileGraph(graph.program([], [graph.node('neg', {}, sums)]).graph)
  return packFactors(compiled).calls.map(({ kernel }) => kernel.kind)
}

describe('packFactors', () => {
  it('packs rows that are a power of two apart', () => {
    expect(kindsOf([256, 128], [256, 64])).toEqual(['loop', 'product'])
  })

  it.each<[string, Shape, Shape]>([
    ['rows that spread over the cache', [256, 132], [256, 64]],
    ['few terms', [64, 128], [64, 64]],
    ['few columns', [256, 128], [256, 8]],
  ])('leaves alone %s', (_, lhs, rhs) => {
    expect(kindsOf(lhs, rhs)).toEqual(['product'])
  })
})
