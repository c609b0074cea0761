/** The loops of products: which become one, and where each factor is. */
import type { Graph } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { compileGraph } from '../compile-graph.ts'
import { affine } from '../index-map/affine.ts'
import { GraphWriter } from '../testing/graph-writer.ts'
import { plainProduct } from './build-product.ts'
import type { ProductKernel } from './kernel.ts'

/** The one product among the kernels of a graph. */
function productOf(graph: Graph): ProductKernel {
  const products = compileGraph(graph).calls.flatMap(({ kernel }) => (kernel.kind === 'product' ? [kernel] : []))
  expect(products).toHaveLength(1)
  return products[0]!
}

const free = { lhsBatch: [], rhsBatch: [] }

describe('a matrix product', () => {
  test.each([
    ['as it is', [3, 4], 1, { at: affine(0, [4]), steps: [1] }],
    ['over the first axis of the left factor', [4, 3], 0, { at: affine(0, [1]), steps: [3] }],
  ])('%s', (_, shape, axis, left) => {
    const writer = new GraphWriter()
    const [x, y] = [writer.parameter(shape), writer.parameter([4, 5])]
    const kernel = productOf(
      writer.graph(writer.node('dotGeneral', { ...free, lhsContracting: [axis], rhsContracting: [0] }, x, y)),
    )
    expect(kernel).toMatchObject({ extents: [3, 5], rows: 0, columns: 1, contracting: [4] })
    expect(kernel.factors).toEqual([
      { operand: 0, ...left },
      { operand: 1, at: affine(0, [0, 1]), steps: [5] },
    ])
  })

  test('of a transposed factor reads it where it lies', () => {
    const writer = new GraphWriter()
    const [x, y] = [writer.parameter([3, 4]), writer.parameter([5, 4])]
    const kernel = productOf(writer.graph(writer.matmul(x, writer.node('transpose', { permutation: [1, 0] }, y))))
    expect(kernel.factors[1]).toEqual({ operand: 1, at: affine(0, [0, 4]), steps: [1] })
  })

  test('of one value with itself has one operand', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([4, 4])
    expect(productOf(writer.graph(writer.matmul(x, x))).factors.map(({ operand }) => operand)).toEqual([0, 0])
  })

  test('has one loop of rows for all axes that are crossed as one', () => {
    const writer = new GraphWriter()
    const kernel = productOf(writer.graph(writer.matmul(writer.parameter([2, 3, 4]), writer.parameter([4, 5]))))
    expect(kernel).toMatchObject({ extents: [6, 5], rows: 0, columns: 1, contracting: [4] })
  })

  test('has no loops for axes of one element', () => {
    const writer = new GraphWriter()
    const kernel = productOf(writer.graph(writer.matmul(writer.parameter([1, 4]), writer.parameter([4, 1]))))
    expect(kernel).toMatchObject({ extents: [], rows: 0, columns: 0, contracting: [4] })
  })

  test('of a slice begins where the slice does', () => {
    const writer = new GraphWriter()
    const [x, y] = [writer.parameter([6, 8]), writer.parameter([4, 5])]
    const part = writer.node('slice', { starts: [2, 3], limits: [6, 7], strides: [2, 1] }, x)
    const kernel = productOf(writer.graph(writer.matmul(part, y)))
    expect(kernel.factors[0]).toEqual({ operand: 0, at: affine(19, [16]), steps: [1] })
  })

  test('of what is broadcast stands still', () => {
    const writer = new GraphWriter()
    const [x, y] = [writer.parameter([4]), writer.parameter([4, 5])]
    const kernel = productOf(writer.graph(writer.matmul(writer.node('broadcast', { shape: [3, 4] }, x), y)))
    expect(kernel.factors[0]).toEqual({ operand: 0, at: affine(0, []), steps: [1] })
  })
})

describe('sums', () => {
  test('over several axes are one loop where both factors cross them as one', () => {
    const writer = new GraphWriter()
    const attributes = { ...free, lhsContracting: [0, 1], rhsContracting: [0, 1] }
    const kernel = productOf(
      writer.graph(writer.node('dotGeneral', attributes, writer.parameter([4, 6, 8]), writer.parameter([4, 6, 10]))),
    )
    expect(kernel).toMatchObject({ contracting: [24], factors: [{ steps: [8] }, { steps: [10] }] })
  })

  test('are one loop whatever order their axes are named in', () => {
    const writer = new GraphWriter()
    const attributes = { ...free, lhsContracting: [1, 0], rhsContracting: [1, 0] }
    const kernel = productOf(
      writer.graph(writer.node('dotGeneral', attributes, writer.parameter([4, 6, 8]), writer.parameter([4, 6, 10]))),
    )
    expect(kernel).toMatchObject({ contracting: [24] })
  })

  test('stay several loops where one factor crosses them otherwise', () => {
    const writer = new GraphWriter()
    const attributes = { ...free, lhsContracting: [0, 1], rhsContracting: [1, 0] }
    const kernel = productOf(
      writer.graph(writer.node('dotGeneral', attributes, writer.parameter([4, 6, 8]), writer.parameter([6, 4, 10]))),
    )
    expect(kernel).toMatchObject({ contracting: [4, 6], factors: [{ steps: [48, 8] }, { steps: [10, 40] }] })
  })

  test('over nothing are loops that never run, over one element none', () => {
    const writer = new GraphWriter()
    expect(productOf(writer.graph(writer.matmul(writer.parameter([3, 0]), writer.parameter([0, 5])))).contracting).toEqual([0])
    const single = new GraphWriter()
    expect(productOf(single.graph(single.matmul(single.parameter([3, 1]), single.parameter([1, 5])))).contracting).toEqual([])
  })
})

describe('batches', () => {
  const attributes = { lhsBatch: [0, 1], rhsBatch: [0, 1], lhsContracting: [3], rhsContracting: [3] }

  test('are the first loops, merged', () => {
    const writer = new GraphWriter()
    const kernel = productOf(
      writer.graph(writer.node('dotGeneral', attributes, writer.parameter([2, 4, 16, 8]), writer.parameter([2, 4, 12, 8]))),
    )
    expect(kernel).toMatchObject({ extents: [8, 16, 12], rows: 1, columns: 2, contracting: [8] })
    expect(kernel.factors.map(({ at }) => at)).toEqual([affine(0, [128, 8]), affine(0, [96, 0, 8])])
  })

  test('of heads that were transposed stay two loops, without a copy', () => {
    const writer = new GraphWriter()
    const heads = (): number => writer.parameter([2, 16, 4, 8])
    const [queries, keys] = [heads(), heads()]
    const front = (x: number): number => writer.node('transpose', { permutation: [0, 2, 1, 3] }, x)
    const graph = writer.graph(writer.node('dotGeneral', attributes, front(queries), front(keys)))
    expect(compileGraph(graph).calls).toHaveLength(1)
    expect(productOf(graph)).toMatchObject({ extents: [2, 4, 16, 16], rows: 2, columns: 3 })
  })
})

test('a body keeps apart loops that the sums alone would merge', () => {
  const writer = new GraphWriter()
  const [x, y, bias] = [writer.parameter([2, 3, 4]), writer.parameter([4, 5]), writer.parameter([3, 1])]
  const spread = writer.node('broadcast', { shape: [2, 3, 5] }, bias)
  const kernel = productOf(writer.graph(writer.node('add', {}, writer.matmul(x, y), spread)))
  expect(kernel).toMatchObject({ extents: [2, 3, 5], rows: 0, columns: 2 })
  // The sums on their own are one matrix, dense.
  expect(plainProduct(kernel)).toEqual({
    kind: 'product',
    dtype: 'float32',
    extents: [6, 5],
    rows: 0,
    columns: 1,
    contracting: [4],
    factors: [
      { operand: 0, at: affine(0, [4]), steps: [1] },
      { operand: 1, at: affine(0, [0, 1]), steps: [5] },
    ],
    body: [{ op: 'product', dtype: 'float32' }],
    stores: [{ result: 0, dtype: 'float32', instruction: 0, at: affine(0, [5, 1]) }],
  })
})

test('the gradient of an input reads the filter backwards', () => {
  const writer = new GraphWriter()
  const [g, filter] = [writer.parameter([1, 8, 8, 4]), writer.parameter([3, 3, 2, 4])]
  const attributes = { strides: [1, 1], low: [1, 1], high: [1, 1], dilations: [1, 1], groups: 1, spatial: [8, 8] }
  const kernel = productOf(writer.graph(writer.node('convInput', attributes, g, filter)))
  expect(kernel.factors[1]).toMatchObject({ at: affine(64, [0, 0, 4]), steps: [-24, -8, 1] })
  expect(kernel.contracting).toEqual([3, 3, 4])
})
