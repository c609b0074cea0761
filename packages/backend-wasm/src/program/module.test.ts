/** Equal nodes share a function. */
import { describe, expect, it } from 'vitest'
import { TestGraph } from '../testing/run.ts'
import { emitModule } from './module.ts'
import { planProgram } from './plan.ts'

function sizeOfChain(length: number): number {
  const graph = new TestGraph()
  let value = graph.parameter('input', 'float32', [64])
  for (let i = 0; i < length; i++) value = graph.node('rsqrt', {}, value)
  return emitModule(planProgram(graph.program([], [value]))).bytes.byteLength
}

describe('emitModule', () => {
  it('emits a kernel once, and a call of a few bytes for each use', () => {
    expect((sizeOfChain(100) - sizeOfChain(2)) / 98).toBeLessThan(20)
  })

  it('tells apart constants that JSON writes alike', () => {
    const graph = new TestGraph()
    graph.parameter('input', 'float32', [])
    const values = [0, -0, Number.NaN, Infinity, -Infinity].map((value) => graph.node('constant', { value, dtype: 'float32' }))
    const plan = planProgram(graph.program([], values))
    expect(new Set(plan.steps.map(({ kernel }) => kernel.key)).size).toBe(5)
  })
})
