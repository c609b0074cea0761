/** Convolutions as sums of products over padded operands; that they mean the same is checked on random graphs. */
import { type Graph, printGraph } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { GraphWriter } from '../testing/graph-writer.ts'
import { canonicalise } from './canonicalise.ts'
import { isPlainConvolution } from './convolution.ts'

const window = { strides: [1, 1], low: [0, 0], high: [0, 0], dilations: [1, 1], groups: 1 }
const same = { ...window, low: [1, 1], high: [1, 1] }

function conv(attributes: typeof window, image: readonly number[] = [2, 8, 8, 3]): Graph {
  const writer = new GraphWriter()
  const [x, filter] = [writer.parameter(image), writer.parameter([3, 3, 3, 4])]
  return writer.graph(writer.node('conv', attributes, x, filter))
}

const last = (graph: Graph) => graph.nodes.at(-1)!
const linesOf = (graph: Graph): string[] =>
  printGraph(canonicalise(graph))
    .split('\n')
    .slice(1, -2)
    .map((line) => line.trim())

test('a convolution without padding is plain as it is', () => {
  const graph = conv({ ...window, strides: [2, 2], dilations: [2, 1] })
  expect(canonicalise(graph).nodes).toEqual(graph.nodes)
  expect(isPlainConvolution(graph, last(graph))).toBe(true)
})

test('padding becomes a node', () => {
  expect(isPlainConvolution(conv(same), last(conv(same)))).toBe(false)
  expect(linesOf(conv(same))).toEqual([
    '%2 float32[] = constant() {value=0, dtype="float32"}',
    '%3 float32[2, 10, 10, 3] = pad(%0, %2) {low=[0,1,1,0], high=[0,1,1,0], interior=[0,0,0,0]}',
    '%4 float32[2, 8, 8, 4] = conv(%3, %1) {strides=[1,1], low=[0,0], high=[0,0], dilations=[1,1], groups=1}',
  ])
})

test('the input of a convolution and of its filter gradient is padded once', () => {
  const writer = new GraphWriter()
  const [x, filter, g] = [writer.parameter([2, 8, 8, 3]), writer.parameter([3, 3, 3, 4]), writer.parameter([2, 8, 8, 4])]
  const graph = writer.graph(writer.node('conv', same, x, filter), writer.node('convFilter', { ...same, kernel: [3, 3] }, x, g))
  const canonical = canonicalise(graph)
  expect(canonical.nodes.map(({ primitive }) => primitive)).toEqual(['constant', 'pad', 'conv', 'convFilter'])
  for (const node of canonical.nodes.slice(2)) expect(isPlainConvolution(canonical, node)).toBe(true)
})

/** A gradient of images `[spatial, spatial]`, of as many positions of a window of 3 by 3 as its attributes leave. */
function convInput(attributes: typeof window, spatial: number): Graph {
  const writer = new GraphWriter()
  const [low, stride] = [attributes.low[0]!, attributes.strides[0]!]
  const positions = Math.floor((spatial + low + attributes.high[0]! - 3) / stride) + 1
  const [g, filter] = [writer.parameter([1, positions, positions, 4]), writer.parameter([3, 3, 3, 4])]
  return writer.graph(writer.node('convInput', { ...attributes, spatial: [spatial, spatial] }, g, filter))
}

test('a gradient of an input gets room for the window', () => {
  const canonical = canonicalise(convInput({ ...window, low: [0, 0], high: [2, 2] }, 8))
  expect(canonical.nodes[1]).toMatchObject({ primitive: 'pad', attributes: { low: [0, 2, 2, 0], high: [0, 0, 0, 0] } })
  expect(canonical.values[canonical.nodes[1]!.results[0]!]!.shape).toEqual([1, 10, 10, 4])
  expect(isPlainConvolution(canonical, last(canonical))).toBe(true)
})

test('a gradient of an input gets room as long as few more sums come of it', () => {
  expect(canonicalise(convInput(window, 60)).nodes.map(({ primitive }) => primitive)).toEqual(['constant', 'pad', 'convInput'])
})

describe('stays as it is', () => {
  test('in groups', () => {
    const graph = conv({ ...same, groups: 2 }, [2, 8, 8, 6])
    expect(canonicalise(graph).nodes.map(({ primitive }) => primitive)).toEqual(['conv'])
    expect(isPlainConvolution(graph, last(graph))).toBe(false)
  })

  test('over nothing', () => {
    const graph = conv(same, [0, 8, 8, 3])
    expect(canonicalise(graph).nodes.map(({ primitive }) => primitive)).toEqual(['conv'])
    expect(isPlainConvolution(graph, last(graph))).toBe(false)
  })

  test.each([
    ['in strides', { ...same, strides: [2, 2] }, 8],
    ['with margins that are much of it', window, 13],
  ])('a gradient of an input %s', (_, attributes, spatial) => {
    const graph = convInput(attributes, spatial)
    expect(canonicalise(graph).nodes).toEqual(graph.nodes)
    expect(isPlainConvolution(graph, last(graph))).toBe(false)
  })

  test('any other node', () => {
    const writer = new GraphWriter()
    const graph = writer.graph(writer.node('neg', {}, writer.parameter([2])))
    expect(isPlainConvolution(graph, last(graph))).toBe(false)
  })
})
