/** One call of a kernel by itself, on a meaning of primitives that is written here. */
import { InternalError } from '@neurite/core'
import { expect, it } from 'vitest'
import { compileGraph } from '../compile-graph.ts'
import { type Evaluate, runKernelCall } from '../debug.ts'
import type { KernelGraph } from '../kernels/kernel.ts'
import { GraphWriter } from '../testing/graph-writer.ts'

const evaluate: Evaluate = ({ nodes: [node] }, [a, b]) => {
  if (node?.primitive === 'neg') return [Float32Array.from(a!, (value) => -value)]
  if (node?.primitive === 'mul') return [Float32Array.from(a!, (value, i) => value * b![i]!)]
  throw new Error(`${node?.primitive} has no meaning here`)
}

/** `-(x * transposed y)` of 2 by 3 matrices. */
function kernels(): KernelGraph {
  const writer = new GraphWriter()
  const [x, y] = [writer.parameter([2, 3]), writer.parameter([3, 2])]
  const turned = writer.node('transpose', { permutation: [1, 0] }, y)
  return compileGraph(writer.graph(writer.node('neg', {}, writer.node('mul', {}, x, turned))))
}

it('computes all results of one call from its operands', () => {
  const graph = kernels()
  expect(graph.calls).toHaveLength(1)
  const operands = [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(1, 4, 2, 5, 3, 6)]
  const [result] = runKernelCall(graph, graph.calls[0]!, (id) => operands[id]!, evaluate)
  expect(result).toEqual(Float32Array.of(-1, -4, -9, -16, -25, -36))
  expect(operands[0]).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6))
})

it('refuses a kernel that writes an element twice', () => {
  const graph = kernels()
  const [call] = graph.calls
  if (call?.kernel.kind !== 'loop') throw new Error('expected a loop')
  const stores = call.kernel.stores.map((store) => ({ ...store, at: { offset: 0, strides: store.at.strides.map(() => 0) } }))
  const broken = { ...call, kernel: { ...call.kernel, stores } }
  const operand = Float32Array.of(1, 2, 3, 4, 5, 6)
  expect(() => runKernelCall(graph, broken, () => operand, evaluate)).toThrow(InternalError)
})
