/** Drawings of graphs, line by line. */
import { expect, test } from 'vitest'
import { graphToDot } from './dot.ts'
import type { Graph, TensorType } from './graph.ts'

const type: TensorType = { shape: [2], dtype: 'float32' }

const doubled: Graph = {
  values: [type, type],
  parameters: 1,
  nodes: [{ primitive: 'add', attributes: {}, operands: [0, 0], results: [1] }],
  results: [1],
}

const holding = (name: string): Graph => ({
  values: [type, type],
  parameters: 1,
  nodes: [{ primitive: 'composite', attributes: { name, body: doubled }, operands: [0], results: [1] }],
  results: [1],
})

test('parameters, nodes and results, with edges that carry types', () => {
  expect(graphToDot(doubled, { name: 'twice' }).split('\n')).toEqual([
    'digraph "twice" {',
    '  compound=true',
    String.raw`  p0 [label="parameter 0\nfloat32[2]", shape=ellipse]`,
    '  n0 [label="add", shape=box]',
    '  p0 -> n0 [label="float32[2]"]',
    '  p0 -> n0 [label="float32[2]"]',
    '  r0 [label="result 0", shape=ellipse]',
    '  n0 -> r0 [label="float32[2]"]',
    '}',
    '',
  ])
})

test('a graph inside a node is a cluster that the node points to', () => {
  const lines = graphToDot(holding('double')).split('\n')
  expect(lines).toContain('  subgraph cluster_n0b0 {')
  expect(lines).toContain('    label="body"')
  expect(lines).toContain('    n0b0n0 [label="add", shape=box]')
  expect(lines).toContain('  n0 -> n0b0p0 [lhead=cluster_n0b0, style=dashed]')
})

test('quotes, backslashes and line ends in labels are escaped', () => {
  // Attributes are JSON, so a quote arrives with a backslash of its own.
  expect(graphToDot(holding('a "b" \\N'))).toContain(String.raw`name=\"a \\\"b\\\" \\\\N\"`)
  expect(graphToDot(doubled, { name: 'a\n"b"\\' })).toContain(String.raw`digraph "a\n\"b\"\\" {`)
})

test('several graphs are a cluster each', () => {
  const text = graphToDot([doubled, doubled])
  expect(text).toContain('subgraph cluster_0 {\n    label="graph 0"\n    g0p0 [')
  expect(text).toContain('subgraph cluster_1 {\n    label="graph 1"\n    g1p0 [')
  expect(graphToDot([doubled])).toBe(graphToDot(doubled))
})
