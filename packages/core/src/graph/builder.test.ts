/** Building graphs: merging, identities, inlining, pruning, keys. */
import { expect, test } from 'vitest'
import type { AnyGraphNode, Graph, TensorType } from './graph.ts'
import { type BuildPurpose, claimsNothing, GraphBuilder, pruneGraph } from './builder.ts'
import { graphKey } from './key.ts'
import { printGraph } from './print.ts'

const type: TensorType = { shape: [2], dtype: 'float32' }
const node = (primitive: string, attributes: object = {}): AnyGraphNode =>
  ({ primitive, attributes, operands: [], results: [] }) as unknown as AnyGraphNode
const forRunning: BuildPurpose = { claims: claimsNothing, isBody: false }
const forBodies: BuildPurpose = { claims: () => true, isBody: true }

function doubled(): Graph {
  const builder = new GraphBuilder(forBodies)
  const x = builder.parameter(type)
  return builder.build(builder.add(node('add'), [x, x], [type]))
}

test('equal nodes are one node', () => {
  const builder = new GraphBuilder(forRunning)
  const x = builder.parameter(type)
  const a = builder.add(node('exp'), [x], [type])
  const b = builder.add(node('exp'), [x], [type])
  expect(a).toEqual(b)
  expect(builder.add(node('log'), [x], [type])).not.toEqual(a)
})

test('attributes tell nodes apart: signs of zero, infinities, dtypes', () => {
  const builder = new GraphBuilder(forRunning)
  const scalar: TensorType = { shape: [], dtype: 'float32' }
  const ids = [0, -0, Infinity, -Infinity, NaN].map(
    (value) => builder.add(node('constant', { value, dtype: 'float32' }), [], [scalar])[0],
  )
  ids.push(builder.add(node('constant', { value: 0, dtype: 'int32' }), [], [{ shape: [], dtype: 'int32' }])[0])
  expect(new Set(ids).size).toBe(6)
})

test('identities vanish, and of several reshapes the last stays', () => {
  const builder = new GraphBuilder(forRunning)
  const x = builder.parameter(type)
  expect(builder.add(node('reshape', { shape: [2] }), [x], [type])).toEqual([x])
  expect(builder.add(node('stopGradient'), [x], [type])).toEqual([x])
  expect(builder.add(node('cast', { dtype: 'float32' }), [x], [type])).toEqual([x])
  const [wide] = builder.add(node('reshape', { shape: [1, 2] }), [x], [{ shape: [1, 2], dtype: 'float32' }])
  expect(builder.add(node('reshape', { shape: [2] }), [wide!], [type])).toEqual([x])
})

test('bodies keep what only matters to gradients', () => {
  const builder = new GraphBuilder(forBodies)
  const x = builder.parameter(type)
  expect(builder.add(node('stopGradient'), [x], [type])).not.toEqual([x])
})

test('composites are inlined unless they are claimed', () => {
  const inlined = new GraphBuilder(forRunning)
  const x = inlined.parameter(type)
  const graph = inlined.build(inlined.add(node('composite', { name: 'double', body: doubled() }), [x], [type]))
  expect(printGraph(graph)).toBe('graph(%0 float32[2]) {\n  %1 float32[2] = add(%0, %0)\n  return %1\n}')

  const claimed = new GraphBuilder({ claims: ({ name }) => name === 'double', isBody: false })
  const y = claimed.parameter(type)
  const kept = claimed.build(claimed.add(node('composite', { name: 'double', body: doubled() }), [y], [type]))
  expect(printGraph(kept)).toContain('composite(%0) {name="double", body={…}}')
})

test('pruning keeps what the results need, and every parameter', () => {
  const builder = new GraphBuilder(forRunning)
  const [x, y] = [builder.parameter(type), builder.parameter(type)]
  const [unused] = builder.add(node('exp'), [x], [type])
  const [used] = builder.add(node('log'), [y], [type])
  const graph = pruneGraph(builder.build([used!, unused!]), [used!])
  expect(graph.parameters).toBe(2)
  expect(graph.nodes.map(({ primitive }) => primitive)).toEqual(['log'])
  expect(graph.results).toEqual([2])
})

test('keys are equal exactly for equal graphs', () => {
  expect(graphKey(doubled())).toBe(graphKey(doubled()))
  const builder = new GraphBuilder(forBodies)
  const x = builder.parameter(type)
  const other = builder.build(builder.add(node('mul'), [x, x], [type]))
  expect(graphKey(other)).not.toBe(graphKey(doubled()))
})
