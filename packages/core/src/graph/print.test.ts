/** Graphs as text: values, attributes, the graphs inside nodes, and where nodes come from. */
import { expect, test } from 'vitest'
import type { Graph, TensorType } from './graph.ts'
import { printGraph } from './print.ts'

const scalar: TensorType = { shape: [], dtype: 'float32' }
const row: TensorType = { shape: [3], dtype: 'float32' }

const add: Graph = {
  values: [scalar, scalar, scalar],
  parameters: 2,
  nodes: [{ primitive: 'add', attributes: {}, operands: [0, 1], results: [2] }],
  results: [2, 0],
}

const loop: Graph = {
  values: [scalar, row, scalar, row],
  parameters: 2,
  nodes: [
    {
      primitive: 'scan',
      attributes: { body: add, length: 3, carried: 1, sequences: 1, reverse: false },
      operands: [0, 1],
      results: [2, 3],
      origin: { layer: 'model/rnn', toString: () => 'step (app.ts:3:4)' },
    },
  ],
  results: [3],
}

test('a node that holds a graph has it below', () => {
  expect(printGraph(loop).split('\n')).toEqual([
    'graph(%0 float32[], %1 float32[3]) {',
    '  %2 float32[], %3 float32[3] = scan(%0, %1) {body={…}, length=3, carried=1, sequences=1, reverse=false}',
    '    body(%0 float32[], %1 float32[]) {',
    '      %2 float32[] = add(%0, %1)',
    '      return %2, %0',
    '    }',
    '  return %3',
    '}',
  ])
})

test('origins are said on demand', () => {
  expect(printGraph(loop)).not.toContain('app.ts')
  expect(printGraph(loop, { origins: true })).toContain('reverse=false}  # model/rnn, step (app.ts:3:4)\n')
})

test.each([
  [Infinity, 'Infinity'],
  [-Infinity, '-Infinity'],
  [NaN, 'NaN'],
  [-0, '-0'],
])('the literal %d is told apart', (value, text) => {
  const graph: Graph = {
    values: [scalar],
    parameters: 0,
    nodes: [{ primitive: 'constant', attributes: { value, dtype: 'float32' }, operands: [], results: [0] }],
    results: [0],
  }
  expect(printGraph(graph)).toContain(`constant() {value=${text}, dtype="float32"}`)
})
