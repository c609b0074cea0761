/** Kernels as text. */
import { expect, test } from 'vitest'
import { compileGraph } from '../compile-graph.ts'
import { affine } from '../index-map/affine.ts'
import { GraphWriter } from '../testing/graph-writer.ts'
import { softmax } from '../testing/patterns.ts'
import type { KernelGraph, LoopKernel } from './kernel.ts'
import { printKernels } from './print.ts'

test('loops say what they reduce over', () => {
  const writer = new GraphWriter()
  const text = printKernels(compileGraph(writer.graph(softmax(writer, writer.parameter([32, 10])))))
  expect(text).toBe(`kernels(%0 float32[32, 10]) {
  loop (i < 32) over (j < 10) {
    t0 float32 = %0[10i + j]
    t1 float32 = reduceMax(t0)
    t2 float32 = sub(t0, t1)
    t3 float32 = exp(t2)
    t4 float32 = reduceSum(t3)
    t5 float32 = div(t3, t4)
    %9[10i + j] = t5
  }
  return %9
}`)
})

test('products say where each factor begins, and its steps', () => {
  const writer = new GraphWriter()
  const [x, filter] = [writer.parameter([2, 8, 8, 3]), writer.parameter([3, 3, 3, 4])]
  const attributes = { strides: [2, 2], low: [0, 0], high: [0, 0], dilations: [1, 1], groups: 1 }
  expect(printKernels(compileGraph(writer.graph(writer.node('conv', attributes, x, filter))))).toBe(
    `kernels(%0 float32[2, 8, 8, 3], %1 float32[3, 3, 3, 4]) {
  product (i < 2, j < 3, k < 3, l < 4) of %0[192i + 48j + 6k] by 24, 1 and %1[l] by 36, 4 over 3, 9 {
    t0 float32 = product
    %2[36i + 12j + 4k + l] = t0
  }
  return %2
}`,
  )
})

test('nodes that are kernels, places that run backwards, aliases, and results that are parameters', () => {
  const writer = new GraphWriter()
  const [x, y] = [writer.parameter([6]), writer.parameter([6])]
  const [sorted, permutation] = writer.nodes('sort', { axis: 0, descending: false }, writer.node('flip', { axes: [0] }, x))
  const square = writer.node('reshape', { shape: [2, 3] }, sorted!)
  expect(printKernels(compileGraph(writer.graph(square, permutation!, y)))).toBe(`kernels(%0 float32[6], %1 float32[6]) {
  loop (i < 6) {
    t0 float32 = %0[-1i + 5]
    %2[i] = t0
  }
  %3, %4 = sort(%2) {axis=0, descending=false}
  return %3, %4, %1
}`)
})

test('attributes of nodes, but for the graphs among them', () => {
  const types = [{ shape: [4], dtype: 'float32' as const }]
  const graph: KernelGraph = {
    values: [...types, ...types, ...types],
    parameters: 1,
    calls: [
      { kernel: { kind: 'node', primitive: 'randomBits', attributes: {} }, operands: [0], results: [1] },
      {
        kernel: { kind: 'node', primitive: 'scan', attributes: { windows: [[1, -1]], body: { nodes: [] } } },
        operands: [1, 0],
        results: [2],
      },
    ],
    results: [2],
    rootOf: (id) => id,
  }
  expect(printKernels(graph).split('\n').slice(1, -2)).toEqual([
    '  %1 = randomBits(%0)',
    '  %2 = scan(%1, %0) {windows=[[1,-1]], body={…}}',
  ])
})

test('constants, places as numbers, and more loops than the alphabet has letters left', () => {
  const extents = new Array<number>(20).fill(2)
  const kernel: LoopKernel = {
    kind: 'loop',
    kept: 20,
    extents,
    body: [
      { op: 'constant', dtype: 'float32', value: -0 },
      { op: 'constant', dtype: 'float32', value: -Infinity },
      { op: 'index', dtype: 'int32', at: affine(3, [-2]) },
    ],
    stores: [{ result: 0, dtype: 'float32', instruction: 0, at: affine(0, [...new Array<number>(18).fill(0), 2, 1]) }],
  }
  const graph: KernelGraph = {
    values: [{ shape: extents, dtype: 'float32' }],
    parameters: 0,
    calls: [{ kernel, operands: [], results: [0] }],
    results: [0],
    rootOf: (id) => id,
  }
  const lines = printKernels(graph).split('\n')
  expect(lines[1]).toContain('z < 2, i18 < 2, i19 < 2)')
  expect(lines.slice(2, 6)).toEqual([
    '    t0 float32 = -0',
    '    t1 float32 = -Infinity',
    '    t2 int32 = -2i + 3',
    '    %0[2i18 + i19] = t0',
  ])
})
