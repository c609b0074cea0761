/** Arithmetic of contractions, counted by hand. */
import { expect, test } from 'vitest'
import type { PrimitiveAttributes } from '../primitives/attributes.ts'
import { flopsOf } from './flops.ts'
import type { AnyGraphNode, Graph } from './graph.ts'

const conv = { strides: [1], low: [0], high: [0], dilations: [1], groups: 2 }

/** A batch of 5 matrix products [2, 3] x [3, 4]. */
const product: PrimitiveAttributes['dotGeneral'] = { lhsBatch: [0], rhsBatch: [0], lhsContracting: [2], rhsContracting: [1] }

interface Row {
  readonly node: Pick<AnyGraphNode, 'primitive' | 'attributes'>
  readonly shapes: readonly (readonly number[])[]
  readonly flops: number | undefined
}

/** x [1, 10, 4], filter [3, 2, 6] over two groups, g [1, 8, 6]: 48 outputs of 3 * 2 products each. */
const rows: readonly Row[] = [
  {
    node: { primitive: 'dotGeneral', attributes: product },
    shapes: [
      [5, 2, 3],
      [5, 3, 4],
      [5, 2, 4],
    ],
    flops: 2 * 5 * 2 * 3 * 4,
  },
  {
    node: { primitive: 'conv', attributes: conv },
    shapes: [
      [1, 10, 4],
      [3, 2, 6],
      [1, 8, 6],
    ],
    flops: 2 * 48 * 6,
  },
  {
    node: { primitive: 'convInput', attributes: { ...conv, spatial: [10] } },
    shapes: [
      [1, 8, 6],
      [3, 2, 6],
      [1, 10, 4],
    ],
    flops: 2 * 48 * 6,
  },
  {
    node: { primitive: 'convFilter', attributes: { ...conv, kernel: [3] } },
    shapes: [
      [1, 10, 4],
      [1, 8, 6],
      [3, 2, 6],
    ],
    flops: 2 * 48 * 6,
  },
  { node: { primitive: 'add', attributes: {} }, shapes: [[2], [2], [2]], flops: undefined },
]

test.each(rows)('$node.primitive', ({ node, shapes, flops }) => {
  const graph: Graph = {
    values: shapes.map((shape) => ({ shape, dtype: 'float32' })),
    parameters: 2,
    nodes: [{ ...node, operands: [0, 1], results: [2] } as AnyGraphNode],
    results: [2],
  }
  expect(flopsOf(graph, graph.nodes[0]!)).toBe(flops)
})
