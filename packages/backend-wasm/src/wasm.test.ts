/** The backend contract: memory, programs, states, repetition, errors. */
import {
  ArgumentError,
  type Backend,
  BackendError,
  type BufferSlice,
  DisposedError,
  type Executable,
  ExecutionError,
  InternalError,
  type Invocation,
  type Program,
} from '@neurite/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { download, packScalars, room, scalar, TestGraph, tensor, upload, vector } from './testing/run.ts'
import { wasm } from './wasm.ts'

const none = {}
const noScalars = new Uint8Array()
const kib = 1024

function compileSync(backend: Backend, program: Program): Executable {
  if (!backend.compileSync) throw new Error('the backend cannot compile synchronously')
  return backend.compileSync(program)
}

const run = (backend: Backend, program: Program, buffers: readonly BufferSlice[], rest: Partial<Invocation> = {}): void => {
  compileSync(backend, program).run({ buffers, scalars: noScalars, ...rest })
}

/** out = -x, flipped, over `length` elements, `chain` times; concat keeps each from being fused with the next. */
function negation(length: number, chain = 1): Program {
  const graph = new TestGraph()
  let value = graph.parameter('input', 'float32', [length])
  for (let i = 0; i < chain; i++)
    value = graph.node('concat', { axis: 0 }, graph.node('flip', { axes: [0] }, graph.node('neg', none, value)))
  return graph.program([], [value])
}

/** counter' = counter + step; output: the old counter. */
function counter(): Program {
  const graph = new TestGraph()
  const [state, step] = [graph.parameter('state', 'int32'), graph.parameter('scalar', 'int32')]
  return graph.program([graph.node('add', none, state, step)], [state])
}

describe('wasm', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('names itself and what it can do', () => {
    const { name, capabilities } = wasm({ maxMemoryBytes: 1024 * kib })
    expect(name).toBe('wasm')
    expect(capabilities.dtypes).toEqual(['float32', 'float16', 'float64', 'int32', 'uint32', 'int8', 'uint8', 'bool'])
    expect(capabilities).toMatchObject({ maxBufferBytes: 1024 * kib, alignmentBytes: 64 })
  })

  it('says so when the engine has no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined)
    expect(() => wasm()).toThrow(BackendError)
    expect(() => wasm()).toThrow('wasm: this JavaScript engine has no WebAssembly; use the cpu backend instead')
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32, 1000])('refuses maxMemoryBytes %d', (maxMemoryBytes) => {
    expect(() => wasm({ maxMemoryBytes })).toThrow(ArgumentError)
  })
})

describe('memory', () => {
  it('is zeroed, aligned, and holds what is written', async () => {
    const backend = wasm()
    const slices = backend.allocate([5, 0, 64])
    expect(slices.map(({ sizeBytes }) => sizeBytes)).toEqual([5, 0, 64])
    expect(new Uint8Array(await backend.read(slices[0]!))).toEqual(new Uint8Array(5))
    const data = new Float32Array([9, 1, 2, 9]).subarray(1, 3)
    backend.write({ ...slices[2]!, offsetBytes: 8, sizeBytes: 8 }, data)
    expect(download(backend, 'float32', slices[2]!).slice(1, 5)).toEqual([0, 1, 2, 0])
    expect((await backend.read(slices[1]!)).byteLength).toBe(0)
  })

  it('reads copies', async () => {
    const backend = wasm()
    const slice = upload(backend, vector('int32', 1, 2))
    const pending = backend.read(slice)
    backend.write(slice, new Int32Array([3, 4]))
    expect(new Int32Array(await pending)).toEqual(new Int32Array([1, 2]))
    expect(download(backend, 'int32', slice)).toEqual([3, 4])
  })

  it('keeps contents and programs when it grows', () => {
    const backend = wasm()
    const executable = compileSync(backend, negation(3))
    const [x, out] = [upload(backend, vector('float32', 1, 2, 3)), room(backend, vector('float32', 0, 0, 0))]
    const [large] = backend.allocate([40 * 1024 * kib])
    executable.run({ buffers: [x, out], scalars: noScalars })
    expect(download(backend, 'float32', out)).toEqual([-3, -2, -1])
    backend.write({ ...large!, offsetBytes: large!.sizeBytes - 4, sizeBytes: 4 }, new Float32Array([5]))
    expect(download(backend, 'float32', large!).at(-1)).toBe(5)
  })

  it('names the bytes asked for when it is exhausted, and stays usable', () => {
    const backend = wasm({ maxMemoryBytes: 1024 * kib })
    expect(() => backend.allocate([600 * kib, 600 * kib])).toThrow(BackendError)
    expect(() => backend.allocate([600 * kib, 600 * kib])).toThrow(`cannot allocate ${1200 * kib} bytes`)
    expect(() => backend.allocate([2048 * kib])).toThrow(
      `cannot allocate ${2048 * kib} bytes: one buffer holds at most ${1024 * kib}`,
    )
    const kept = backend.allocate([600 * kib])
    expect(() => compileSync(backend, negation(200 * kib, 3))).toThrow(BackendError)
    backend.free(kept)
    const [x, out] = [upload(backend, vector('float32', 1)), room(backend, vector('float32', 0))]
    run(backend, negation(1), [x, out])
    expect(download(backend, 'float32', out)).toEqual([-1])
  })

  it('uses again what was freed', () => {
    const backend = wasm({ maxMemoryBytes: 1024 * kib })
    for (let i = 0; i < 100; i++) backend.free(backend.allocate([300 * kib, 300 * kib]))
    expect(backend.allocate([900 * kib])).toHaveLength(1)
  })

  it('refuses buffers that are freed, foreign, or shorter than the slice', () => {
    const [backend, other] = [wasm(), wasm()]
    const [slice] = backend.allocate([16])
    const [foreign] = other.allocate([16])
    expect(() => backend.write(foreign!, new Uint8Array(4))).toThrow(
      'internal: wasm write: the buffer belongs to another backend',
    )
    expect(() => backend.write(slice!, new Uint8Array(17))).toThrow('internal: wasm write: 17 bytes do not fit in 16')
    expect(() => backend.free([{ ...slice!, sizeBytes: 8 }])).toThrow('internal: wasm free: expected a slice')
    expect(() => backend.write({ ...slice!, offsetBytes: 8 }, new Uint8Array(1))).toThrow(
      'internal: wasm write: bytes 8 to 24 reach beyond',
    )
    expect(() => backend.allocate([-1])).toThrow('internal: wasm allocate: -1 is not a number of bytes')
    backend.free([slice!])
    expect(() => download(backend, 'int8', slice!)).toThrow(DisposedError)
    expect(() => backend.free([slice!])).toThrow(DisposedError)
  })
})

describe('programs', () => {
  it('compile asynchronously to the same thing', async () => {
    const backend = wasm()
    const executable = await backend.compile(negation(2))
    const [x, out] = [upload(backend, vector('float32', 1, 2)), room(backend, vector('float32', 0, 0))]
    await executable.run({ buffers: [x, out], scalars: noScalars }).done()
    expect(download(backend, 'float32', out)).toEqual([-2, -1])
    expect(executable.scratchBytes).toBeGreaterThan(0)
  })

  it('take other buffers and scalars at each run', () => {
    const backend = wasm()
    const graph = new TestGraph()
    const [x, a, b] = [
      graph.parameter('input', 'float64'),
      graph.parameter('scalar', 'float64'),
      graph.parameter('scalar', 'float64'),
    ]
    const executable = compileSync(backend, graph.program([], [graph.node('add', none, graph.node('mul', none, x, a), b)]))
    for (const value of [1, 2, 3]) {
      const [input, out] = [upload(backend, scalar('float64', value)), room(backend, scalar('float64', 0))]
      executable.run({ buffers: [input, out], scalars: packScalars(scalar('float64', 10), scalar('float64', value / 2)) })
      expect(download(backend, 'float64', out)).toEqual([value * 10.5])
    }
  })

  it('take scalars of every dtype, each in its slot', () => {
    const backend = wasm()
    const values = [
      scalar('int8', -3),
      scalar('bool', 1),
      scalar('uint32', 2 ** 32 - 1),
      scalar('float32', 0.5),
      scalar('uint8', 200),
      scalar('float16', 2.5),
    ]
    const graph = new TestGraph()
    const parameters = values.map(({ dtype }) => graph.parameter('scalar', dtype))
    const outputs = values.map((value) => room(backend, value))
    run(backend, graph.program([], parameters), outputs, { scalars: packScalars(...values) })
    expect(values.map(({ dtype }, i) => download(backend, dtype, outputs[i]!))).toEqual(values.map((value) => value.values))
  })

  it('commit states at the end: outputs see the old value, repeats the new one', () => {
    const backend = wasm()
    const [state, old] = [upload(backend, scalar('int32', 5)), room(backend, scalar('int32', 0))]
    const scalars = packScalars(scalar('int32', 3))
    run(backend, counter(), [state, old], { scalars })
    expect([download(backend, 'int32', state), download(backend, 'int32', old)]).toEqual([[8], [5]])
    run(backend, counter(), [state, old], { scalars, repeat: 4 })
    expect([download(backend, 'int32', state), download(backend, 'int32', old)]).toEqual([[20], [17]])
  })

  it('let states trade places, in a ring too, and repeatedly', () => {
    const backend = wasm()
    const graph = new TestGraph()
    const [a, b, c] = [
      graph.parameter('state', 'float32', [2]),
      graph.parameter('state', 'float32', [2]),
      graph.parameter('state', 'float32', [2]),
    ]
    const program = graph.program([b, c, a], [])
    const slices = [1, 2, 3].map((value) => upload(backend, tensor('float32', [2], value)))
    const values = (): number[] => slices.map((slice) => download(backend, 'float32', slice)[1]!)
    run(backend, program, slices)
    expect(values()).toEqual([2, 3, 1])
    run(backend, program, slices, { repeat: 2 })
    expect(values()).toEqual([1, 2, 3])
  })

  it('give states that read each other their old values', () => {
    const backend = wasm()
    const graph = new TestGraph()
    const [a, b] = [graph.parameter('state', 'float32', [2]), graph.parameter('state', 'float32', [2])]
    const sum = graph.node('add', none, a, b)
    const difference = graph.node('sub', none, a, b)
    const slices = [upload(backend, vector('float32', 5, 7)), upload(backend, vector('float32', 2, 3))]
    run(backend, graph.program([sum, difference], []), slices)
    expect(slices.map((slice) => download(backend, 'float32', slice))).toEqual([
      [7, 10],
      [3, 4],
    ])
  })

  it('update a state that its own kernel reads crosswise', () => {
    const backend = wasm()
    const graph = new TestGraph()
    const x = graph.parameter('state', 'int32', [2, 3])
    const next = graph.node('reshape', { shape: [2, 3] }, graph.node('transpose', { permutation: [1, 0] }, x))
    const slice = upload(backend, tensor('int32', [2, 3], [0, 1, 2, 3, 4, 5]))
    run(backend, graph.program([next], []), [slice])
    expect(download(backend, 'int32', slice)).toEqual([0, 3, 1, 4, 2, 5])
  })

  it('let one value be several states and outputs, and outputs be parameters', () => {
    const backend = wasm()
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float32', [2])
    const [a] = [graph.parameter('state', 'float32', [2]), graph.parameter('state', 'float32', [2])]
    const product = graph.node('mul', none, a, x)
    const program = graph.program([product, product], [product, product, x, a])
    const [input, first, second] = [
      upload(backend, vector('float32', 2, 3)),
      upload(backend, vector('float32', 4, 5)),
      upload(backend, vector('float32', 0, 0)),
    ]
    const outputs = Array.from({ length: 4 }, () => room(backend, vector('float32', 0, 0)))
    run(backend, program, [input, first, second, ...outputs])
    const got = [first, second, ...outputs].map((slice) => download(backend, 'float32', slice))
    expect(got).toEqual([
      [8, 15],
      [8, 15],
      [8, 15],
      [8, 15],
      [2, 3],
      [4, 5],
    ])
  })

  it('train: a chain of states, temporaries and reductions, as plain loops compute it', () => {
    const backend = wasm()
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float64', [3])
    const [w, m] = [graph.parameter('state', 'float64', [3]), graph.parameter('state', 'float64', [3])]
    const rate = graph.parameter('scalar', 'float64')
    const rates = graph.node('broadcast', { shape: [3] }, rate)
    const error = graph.node('sub', none, w, x)
    const moment = graph.node('add', none, graph.node('mul', none, m, rates), error)
    const next = graph.node('sub', none, w, graph.node('mul', none, moment, rates))
    const loss = graph.node('reduceSum', { axes: [0] }, graph.node('mul', none, error, error))
    const target = [1, -2, 3]
    const [weights, moments, losses] = [[0, 0, 0], [0, 0, 0], [0]]
    for (let step = 0; step < 7; step++) {
      losses[0] = 0
      target.forEach((value, i) => {
        const e = weights[i]! - value
        moments[i] = moments[i]! * 0.125 + e
        weights[i] = weights[i]! - moments[i]! * 0.125
        losses[0]! += e * e
      })
    }
    const slices = [vector('float64', ...target), vector('float64', 0, 0, 0), vector('float64', 0, 0, 0)].map((value) =>
      upload(backend, value),
    )
    const out = room(backend, scalar('float64', 0))
    run(backend, graph.program([next, moment], [loss]), [...slices, out], {
      scalars: packScalars(scalar('float64', 0.125)),
      repeat: 7,
    })
    expect([...slices.slice(1), out].map((slice) => download(backend, 'float64', slice))).toEqual([weights, moments, losses])
  })

  it('keep working when a later, larger program moves the arena', () => {
    const backend = wasm()
    const small = compileSync(backend, negation(3, 3))
    const [x, out] = [upload(backend, vector('float32', 1, 2, 3)), room(backend, vector('float32', 0, 0, 0))]
    const large = compileSync(backend, negation(100_000, 3))
    const [wide, wideOut] = [upload(backend, tensor('float32', [100_000], 4)), room(backend, tensor('float32', [100_000], 0))]
    large.run({ buffers: [wide, wideOut], scalars: noScalars })
    small.run({ buffers: [x, out], scalars: noScalars })
    expect(download(backend, 'float32', out)).toEqual([-3, -2, -1])
    expect(new Set(download(backend, 'float32', wideOut))).toEqual(new Set([-4]))
    expect(download(backend, 'float32', x)).toEqual([1, 2, 3])
  })

  it('work without nodes, without bindings, and on nothing', () => {
    const backend = wasm()
    run(backend, new TestGraph().program([], []), [])
    const graph = new TestGraph()
    const x = graph.parameter('state', 'float32', [0, 3])
    const slices = [upload(backend, tensor('float32', [0, 3], [])), room(backend, tensor('float32', [3], 0))]
    run(backend, graph.program([graph.node('neg', none, x)], [graph.node('reduceSum', { axes: [0] }, x)]), slices)
    expect(download(backend, 'float32', slices[1]!)).toEqual([0, 0, 0])
  })

  it('read inputs that overlap, at any offset', () => {
    const backend = wasm()
    const graph = new TestGraph()
    const [a, b] = [graph.parameter('input', 'float32', [2]), graph.parameter('input', 'float32', [2])]
    const slice = upload(backend, vector('float32', 1, 2, 3))
    const out = room(backend, vector('float32', 0, 0))
    const views = [slice, { ...slice, offsetBytes: 4, sizeBytes: 8 }]
    run(backend, graph.program([], [graph.node('add', none, a, b)]), [...views, out])
    expect(download(backend, 'float32', out)).toEqual([3, 5])
  })
})

describe('errors', () => {
  it('refuses programs whose bindings do not fit the graph', () => {
    const backend = wasm()
    const { graph, bindings } = negation(2)
    expect(() => compileSync(backend, { graph, bindings: bindings.slice(1) })).toThrow(
      'internal: wasm: the graph has 1 parameters, but its bindings hold 0',
    )
    const [input, output] = bindings
    const other = { role: 'output', type: { dtype: 'float32', shape: [3] } } as const
    expect(() => compileSync(backend, { graph, bindings: [input!, other] })).toThrow(
      'results 0 is float32[2] in the graph, but its output binding is float32[3]',
    )
    const wide = { role: 'scalar', type: { dtype: 'float32', shape: [2] } } as const
    expect(() => compileSync(backend, { graph, bindings: [wide, output!] })).toThrow(
      'internal: wasm: a scalar binding has type float32[2]',
    )
  })

  it('refuses invocations that do not fit the program', () => {
    const backend = wasm()
    const executable = compileSync(backend, counter())
    const [state, out, short] = [...backend.allocate([4, 4, 2])]
    const scalars = new Uint8Array(8)
    const call = (change: Partial<Invocation>) => () => executable.run({ buffers: [state!, out!], scalars, ...change })
    expect(call({ buffers: [state!] })).toThrow('internal: wasm run: expected 2 buffers, got 1')
    expect(call({ buffers: [state!, short!] })).toThrow('internal: wasm run: buffer 1 is output int32[] of 4 bytes, got 2')
    expect(call({ buffers: [state!, state!] })).toThrow('internal: wasm run: buffer 1 overlaps another')
    expect(call({ buffers: [state!, { buffer: {}, offsetBytes: 0, sizeBytes: 4 }] })).toThrow('belongs to another backend')
    expect(call({ scalars: new Uint8Array(7) })).toThrow('internal: wasm run: expected 8 bytes of scalars, got 7')
    for (const repeat of [0, -1, 1.5, Number.NaN]) expect(call({ repeat })).toThrow(InternalError)
    call({})()
  })

  it("rejects with the run's own error, and only that run", async () => {
    const backend = wasm()
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float32', [2])
    const [sorted] = graph.nodes('sort', { axis: 0, descending: false }, x)
    const executable = compileSync(backend, graph.program([], [sorted!]))
    const buffers = [upload(backend, vector('float32', 2, 1)), room(backend, vector('float32', 0, 0))]
    const broken = vi.spyOn(Int32Array.prototype, 'sort').mockImplementation(() => {
      throw new RangeError('broken on purpose')
    })
    const failed = executable.run({ buffers, scalars: noScalars })
    broken.mockRestore()
    const good = executable.run({ buffers, scalars: noScalars })
    await expect(good.done()).resolves.toBeUndefined()
    const error: unknown = await failed.done().catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ExecutionError)
    expect(error).toMatchObject({ cause: new RangeError('broken on purpose') })
    expect(download(backend, 'float32', buffers[1]!)).toEqual([1, 2])
  })

  it('wraps what the engine says against a module', async () => {
    const backend = wasm()
    const refusal = new Error('refused by policy')
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function () {
      throw refusal
    })
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(refusal)
    expect(() => compileSync(backend, negation(1))).toThrow("a content security policy must allow 'wasm-unsafe-eval'")
    await expect(backend.compile(negation(1))).rejects.toThrow(ExecutionError)
    vi.restoreAllMocks()
  })

  it('throws DisposedError after dispose, of a program or of the backend', async () => {
    const backend = wasm()
    const [first, second] = [compileSync(backend, negation(1)), compileSync(backend, negation(1))]
    const buffers = [upload(backend, vector('float32', 1)), room(backend, vector('float32', 0))]
    const pending = backend.compile(negation(1))
    first.dispose()
    first.dispose()
    expect(() => first.run({ buffers, scalars: noScalars })).toThrow(DisposedError)
    await backend.dispose()
    await expect(pending).rejects.toThrow(DisposedError)
    expect(() => second.run({ buffers, scalars: noScalars })).toThrow(DisposedError)
    expect(() => backend.allocate([4])).toThrow(DisposedError)
    expect(() => backend.write(buffers[0]!, new Uint8Array(4))).toThrow(DisposedError)
    expect(() => compileSync(backend, negation(1))).toThrow(DisposedError)
    await expect(backend.read(buffers[0]!)).rejects.toThrow(DisposedError)
    await expect(backend.compile(negation(1))).rejects.toThrow(DisposedError)
    backend.free(buffers)
    await backend.dispose()
  })

  it('keeps two backends apart', () => {
    const [a, b] = [wasm(), wasm()]
    const executable = compileSync(a, negation(1))
    const foreign = upload(b, vector('float32', 1))
    expect(() => executable.run({ buffers: [foreign, room(a, vector('float32', 0))], scalars: noScalars })).toThrow(
      'belongs to another backend',
    )
  })
})
