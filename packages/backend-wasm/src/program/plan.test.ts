/** Where values are put: shared, taken over, written in place, or copied at the end. */
import type { ValueId } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { TestGraph } from '../testing/run.ts'
import { planProgram } from './plan.ts'

const none = {}
const noDot = { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] }

describe('planProgram', () => {
  it('writes an output to its buffer', () => {
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float32', [4])
    const plan = planProgram(graph.program([], [graph.node('neg', none, x)]))
    expect(plan.steps.map(({ places }) => places)).toEqual([[{ buffer: 0 }, { buffer: 1 }]])
    expect(plan.commits).toEqual([])
  })

  it('keeps a chain of elementwise nodes out of memory', () => {
    const graph = new TestGraph()
    let value = graph.parameter('input', 'float32', [1000])
    for (let i = 0; i < 10; i++) value = graph.node('neg', none, value)
    const plan = planProgram(graph.program([], [value]))
    expect(plan.steps).toHaveLength(1)
    expect(plan.arenaBytes).toBe(64)
  })

  it('shares room between values whose lives do not meet, and gives none to aliases', () => {
    const graph = new TestGraph()
    let value = graph.parameter('input', 'float32', [20, 20])
    for (let i = 0; i < 10; i++) {
      value = graph.node('concat', { axis: 0 }, graph.node('reshape', { shape: [20, 20] }, value))
    }
    const plan = planProgram(graph.program([], [value]))
    expect(plan.steps).toHaveLength(10)
    expect(plan.arenaBytes).toBe(64 + 2 * 1600)
  })

  it('drops what nothing needs', () => {
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float32', [4])
    graph.node('exp', none, x)
    const plan = planProgram(graph.program([], [graph.node('neg', none, x)]))
    expect(plan.steps).toHaveLength(1)
  })

  it('writes a state in place when its last reader computes it element by element', () => {
    const graph = new TestGraph()
    const state = graph.parameter('state', 'float32', [4])
    const copied = graph.node('concat', { axis: 0 }, graph.node('exp', none, state))
    const plan = planProgram(graph.program([graph.node('neg', none, copied)], []))
    expect(plan.steps.at(-1)!.places[1]).toEqual({ buffer: 0 })
    expect(plan.commits).toEqual([])
    const own = new TestGraph()
    const x = own.parameter('state', 'float32', [4])
    expect(planProgram(own.program([own.node('neg', none, x)], [])).steps[0]!.places).toEqual([{ buffer: 0 }, { buffer: 0 }])
  })

  it('copies a state at the end when the kernel that computes it reads it otherwise, or another reads it later', () => {
    const matrix = new TestGraph()
    const x = matrix.parameter('state', 'float32', [4, 4])
    const plan = planProgram(matrix.program([matrix.node('dotGeneral', noDot, x, x)], []))
    expect(plan.commits).toEqual([{ from: { arenaBytes: 64 }, to: { buffer: 0 }, sizeBytes: 64 }])

    const late = new TestGraph()
    const [a, b] = [late.parameter('state', 'float32', [4, 4]), late.parameter('state', 'float32', [4, 4])]
    const next = (left: ValueId, right: ValueId): ValueId => late.node('dotGeneral', noDot, left, right)
    expect(planProgram(late.program([next(a, b), next(b, a)], [])).commits).not.toHaveLength(0)
  })

  it('runs the readers of a state before the kernel that replaces it', () => {
    const graph = new TestGraph()
    const state = graph.parameter('state', 'float32', [4])
    const next = graph.node('concat', { axis: 0 }, graph.node('neg', none, state))
    const old = graph.node('concat', { axis: 0 }, graph.node('exp', none, state))
    expect(planProgram(graph.program([next], [old])).commits).toEqual([])
  })

  it('copies a state whose old value is an output, after that output', () => {
    const graph = new TestGraph()
    const state = graph.parameter('state', 'float32', [4])
    const plan = planProgram(graph.program([graph.node('neg', none, state)], [state]))
    expect(plan.commits.map(({ to }) => to)).toEqual([{ buffer: 1 }, { buffer: 0 }])
  })

  it('lets states trade places by way of the arena', () => {
    const graph = new TestGraph()
    const [a, b] = [graph.parameter('state', 'float32', [4]), graph.parameter('state', 'float32', [4])]
    const plan = planProgram(graph.program([b, a], []))
    expect(plan.commits).toHaveLength(4)
    expect(plan.commits.slice(0, 2).every(({ to }) => 'arenaBytes' in to)).toBe(true)
    expect(plan.commits.slice(2).every(({ from }) => 'arenaBytes' in from)).toBe(true)
  })

  it('copies nothing for a state that stays as it is', () => {
    const graph = new TestGraph()
    const a = graph.parameter('state', 'float32', [4])
    expect(planProgram(graph.program([a], [])).commits).toEqual([])
  })
})
