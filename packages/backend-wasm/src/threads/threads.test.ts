/** Programs on several threads: the same bytes as on one, whoever joins, and nobody left behind. */
import { type Backend, ExecutionError, type Program, registerHostFunction, sizeBytesOf, sizeOf } from '@neurite/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grain } from '../lowering/grain.ts'
import { TestGraph } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

const usual = grain.work
beforeAll(() => void (grain.work = 1))
afterAll(() => void (grain.work = usual))

/** A few kernels of each kind, of odd sizes, that read each other's results. */
function network(): Program {
  const graph = new TestGraph()
  const x = graph.parameter('input', 'float32', [37, 29])
  const w = graph.parameter('state', 'float32', [29, 43])
  const b = graph.parameter('input', 'float32', [43])
  const dot = { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] }
  const sum = graph.node('add', {}, graph.node('dotGeneral', dot, x, w), graph.node('broadcast', { shape: [37, 43] }, b))
  const y = graph.node('tanh', {}, sum)
  const largest = graph.node('reduceMax', { axes: [1] }, y)
  const spread = (value: number): number =>
    graph.node('broadcast', { shape: [37, 43] }, graph.node('reshape', { shape: [37, 1] }, value))
  const e = graph.node('sub', {}, y, spread(largest))
  const total = graph.node('reduceSum', { axes: [0] }, e)
  const gradient = graph.node('dotGeneral', { ...dot, lhsContracting: [0] }, x, e)
  const next = graph.node('sub', {}, w, gradient)
  return graph.program([next], [y, total, graph.node('concat', { axis: 0 }, e)])
}

/** Runs a program on seeded numbers and returns all its buffers as bytes. */
function outcome(backend: Backend, program: Program, runs: number): Uint8Array[] {
  let seed = 7
  const random = (): number => ((seed = (seed * 1103515245 + 12345) % 2 ** 31), seed / 2 ** 31 - 0.5)
  const slices = program.bindings.map(({ role, type: { dtype, shape } }) => {
    const [slice] = backend.allocate([sizeOf(shape) * sizeBytesOf(dtype)])
    if (role !== 'output') backend.write(slice!, Float32Array.from({ length: sizeOf(shape) }, random))
    return slice!
  })
  const executable = backend.compileSync!(program)
  for (let i = 0; i < runs; i++) executable.run({ buffers: slices, scalars: new Uint8Array(), repeat: 2 })
  executable.dispose()
  return slices.map((slice) => new Uint8Array(backend.readSync!(slice)))
}

describe('threads', () => {
  it.each([2, 3, 5])('give with %i the bytes that one gives', async (threads) => {
    const [one, several] = [wasm({ threads: 1 }), wasm({ threads })]
    expect(outcome(several, network(), 1000)).toEqual(outcome(one, network(), 1000))
    await Promise.all([one.dispose(), several.dispose()])
  })

  it('run programs before any worker has started, and hundreds of them', async () => {
    const [one, two] = [wasm({ threads: 1 }), wasm({ threads: 2 })]
    const expected = outcome(one, network(), 1)
    for (let i = 0; i < 40; i++) expect(outcome(two, network(), 1)).toEqual(expected)
    await Promise.all([one.dispose(), two.dispose()])
  })

  it('leave no memory behind when 300 programs come and go', async () => {
    const [one, two] = [wasm({ threads: 1 }), wasm({ threads: 2, maxMemoryBytes: 2 ** 20 })]
    const expected = outcome(one, network(), 1)
    for (let i = 0; i < 300; i++) {
      const executable = two.compileSync!(network())
      executable.dispose()
    }
    expect(outcome(two, network(), 1)).toEqual(expected)
    await Promise.all([one.dispose(), two.dispose()])
  })

  it('wait for nobody when a function of the host throws, and go on to run other programs', async () => {
    registerHostFunction('wasm/threads/throws', () => {
      throw new Error('no')
    })
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float32', [64])
    const copy = (value: number): number => graph.node('concat', { axis: 0 }, graph.node('neg', {}, value))
    const results = [{ dtype: 'float32', shape: [64] }] as const
    const called = graph.node('hostCall', { name: 'wasm/threads/throws', results }, copy(x))
    const program = graph.program([], [copy(called)])
    const [one, three] = [wasm({ threads: 1 }), wasm({ threads: 3 })]
    const expected = outcome(one, network(), 500)
    outcome(three, network(), 500)
    const buffers = three.allocate([256, 256])
    const executable = three.compileSync!(program)
    for (let i = 0; i < 100; i++) {
      await expect(executable.run({ buffers, scalars: new Uint8Array() }).done()).rejects.toThrow(ExecutionError)
    }
    expect(outcome(three, network(), 500)).toEqual(expected)
    await Promise.all([one.dispose(), three.dispose()])
  })

  it('are refused where the number makes no sense', () => {
    for (const threads of [0, -1, 1.5, 65, Number.NaN]) {
      expect(() => wasm({ threads })).toThrow(`wasm: expected threads to be a whole number from 1 to 64, got ${threads}`)
    }
  })

  it('grow memory for all: workers see what was allocated after they started', async () => {
    const [one, two] = [wasm({ threads: 1 }), wasm({ threads: 2 })]
    outcome(two, network(), 200)
    const large = two.allocate([64 * 2 ** 20])
    expect(outcome(two, network(), 2000)).toEqual(outcome(one, network(), 2000))
    two.free(large)
    await Promise.all([one.dispose(), two.dispose()])
  })
})
