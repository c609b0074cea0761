/** The whole way from a graph to kernels, on random graphs; that they compute the same is checked beside the reference. */
import type { ValueId } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { compileGraph } from './compile-graph.ts'
import { placesOf } from './interpret/run-kernels.ts'
import { drawGraph } from './testing/draw-graph.ts'
import { GraphWriter } from './testing/graph-writer.ts'
import { seeded } from './testing/random.ts'

describe('kernels of any graph', () => {
  const compiled = Array.from({ length: 300 }, (_, seed) => {
    const { graph, updates } = drawGraph(seeded(seed))
    const replaced = updates.map(({ parameter }) => parameter)
    return {
      graph,
      kernels: compileGraph(graph, ({ results }) => replaced.map((parameter, i) => ({ parameter, result: results[i]! }))),
    }
  })

  test('read parameters and what kernels before them wrote', () => {
    for (const { kernels } of compiled) {
      const known = new Set<ValueId>(Array.from({ length: kernels.parameters }, (_, id) => id))
      for (const { operands, results } of kernels.calls) {
        for (const id of operands) expect(known.has(kernels.rootOf(id))).toBe(true)
        for (const id of results) {
          expect(known.has(id)).toBe(false)
          known.add(id)
        }
      }
      for (const id of kernels.results) expect(known.has(kernels.rootOf(id))).toBe(true)
    }
  })

  test('hand out values of the types that the graph promises', () => {
    for (const { graph, kernels } of compiled) {
      expect(kernels.parameters).toBe(graph.parameters)
      expect(kernels.results.map((id) => kernels.values[id])).toEqual(graph.results.map((id) => graph.values[id]))
    }
  })

  test('have bodies whose instructions come after their operands, and name operands and results that exist', () => {
    for (const { kernels } of compiled) {
      for (const { kernel, operands, results } of kernels.calls) {
        if (kernel.kind === 'node') continue
        kernel.body.forEach((instruction, id) => {
          const needed =
            instruction.op === 'apply' ? instruction.operands : instruction.op === 'reduce' ? [instruction.operand] : []
          for (const operand of needed) expect(operand).toBeLessThan(id)
          if (instruction.op === 'load') expect(operands[instruction.operand]).toBeDefined()
        })
        expect(kernel.stores.map(({ result }) => result)).toEqual([...results.keys()])
        for (const { instruction } of kernel.stores) expect(instruction).toBeLessThan(kernel.body.length)
      }
    }
  })

  test('never leave the tensors that they read', () => {
    for (const { kernels } of compiled) {
      for (const { kernel, operands } of kernels.calls) {
        if (kernel.kind === 'node') continue
        for (const instruction of kernel.body) {
          if (instruction.op !== 'load') continue
          const { shape } = kernels.values[operands[instruction.operand]!]!
          const size = shape.reduce((product, extent) => product * extent, 1)
          expect(placesOf(instruction.at, kernel.extents).every((place) => place >= 0 && place < size)).toBe(true)
        }
      }
    }
  })

  test('are the same for the same graph', () => {
    for (const { graph } of compiled.slice(0, 50)) {
      const [first, second] = [compileGraph(graph), compileGraph(graph)]
      expect(first.calls).toEqual(second.calls)
    }
  })
})

test('a state is replaced after all have read it, where the graph allows it', () => {
  const writer = new GraphWriter()
  const [state, x] = [writer.parameter([4]), writer.parameter([2, 4])]
  const next = writer.node('cumSum', { axis: 0, reverse: false, exclusive: false }, writer.node('neg', {}, state))
  const spread = writer.node('broadcast', { shape: [2, 4] }, state)
  const graph = writer.graph(next, writer.node('add', {}, x, spread))
  const order = (updated: boolean): ValueId[] =>
    compileGraph(graph, ({ results }) => (updated ? [{ parameter: state, result: results[0]! }] : [])).calls.flatMap(
      ({ results }) => results,
    )
  const last = (ids: readonly ValueId[]): ValueId => ids.at(-1)!
  expect(last(order(false))).not.toBe(last(order(true).filter((id) => id !== last(order(false)))))
  expect(last(order(true))).toBe(next)
})

test('a graph without nodes has no kernels', () => {
  const writer = new GraphWriter()
  const x = writer.parameter([3])
  expect(compileGraph(writer.graph(x, x))).toMatchObject({ calls: [], results: [x, x], parameters: 1 })
})
