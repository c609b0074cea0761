/** Until when values have to stay. */
import { expect, it } from 'vitest'
import { provideAll } from '../../late/at-once.ts'
import { planProgram } from '../../program/plan.ts'
import { TestGraph } from '../../testing/run.ts'
import { headBytes, lifetimesOf } from './lifetimes.ts'

provideAll()

it('keeps inputs for good, states until they are read no more, and results to the end', () => {
  const graph = new TestGraph()
  const [input, state, rate] = [
    graph.parameter('input', 'float32', [4]),
    graph.parameter('state', 'float32', [4]),
    graph.parameter('scalar', 'float32'),
  ]
  const joined = graph.node('concat', { axis: 0 }, input, state)
  const summed = graph.node('cumSum', { axis: 0, reverse: false, exclusive: false }, joined)
  const next = graph.node('slice', { starts: [0], limits: [4], strides: [1] }, summed)
  const plan = planProgram(graph.program([next], [graph.node('neg', {}, rate)]))
  const { held, targets } = lifetimesOf(plan)
  const end = plan.steps.length
  const stepOf = (id: number): number => plan.steps.findIndex(({ call }) => call.results.includes(id))
  const of = (id: number) => held.find((value) => value.id === id)
  expect(of(input)).toMatchObject({ from: 0, until: Infinity, place: { buffer: 0 } })
  expect(of(state)).toMatchObject({ from: 0, until: stepOf(joined), place: { buffer: 1 } })
  expect(of(rate)).toMatchObject({ from: 0, until: Infinity, place: { arenaBytes: plan.scalarsBytes } })
  expect(of(joined)).toMatchObject({ from: stepOf(joined) + 1, until: stepOf(summed), sizeBytes: 32 })
  expect(targets.map(({ buffer }) => buffer)).toEqual([1, 2])
  expect(targets.every(({ id }) => of(id)!.until === end)).toBe(true)
  expect(headBytes(plan)).toBe(plan.scalarsBytes + 8)
})
