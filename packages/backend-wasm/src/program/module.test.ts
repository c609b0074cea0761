/** Equal nodes share a function. */
import { describe, expect, it } from 'vitest'
import { listFunctions } from '../debug/listing.ts'
import { provideAll } from '../late/at-once.ts'
import { TestGraph } from '../testing/run.ts'
import { emitModule, type Marks } from './module.ts'
import { planProgram } from './plan.ts'

provideAll()

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

  it('marks steps only where somebody looks', () => {
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float32', [4])
    const plan = planProgram(graph.program([], [graph.node('concat', { axis: 0 }, graph.node('exp', {}, x), x)]))
    const marksIn = (marks?: Marks): number => {
      const { bytes } = emitModule(plan, { control: undefined, ...(marks && { marks }) })
      const [driver] = listFunctions(bytes, () => undefined).slice(-1)
      return driver!.text.split('(host.mark)').length - 1
    }
    expect(marksIn()).toBe(0)
    expect(marksIn('none')).toBe(0)
    // Before each of two steps, behind them, and behind the copies.
    expect(marksIn('program')).toBe(4)
    expect(marksIn('all')).toBe(4)
  })

  it('tells apart constants that JSON writes alike', () => {
    const keys = [0, -0, Number.NaN, Infinity, -Infinity].map((value) => {
      const graph = new TestGraph()
      const constant = graph.node('constant', { value, dtype: 'float32' })
      return planProgram(graph.program([], [constant]))
        .steps.map(({ kernel }) => kernel.key)
        .join()
    })
    expect(new Set(keys).size).toBe(5)
  })
})
