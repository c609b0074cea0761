/** The canonical graph: fewer nodes, the same function. */
import { type Graph, type PrimitiveName, printGraph, sizeOf } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { drawGraph } from '../testing/draw-graph.ts'
import { GraphWriter } from '../testing/graph-writer.ts'
import { seeded } from '../testing/random.ts'
import { canonicalise } from './canonicalise.ts'

const primitives = (graph: Graph): PrimitiveName[] => graph.nodes.map(({ primitive }) => primitive)

/** What the graph is in canonical form, line by line. */
const linesOf = (graph: Graph): string[] =>
  printGraph(canonicalise(graph))
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim())

describe('transposes', () => {
  test('of transposes are one', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([2, 3, 4])
    const once = writer.node('transpose', { permutation: [2, 0, 1] }, x)
    const twice = writer.node('transpose', { permutation: [1, 0, 2] }, once)
    expect(linesOf(writer.graph(twice))).toEqual(['%1 float32[2, 4, 3] = transpose(%0) {permutation=[0,2,1]}', 'return %1'])
  })

  test('that undo each other, or do nothing, vanish', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([2, 3, 4])
    const there = writer.node('transpose', { permutation: [2, 0, 1] }, x)
    const back = writer.node('transpose', { permutation: [1, 2, 0] }, there)
    const still = writer.node('transpose', { permutation: [0, 1, 2] }, x)
    expect(linesOf(writer.graph(back, still))).toEqual(['return %0, %0'])
  })

  test('of a product swap its factors', () => {
    const writer = new GraphWriter()
    const [x, w] = [writer.parameter([2, 3]), writer.parameter([3, 5])]
    const product = writer.matmul(x, w)
    expect(linesOf(writer.graph(writer.node('transpose', { permutation: [1, 0] }, product)))).toEqual([
      '%2 float32[5, 2] = dotGeneral(%1, %0) {lhsBatch=[], rhsBatch=[], lhsContracting=[0], rhsContracting=[1]}',
      'return %2',
    ])
  })

  test('of a product with batch axes swap its factors where the batch stays in front', () => {
    const attributes = { lhsBatch: [0, 1], rhsBatch: [1, 0], lhsContracting: [3], rhsContracting: [2] }
    const product = (permutation: readonly number[]): Graph => {
      const writer = new GraphWriter()
      const [x, y] = [writer.parameter([2, 3, 4, 5]), writer.parameter([3, 2, 5, 6])]
      return writer.graph(writer.node('transpose', { permutation }, writer.node('dotGeneral', attributes, x, y)))
    }
    expect(linesOf(product([0, 1, 3, 2]))[0]).toBe(
      '%2 float32[2, 3, 6, 4] = dotGeneral(%1, %0) {lhsBatch=[1,0], rhsBatch=[0,1], lhsContracting=[2], rhsContracting=[3]}',
    )
    expect(primitives(canonicalise(product([1, 0, 3, 2])))).toEqual(['dotGeneral', 'transpose'])
    expect(primitives(canonicalise(product([0, 3, 1, 2])))).toEqual(['dotGeneral', 'transpose'])
  })

  test('of a product with several free axes on a side take them along in their order', () => {
    const writer = new GraphWriter()
    const [x, y] = [writer.parameter([2, 3, 4]), writer.parameter([4, 5])]
    const product = writer.matmul(x, y)
    expect(linesOf(writer.graph(writer.node('transpose', { permutation: [2, 0, 1] }, product)))).toEqual([
      '%2 float32[5, 2, 3] = dotGeneral(%1, %0) {lhsBatch=[], rhsBatch=[], lhsContracting=[0], rhsContracting=[2]}',
      'return %2',
    ])
  })

  test('of a product that others read leave it alone: it would be computed twice', () => {
    const writer = new GraphWriter()
    const [x, w] = [writer.parameter([2, 3]), writer.parameter([3, 5])]
    const product = writer.matmul(x, w)
    const turned = writer.node('transpose', { permutation: [1, 0] }, product)
    expect(primitives(canonicalise(writer.graph(turned, product)))).toEqual(['dotGeneral', 'transpose'])
    expect(primitives(canonicalise(writer.graph(turned, writer.node('exp', {}, product))))).toEqual([
      'dotGeneral',
      'transpose',
      'exp',
    ])
  })
})

describe('arithmetic on what is transposed', () => {
  const turn = (writer: GraphWriter, x: number, permutation = [1, 2, 0]): number => writer.node('transpose', { permutation }, x)

  test('comes before the transpose, where numbers and what is transposed alike are all there is', () => {
    const writer = new GraphWriter()
    const [x, y] = [writer.parameter([2, 3, 4]), writer.parameter([2, 3, 4])]
    const sum = writer.node('add', {}, turn(writer, x), turn(writer, y))
    const graph = writer.graph(writer.node('less', {}, sum, writer.fill(0.5, [3, 4, 2])))
    expect(linesOf(graph)).toEqual([
      '%2 float32[2, 3, 4] = add(%0, %1)',
      '%3 float32[] = constant() {value=0.5, dtype="float32"}',
      '%4 float32[2, 3, 4] = broadcast(%3) {shape=[2,3,4]}',
      '%5 bool[2, 3, 4] = less(%2, %4)',
      '%6 bool[3, 4, 2] = transpose(%5) {permutation=[1,2,0]}',
      'return %6',
    ])
  })

  test('stays behind it elsewhere', () => {
    const after = (other: (writer: GraphWriter, x: number) => number): PrimitiveName => {
      const writer = new GraphWriter()
      const x = writer.parameter([2, 2, 2])
      const sum = writer.node('add', {}, turn(writer, x), other(writer, x))
      return canonicalise(writer.graph(sum)).nodes.at(-1)!.primitive
    }
    expect(after((writer, x) => turn(writer, x))).toBe('transpose')
    expect(after((_, x) => x)).toBe('add')
    expect(after((writer, x) => turn(writer, x, [2, 0, 1]))).toBe('add')
    expect(after((writer, x) => writer.node('flip', { axes: [0] }, x))).toBe('add')
  })
})

describe('reductions', () => {
  test('over axes of one element are reshapes', () => {
    for (const primitive of ['reduceSum', 'reduceProd', 'reduceMax', 'reduceMin'] as const) {
      const writer = new GraphWriter()
      const x = writer.parameter([1, 3, 1])
      const graph = writer.graph(
        writer.node(primitive, { axes: [0, 2] }, x),
        writer.node(primitive, { axes: [] }, x),
        writer.node(primitive, { axes: [1, 2] }, x),
      )
      expect(linesOf(graph)).toEqual([
        '%1 float32[3] = reshape(%0) {shape=[3]}',
        `%2 float32[1] = ${primitive}(%0) {axes=[1,2]}`,
        'return %1, %0, %2',
      ])
    }
  })

  test('for the place of an extreme stay', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([1, 3])
    expect(primitives(canonicalise(writer.graph(writer.node('argMax', { axis: 0 }, x))))).toEqual(['argMax'])
  })
})

describe('constants', () => {
  test('are folded through chains of scalars', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([])
    const half = writer.node('div', {}, writer.fill(1, []), writer.fill(2, []))
    const scaled = writer.node('mul', {}, x, writer.node('neg', {}, half))
    expect(linesOf(writer.graph(scaled))).toEqual([
      '%1 float32[] = constant() {value=-0.5, dtype="float32"}',
      '%2 float32[] = mul(%0, %1)',
      'return %2',
    ])
  })

  test('of any shape are folded, and spread over the result', () => {
    const writer = new GraphWriter()
    const root = writer.node('sqrt', {}, writer.fill(4, [2, 3]))
    const turned = writer.node('transpose', { permutation: [1, 0] }, writer.fill(1, [2, 3]))
    const sum = writer.node('add', {}, root, writer.node('reshape', { shape: [2, 3] }, turned))
    expect(linesOf(writer.graph(sum))).toEqual([
      '%0 float32[] = constant() {value=3, dtype="float32"}',
      '%1 float32[2, 3] = broadcast(%0) {shape=[2,3]}',
      'return %1',
    ])
  })

  test('keep the sign of zero', () => {
    const writer = new GraphWriter()
    const zero = writer.node('neg', {}, writer.fill(0, []))
    expect(linesOf(writer.graph(zero, writer.fill(0, [])))).toEqual([
      '%0 float32[] = constant() {value=0, dtype="float32"}',
      '%1 float32[] = constant() {value=-0, dtype="float32"}',
      'return %1, %0',
    ])
  })

  test('meet values that are not known without a rewrite: x * 0 is not 0, x + 0 is not x', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([])
    const graph = writer.graph(writer.node('mul', {}, x, writer.fill(0, [])), writer.node('add', {}, x, writer.fill(0, [])))
    expect(primitives(canonicalise(graph))).toEqual(['constant', 'mul', 'add'])
  })

  test('of integers, comparisons and slow functions stay nodes', () => {
    const writer = new GraphWriter()
    const [a, b] = [writer.fill(1, []), writer.fill(2, [])]
    const graph = writer.graph(
      writer.node('add', {}, writer.fill(1, [], 'int32'), writer.fill(2, [], 'int32')),
      writer.node('less', {}, a, b),
      writer.node('exp', {}, a),
      writer.node('select', {}, writer.fill(1, [], 'bool'), a, b),
    )
    expect(primitives(canonicalise(graph)).filter((primitive) => primitive !== 'constant')).toEqual([
      'add',
      'less',
      'exp',
      'select',
    ])
  })
})

test('equal nodes become one, and what nothing needs is dropped', () => {
  const writer = new GraphWriter()
  const x = writer.parameter([2])
  writer.node('log', {}, x)
  const sum = writer.node('add', {}, writer.node('exp', {}, x), writer.node('exp', {}, x))
  expect(linesOf(writer.graph(sum))).toEqual(['%1 float32[2] = exp(%0)', '%2 float32[2] = add(%1, %1)', 'return %2'])
})

test('parameters stay, whether they are read or not, and where nodes come from', () => {
  const writer = new GraphWriter()
  writer.parameter([2])
  const x = writer.parameter([3])
  const graph = writer.graph(writer.node('neg', {}, x), x)
  const origin = { toString: () => 'model.ts:7' }
  const canonical = canonicalise({ ...graph, nodes: graph.nodes.map((node) => ({ ...node, origin })) })
  expect(canonical.parameters).toBe(2)
  expect(canonical.results).toEqual([2, 1])
  expect(canonical.nodes[0]!.origin).toBe(origin)
})

test('a canonical graph stays as it is', () => {
  for (let seed = 0; seed < 100; seed++) {
    const canonical = canonicalise(drawGraph(seeded(seed)).graph)
    expect(printGraph(canonicalise(canonical))).toBe(printGraph(canonical))
  }
})

test('no more nodes but for numbers in another shape, the same types', () => {
  const computed = ({ nodes }: Graph): number =>
    nodes.filter(({ primitive }) => !['constant', 'broadcast', 'transpose'].includes(primitive)).length
  for (let seed = 0; seed < 100; seed++) {
    const { graph } = drawGraph(seeded(seed))
    const canonical = canonicalise(graph)
    expect(computed(canonical)).toBeLessThanOrEqual(computed(graph))
    expect(canonical.results.map((id) => canonical.values[id])).toEqual(graph.results.map((id) => graph.values[id]))
    expect(canonical.values.every(({ shape }) => sizeOf(shape) >= 0)).toBe(true)
  }
})
