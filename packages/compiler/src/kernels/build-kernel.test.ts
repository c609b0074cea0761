/** The bodies of kernels. */
import type { Graph } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { compileGraph } from '../compile-graph.ts'
import { affine } from '../index-map/affine.ts'
import { GraphWriter } from '../testing/graph-writer.ts'
import { layerNorm } from '../testing/patterns.ts'
import type { KernelCall, LoopKernel } from './kernel.ts'

/** The only kernel of a graph, and that of the last call. */
const last = (graph: Graph): KernelCall => compileGraph(graph).calls.at(-1)!

function loopOf({ kernel }: KernelCall): LoopKernel {
  if (kernel.kind !== 'loop') throw new Error(`expected a loop, got a ${kernel.kind}`)
  return kernel
}

describe('bodies', () => {
  test('load an element once, however often it is used', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([2, 3])
    const deep = writer.node('reshape', { shape: [1, 2, 3] }, x)
    const logarithm = writer.node('reshape', { shape: [2, 3] }, writer.node('log', {}, deep))
    const sum = writer.node('add', {}, writer.node('exp', {}, x), logarithm)
    const { body } = loopOf(last(writer.graph(sum)))
    expect(body.map(({ op }) => op)).toEqual(['load', 'apply', 'apply', 'apply'])
  })

  test('load different elements of one operand', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([3, 3])
    const call = last(writer.graph(writer.node('add', {}, x, writer.node('transpose', { permutation: [1, 0] }, x))))
    expect(call.operands).toEqual([x])
    expect(loopOf(call).body.slice(0, 2)).toEqual([
      { op: 'load', dtype: 'float32', operand: 0, at: affine(0, [3, 1]) },
      { op: 'load', dtype: 'float32', operand: 0, at: affine(0, [1, 3]) },
    ])
  })

  test('hold constants, also those that another kernel reads from memory', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([3])
    const zero = writer.fill(0, [])
    const active = writer.node('max', {}, x, writer.node('broadcast', { shape: [3] }, zero))
    const padded = writer.node('pad', { low: [1], high: [1], interior: [0] }, x, zero)
    const { calls } = compileGraph(writer.graph(active, padded))
    const map = calls.find(({ results }) => results.includes(active))!
    expect(map.operands).toEqual([x])
    expect(loopOf(map).body[1]).toEqual({ op: 'constant', dtype: 'float32', value: 0 })
  })

  test('count places', () => {
    const writer = new GraphWriter()
    const rows = writer.node('iota', { shape: [4, 3], dtype: 'int32', axis: 0 })
    const call = last(writer.graph(writer.node('transpose', { permutation: [1, 0] }, rows)))
    expect(call.operands).toEqual([])
    expect(loopOf(call)).toMatchObject({ extents: [3, 4], body: [{ op: 'index', dtype: 'int32', at: affine(0, [0, 1]) }] })
  })

  test('read bits from memory in the dtype of the view', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([4])
    const bits = writer.node('bitcast', { dtype: 'int32' }, x)
    const call = last(writer.graph(writer.node('bitwiseNot', {}, bits)))
    expect(call.operands).toEqual([x])
    expect(loopOf(call).body[0]).toEqual({ op: 'load', dtype: 'int32', operand: 0, at: affine(0, [1]) })
  })

  test('hold all passes over a row', () => {
    const writer = new GraphWriter()
    const [x, scale, offset] = [writer.parameter([8, 32]), writer.parameter([32]), writer.parameter([32])]
    const kernel = loopOf(last(writer.graph(layerNorm(writer, x, scale, offset))))
    expect(kernel).toMatchObject({ extents: [8, 32], kept: 1 })
    expect(kernel.body.filter(({ op }) => op === 'reduce')).toHaveLength(2)
    expect(kernel.stores).toHaveLength(1)
  })
})

describe('loops', () => {
  test('are as few as every access allows, and reduced ones come last', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([2, 3, 4, 5])
    expect(loopOf(last(writer.graph(writer.node('exp', {}, x))))).toMatchObject({ extents: [120], kept: 1 })
    expect(loopOf(last(writer.graph(writer.node('reduceSum', { axes: [2, 3] }, x))))).toMatchObject({ extents: [6, 20], kept: 1 })
    expect(loopOf(last(writer.graph(writer.node('reduceSum', { axes: [0, 1] }, x))))).toMatchObject({ extents: [20, 6], kept: 1 })
    expect(loopOf(last(writer.graph(writer.node('reduceSum', { axes: [0, 1, 2, 3] }, x))))).toMatchObject({
      extents: [120],
      kept: 0,
    })
  })

  test('are none for a scalar', () => {
    const writer = new GraphWriter()
    expect(loopOf(last(writer.graph(writer.node('exp', {}, writer.parameter([1, 1])))))).toMatchObject({ extents: [], kept: 0 })
  })
})

test('a kernel says where its node comes from, if it has one of its own', () => {
  const writer = new GraphWriter()
  const x = writer.parameter([3, 3])
  const graph = writer.graph(writer.matmul(x, x), writer.node('cumSum', { axis: 0, reverse: false, exclusive: false }, x))
  const origin = { toString: () => 'model.ts:7' }
  const { calls } = compileGraph({ ...graph, nodes: graph.nodes.map((node) => ({ ...node, origin })) })
  expect(calls.map((call) => call.origin)).toEqual([origin, origin])
  expect(compileGraph(graph).calls.some((call) => 'origin' in call)).toBe(false)
})

test('operands of nodes that are kernels stay as the node names them', () => {
  const writer = new GraphWriter()
  const x = writer.parameter([2, 3])
  const flat = writer.node('reshape', { shape: [6] }, x)
  const { calls, rootOf } = compileGraph(writer.graph(writer.node('cumSum', { axis: 0, reverse: false, exclusive: false }, flat)))
  expect(calls).toMatchObject([{ operands: [flat], kernel: { kind: 'node', primitive: 'cumSum' } }])
  expect(rootOf(flat)).toBe(x)
})
