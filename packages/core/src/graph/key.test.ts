/** Keys are equal exactly for what is equal. */
import { expect, test } from 'vitest'
import type { Graph } from './graph.ts'
import { attributesKey, graphKey, typeKey } from './key.ts'

const graphOf = (value: number): Graph => ({
  values: [
    { shape: [2], dtype: 'float32' },
    { shape: [], dtype: 'float32' },
  ],
  parameters: 1,
  nodes: [{ primitive: 'constant', attributes: { value, dtype: 'float32' }, operands: [], results: [1] }],
  results: [1],
})

test('attributes that are written anew have the same key', () => {
  expect(attributesKey({ axes: [0, 1], shape: [2, 3] })).toBe(attributesKey({ axes: [0, 1], shape: [2, 3] }))
  expect(attributesKey({ body: graphOf(1) })).toBe(attributesKey({ body: graphOf(1) }))
  expect(attributesKey({})).toBe(attributesKey({}))
})

test.each<[object, object]>([
  [{ value: 0 }, { value: -0 }],
  [{ value: Infinity }, { value: -Infinity }],
  [{ value: NaN }, { value: null }],
  [{ value: 1 }, { value: '1' }],
  [{ axes: [0, 1] }, { axes: [1, 0] }],
  [{ axes: [[0], 1] }, { axes: [[0, 1]] }],
  [{ axis: 1, count: 2 }, { axis: 12 }],
  [{ reverse: true }, { reverse: 'true' }],
  [{ gradient: undefined }, {}],
  [{ body: graphOf(1) }, { body: graphOf(2) }],
  [{ body: graphOf(0) }, { body: graphOf(-0) }],
])('%o and %o have different keys', (a, b) => {
  expect(attributesKey(a)).not.toBe(attributesKey(b))
})

test('graphs are told apart by types, results and parameters', () => {
  const graph = graphOf(1)
  expect(graphKey(graph)).toBe(graphKey(graphOf(1)))
  expect(graphKey({ ...graph, results: [0] })).not.toBe(graphKey(graph))
  expect(graphKey({ ...graph, values: [{ shape: [2], dtype: 'int32' }, graph.values[1]!] })).not.toBe(graphKey(graph))
  expect(typeKey({ shape: [1, 2], dtype: 'int8' })).not.toBe(typeKey({ shape: [12], dtype: 'int8' }))
})
