/** Functions of the host: what they are given, what they may return, and what happens when they fail. */
import { ArgumentError, ExecutionError, registerHostFunction, type TensorType } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { download, room, runPrimitive, scalar, TestGraph, tensor, upload, vector } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

const pair: TensorType = { dtype: 'float32', shape: [2] }

/** What a run of one call on [1, 2] rejects with. */
async function failureOf(name: string, results: readonly TensorType[] = [pair], backend = wasm()): Promise<unknown> {
  const graph = new TestGraph()
  const program = graph.program([], graph.nodes('hostCall', { name, results }, graph.parameter('input', 'float32', [2])))
  const buffers = [upload(backend, vector('float32', 1, 2)), ...results.map((type) => room(backend, type))]
  const submission = backend.compileSync!(program).run({ buffers, scalars: new Uint8Array() })
  const error: unknown = await submission.done().catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(ExecutionError)
  return error instanceof Error ? error.cause : undefined
}

describe('hostCall', () => {
  it('gives copies of the bits of every operand and takes several results', () => {
    const seen: unknown[] = []
    registerHostFunction('wasm/several', (inputs) => {
      seen.push(...inputs)
      inputs.forEach((input) => input.fill(0))
      return [Int8Array.of(-1, 2), Float64Array.of(0.5)]
    })
    const results = [
      { dtype: 'int8', shape: [2] },
      { dtype: 'float64', shape: [] },
    ] as const
    const graph = new TestGraph()
    const [x, flags] = [graph.parameter('input', 'float32', [2, 1]), graph.parameter('input', 'bool', [3])]
    const outputs = graph.nodes('hostCall', { name: 'wasm/several', results }, x, flags)
    const backend = wasm()
    const buffers = [
      upload(backend, tensor('float32', [2, 1], [1.5, -2])),
      upload(backend, vector('bool', 1, 0, 1)),
      ...[...results, { dtype: 'float32', shape: [2, 1] } as const].map((type) => room(backend, type)),
    ]
    backend.compileSync!(graph.program([], [...outputs, x])).run({ buffers, scalars: new Uint8Array() })
    expect(seen.map((array) => (array as object).constructor)).toEqual([Float32Array, Uint8Array])
    expect(download(backend, 'int8', buffers[2]!)).toEqual([-1, 2])
    expect(download(backend, 'float64', buffers[3]!)).toEqual([0.5])
    expect(download(backend, 'float32', buffers[4]!)).toEqual([1.5, -2])
  })

  it('is called in every round of a loop', () => {
    registerHostFunction('wasm/halve', ([x]) => [x!.map((value) => value / 2)])
    const body = new TestGraph()
    const x = body.parameter('input', 'float32')
    const results = body.nodes('hostCall', { name: 'wasm/halve', results: [{ dtype: 'float32', shape: [] }] }, x)
    const attributes = { body: body.program([], results).graph, length: 5, carried: 1, sequences: 0, reverse: false }
    expect(runPrimitive(wasm(), 'scan', attributes, [scalar('float32', 64)])[0]!.values).toEqual([2])
  })

  it('tells calls of several functions apart, and looks them up when it runs', () => {
    registerHostFunction('wasm/one', () => [Float32Array.of(1, 1)])
    registerHostFunction('wasm/two', () => [Float32Array.of(2, 2)])
    const graph = new TestGraph()
    const outputs = ['wasm/one', 'wasm/two', 'wasm/one'].map((name) => graph.node('hostCall', { name, results: [pair] }))
    const backend = wasm()
    const executable = backend.compileSync!(graph.program([], outputs))
    const buffers = outputs.map(() => room(backend, pair))
    const firsts = (): number[] => {
      executable.run({ buffers, scalars: new Uint8Array() })
      return buffers.map((slice) => download(backend, 'float32', slice)[0]!)
    }
    expect(firsts()).toEqual([1, 2, 1])
    registerHostFunction('wasm/two', () => [Float32Array.of(3, 3)])
    expect(firsts()).toEqual([1, 3, 1])
  })

  it('keeps its results when the function makes memory grow', () => {
    const backend = wasm()
    registerHostFunction('wasm/grow', ([x]) => {
      backend.allocate([50_000_000])
      return [x!.map((value) => -value)]
    })
    expect(
      runPrimitive(backend, 'hostCall', { name: 'wasm/grow', results: [pair] }, [vector('float32', 1, 2)])[0]!.values,
    ).toEqual([-1, -2])
  })

  it('rejects the run when the function throws, is unknown, or returns something else', async () => {
    registerHostFunction('wasm/throws', () => {
      throw new RangeError('on purpose')
    })
    registerHostFunction('wasm/short', () => [new Float32Array(1)])
    registerHostFunction('wasm/other', () => [new Float64Array(2)])
    registerHostFunction('wasm/nothing', () => [])
    expect(await failureOf('wasm/throws')).toEqual(new RangeError('on purpose'))
    expect(await failureOf('wasm/unknown')).toBeInstanceOf(ArgumentError)
    expect(await failureOf('wasm/short')).toMatchObject({
      message: 'hostCall: "wasm/short" must return a Float32Array of 2 as result 0 (float32[2]), got Float32Array of 1',
    })
    expect(await failureOf('wasm/other')).toMatchObject({ message: expect.stringContaining('got Float64Array of 2') })
    expect(await failureOf('wasm/nothing')).toMatchObject({ message: expect.stringContaining('got nothing') })
  })

  it('refuses programs on the backend that is running one, and goes on afterwards', async () => {
    const backend = wasm()
    const other = new TestGraph()
    const program = other.program([], [other.node('neg', {}, other.parameter('input', 'float32', [2]))])
    const executable = backend.compileSync!(program)
    const buffers = [upload(backend, vector('float32', 1, 2)), room(backend, pair)]
    const again = (): unknown => executable.run({ buffers, scalars: new Uint8Array() })
    registerHostFunction('wasm/nested', () => {
      again()
      return [new Float32Array(2)]
    })
    registerHostFunction('wasm/compiles', () => {
      backend.compileSync!(program)
      return [new Float32Array(2)]
    })
    for (const name of ['wasm/nested', 'wasm/compiles']) {
      expect(await failureOf(name, [pair], backend)).toMatchObject({
        message: expect.stringContaining('wasm: a function that hostCall runs used the backend of the program that called it'),
      })
    }
    again()
    expect(download(backend, 'float32', buffers[1]!)).toEqual([-1, -2])
  })
})
