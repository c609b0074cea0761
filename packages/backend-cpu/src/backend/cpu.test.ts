/** The backend through its contract: memory, programs, state, repetition, scalars, disposal, errors. */
import {
  type Backend,
  type Binding,
  type BufferSlice,
  DisposedError,
  type DType,
  dtypes,
  ExecutionError,
  type Graph,
  type HostArray,
  hostView,
  InternalError,
  type Invocation,
  type Program,
  scalarSlotBytes,
  type TensorType,
} from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { cpu } from './cpu.ts'

const vector: TensorType = { dtype: 'float32', shape: [2] }
const scalar: TensorType = { dtype: 'float32', shape: [] }
const noScalars = new Uint8Array(0)

const input = (type: TensorType = vector): Binding => ({ role: 'input', type })
const state = (type: TensorType = vector): Binding => ({ role: 'state', type })
const output = (type: TensorType = vector): Binding => ({ role: 'output', type })

const upload = (backend: Backend, ...arrays: HostArray[]): BufferSlice[] => {
  const slices = backend.allocate(arrays.map(({ byteLength }) => byteLength))
  slices.forEach((slice, index) => backend.write(slice, arrays[index]!))
  return [...slices]
}

const download = async (backend: Backend, slice: BufferSlice, dtype: DType = 'float32'): Promise<HostArray> =>
  hostView(dtype, await backend.read(slice))

/** A program over vectors alone; values are numbered as in the graph. */
const program = (nodes: Graph['nodes'], results: readonly number[], bindings: readonly Binding[]): Program => {
  const parameters = bindings.filter(({ role }) => role !== 'output').length
  const values = Array.from({ length: parameters + nodes.length }, () => vector)
  return { graph: { values, parameters, nodes, results }, bindings }
}

const add = (a: number, b: number, result: number): Graph['nodes'][number] => ({
  primitive: 'add',
  attributes: {},
  operands: [a, b],
  results: [result],
})

/** (x, total) -> total' = total + x, and total' as an output. */
const accumulate = program([add(0, 1, 2)], [2, 2], [input(), state(), output()])

describe('memory', () => {
  test('reads back what was written, as a copy', async () => {
    const backend = cpu()
    const [slice] = upload(backend, Float32Array.of(1, 2))
    const first = await backend.read(slice!)
    new Uint8Array(first).fill(0)
    expect(await download(backend, slice!)).toEqual(Float32Array.of(1, 2))
    expect(backend.readSync!(slice!)).toEqual(Float32Array.of(1, 2).buffer)
  })

  test('read sees what stood there at the time of the call', async () => {
    const backend = cpu()
    const [slice] = upload(backend, Float32Array.of(1, 2))
    const pending = backend.read(slice!)
    backend.write(slice!, Float32Array.of(3, 4))
    expect(hostView('float32', await pending)).toEqual(Float32Array.of(1, 2))
  })

  test('writes part of a buffer from part of an array', async () => {
    const backend = cpu()
    const [slice] = upload(backend, Float32Array.of(1, 2, 3))
    backend.write({ ...slice!, offsetBytes: 4, sizeBytes: 4 }, Float32Array.of(8, 9).subarray(1))
    expect(await download(backend, slice!)).toEqual(Float32Array.of(1, 9, 3))
  })

  test('refuses a write of another size', () => {
    const backend = cpu()
    const [slice] = backend.allocate([8])
    expect(() => backend.write(slice!, Float32Array.of(1))).toThrow('internal: cpu: write: the slice has 8 bytes, the data 4')
  })

  test('a read of freed memory rejects', async () => {
    const backend = cpu()
    const [slice] = backend.allocate([8])
    backend.free([slice!])
    await expect(backend.read(slice!)).rejects.toThrow(InternalError)
  })

  test('tells what it can do', () => {
    const { capabilities, name } = cpu()
    expect(name).toBe('cpu')
    expect(capabilities.dtypes).toEqual(dtypes)
    expect(capabilities.maxBufferBytes).toBe(2 ** 31)
    expect(capabilities.alignmentBytes).toBe(8)
  })
})

describe('programs', () => {
  test('read inputs, update state and write outputs', async () => {
    const backend = cpu()
    const executable = await backend.compile(accumulate)
    const buffers = upload(backend, Float32Array.of(1, 2), Float32Array.of(10, 20), new Float32Array(2))
    await executable.run({ buffers, scalars: noScalars }).done()
    const values = await Promise.all(buffers.map((slice) => download(backend, slice)))
    expect(values).toEqual([Float32Array.of(1, 2), Float32Array.of(11, 22), Float32Array.of(11, 22)])
  })

  test('are over when run returns', () => {
    const backend = cpu()
    const buffers = upload(backend, Float32Array.of(1, 2), Float32Array.of(0, 0), new Float32Array(2))
    backend.compileSync!(accumulate).run({ buffers, scalars: noScalars })
    expect(hostView('float32', backend.readSync!(buffers[1]!))).toEqual(Float32Array.of(1, 2))
  })

  test('repeat carries state over; outputs are of the last run', async () => {
    const backend = cpu()
    // The output is the old total, the state the new one.
    const executable = backend.compileSync!(program([add(0, 1, 2)], [2, 1], [input(), state(), output()]))
    const buffers = upload(backend, Float32Array.of(1, 2), Float32Array.of(0, 0), new Float32Array(2))
    await executable.run({ buffers, scalars: noScalars, repeat: 5 }).done()
    expect(await download(backend, buffers[1]!)).toEqual(Float32Array.of(5, 10))
    expect(await download(backend, buffers[2]!)).toEqual(Float32Array.of(4, 8))
  })

  test('commit state together: two states change places', async () => {
    const backend = cpu()
    const executable = backend.compileSync!(program([], [1, 0], [state(), state()]))
    const buffers = upload(backend, Float32Array.of(1, 2), Float32Array.of(3, 4))
    await executable.run({ buffers, scalars: noScalars }).done()
    expect(await download(backend, buffers[0]!)).toEqual(Float32Array.of(3, 4))
    expect(await download(backend, buffers[1]!)).toEqual(Float32Array.of(1, 2))
    await executable.run({ buffers, scalars: noScalars, repeat: 3 }).done()
    expect(await download(backend, buffers[0]!)).toEqual(Float32Array.of(1, 2))
  })

  test('a view of one state may become another, and an output, while it changes itself', async () => {
    const backend = cpu()
    // (a, b) -> a' = b as it was, b' = a + b, output = a as it was, through stopGradient.
    const view: Graph['nodes'][number] = { primitive: 'stopGradient', attributes: {}, operands: [1], results: [2] }
    const executable = backend.compileSync!(program([view, add(0, 1, 3)], [2, 3, 0], [state(), state(), output()]))
    const buffers = upload(backend, Float32Array.of(0, 1), Float32Array.of(1, 1), new Float32Array(2))
    await executable.run({ buffers, scalars: noScalars, repeat: 6 }).done()
    // Fibonacci numbers, from (0, 1) and from (1, 1).
    const values = await Promise.all(buffers.map((slice) => download(backend, slice)))
    expect(values).toEqual([Float32Array.of(8, 13), Float32Array.of(13, 21), Float32Array.of(5, 8)])
  })

  test('an output may be an input, and stand twice', async () => {
    const backend = cpu()
    const executable = backend.compileSync!(program([], [0, 0], [input(), output(), output()]))
    const buffers = upload(backend, Float32Array.of(1, 2), new Float32Array(2), new Float32Array(2))
    await executable.run({ buffers, scalars: noScalars }).done()
    expect(await download(backend, buffers[1]!)).toEqual(Float32Array.of(1, 2))
    expect(await download(backend, buffers[2]!)).toEqual(Float32Array.of(1, 2))
  })

  test('states and outputs may share a slab, aligned or not, and inputs may share bytes', async () => {
    const backend = cpu()
    const [slab] = backend.allocate([64])
    const at = (offsetBytes: number): BufferSlice => ({ ...slab!, offsetBytes, sizeBytes: 8 })
    const buffers = [at(0), at(0), at(9), at(24)]
    backend.write(at(0), Float32Array.of(1, 2))
    backend.write(at(9), Float32Array.of(10, 20))
    const twice = program([add(0, 1, 3), add(3, 2, 4)], [4, 3], [input(), input(), state(), output()])
    await backend.compileSync!(twice).run({ buffers, scalars: noScalars, repeat: 2 }).done()
    expect(await download(backend, at(9))).toEqual(Float32Array.of(14, 28))
    expect(await download(backend, at(24))).toEqual(Float32Array.of(2, 4))
  })

  test('runs take effect in the order of the calls', async () => {
    const backend = cpu()
    const executable = backend.compileSync!(accumulate)
    const buffers = upload(backend, Float32Array.of(1, 1), Float32Array.of(0, 0), new Float32Array(2))
    const runs = [1, 2, 3].map(() => executable.run({ buffers, scalars: noScalars }))
    const seen = backend.read(buffers[1]!)
    executable.run({ buffers, scalars: noScalars })
    await Promise.all(runs.map((run) => run.done()))
    expect(hostView('float32', await seen)).toEqual(Float32Array.of(3, 3))
  })

  test('of empty tensors run', async () => {
    const backend = cpu()
    const empty: TensorType = { dtype: 'float32', shape: [0, 3] }
    const graph: Graph = {
      values: [empty, empty],
      parameters: 1,
      nodes: [{ primitive: 'exp', attributes: {}, operands: [0], results: [1] }],
      results: [1],
    }
    const executable = backend.compileSync!({ graph, bindings: [input(empty), output(empty)] })
    await executable.run({ buffers: backend.allocate([0, 0]), scalars: noScalars }).done()
    expect(executable.scratchBytes).toBe(0)
  })

  test('say how much memory intermediates take', () => {
    expect(cpu().compileSync!(accumulate).scratchBytes).toBe(8)
  })
})

describe('scalars', () => {
  const packers: Record<DType, (view: DataView, offset: number) => void> = {
    float32: (view, offset) => view.setFloat32(offset, 2.5, true),
    float16: (view, offset) => view.setUint16(offset, 0x4100, true),
    float64: (view, offset) => view.setFloat64(offset, 2.5, true),
    int32: (view, offset) => view.setInt32(offset, -3, true),
    uint32: (view, offset) => view.setUint32(offset, 4000000000, true),
    int8: (view, offset) => view.setInt8(offset, -3),
    uint8: (view, offset) => view.setUint8(offset, 200),
    bool: (view, offset) => view.setUint8(offset, 1),
  }
  const expected: Record<DType, HostArray> = {
    float32: Float32Array.of(2.5),
    float16: Uint16Array.of(0x4100),
    float64: Float64Array.of(2.5),
    int32: Int32Array.of(-3),
    uint32: Uint32Array.of(4000000000),
    int8: Int8Array.of(-3),
    uint8: Uint8Array.of(200),
    bool: Uint8Array.of(1),
  }

  test('of every dtype travel in one call, each in its slot', async () => {
    const backend = cpu()
    const types = dtypes.map((dtype): TensorType => ({ dtype, shape: [] }))
    const ids = dtypes.map((_, id) => id)
    const bindings: Binding[] = [...types.map((type): Binding => ({ role: 'scalar', type })), ...types.map(output)]
    const executable = backend.compileSync!({
      graph: { values: types, parameters: types.length, nodes: [], results: ids },
      bindings,
    })
    const scalars = new Uint8Array(dtypes.length * scalarSlotBytes)
    const view = new DataView(scalars.buffer)
    dtypes.forEach((dtype, slot) => packers[dtype](view, slot * scalarSlotBytes))
    const buffers = backend.allocate(dtypes.map((dtype) => expected[dtype].byteLength))
    await executable.run({ buffers, scalars }).done()
    const given = await Promise.all(buffers.map((slice, index) => download(backend, slice, dtypes[index]!)))
    expect(given).toEqual(dtypes.map((dtype) => expected[dtype]))
  })

  test('stand anywhere among the bindings, and change between runs', async () => {
    const backend = cpu()
    // x + broadcast(rate), where the scalar comes before the input.
    const graph: Graph = {
      values: [scalar, vector, vector, vector],
      parameters: 2,
      nodes: [
        { primitive: 'broadcast', attributes: { shape: [2] }, operands: [0], results: [2] },
        { primitive: 'mul', attributes: {}, operands: [2, 1], results: [3] },
      ],
      results: [3],
    }
    const executable = backend.compileSync!({ graph, bindings: [{ role: 'scalar', type: scalar }, input(), output()] })
    const buffers = upload(backend, Float32Array.of(1, 2), new Float32Array(2))
    for (const rate of [3, 5]) {
      const scalars = new Uint8Array(scalarSlotBytes)
      new DataView(scalars.buffer).setFloat32(0, rate, true)
      await executable.run({ buffers, scalars }).done()
      expect(await download(backend, buffers[1]!)).toEqual(Float32Array.of(rate, 2 * rate))
    }
  })
})

describe('broken promises', () => {
  const withScalar: Program = {
    graph: { values: [scalar], parameters: 1, nodes: [], results: [0] },
    bindings: [{ role: 'scalar', type: scalar }, output(scalar)],
  }

  type Break = (call: { buffers: BufferSlice[]; scalars: Uint8Array }) => Invocation
  test.each<[string, Break, string]>([
    ['a missing buffer', ({ buffers, scalars }) => ({ buffers: buffers.slice(1), scalars }), 'run: expected 3 buffers, got 2'],
    [
      'a buffer of another size',
      ({ buffers: [a, b, c], scalars }) => ({ buffers: [a!, b!, { ...c!, sizeBytes: 4 }], scalars }),
      'run: buffer 2 is the output float32[2] of 8 bytes, got 4 bytes',
    ],
    ['repeat 0', (call) => ({ ...call, repeat: 0 }), 'run: repeat is 0, expected a positive integer'],
    ['repeat 1.5', (call) => ({ ...call, repeat: 1.5 }), 'run: repeat is 1.5'],
    ['repeat NaN', (call) => ({ ...call, repeat: NaN }), 'run: repeat is NaN'],
    [
      'a state that is an input too',
      ({ buffers: [a, , c], scalars }) => ({ buffers: [a!, a!, c!], scalars }),
      'run: state buffer 1 overlaps buffer 0',
    ],
    [
      'an output on a state',
      ({ buffers: [a, b], scalars }) => ({ buffers: [a!, b!, b!], scalars }),
      'run: state buffer 1 overlaps buffer 2',
    ],
  ])('%s', (_, broken, message) => {
    const backend = cpu()
    const executable = backend.compileSync!(accumulate)
    const buffers = upload(backend, Float32Array.of(1, 2), Float32Array.of(0, 0), new Float32Array(2))
    const run = () => executable.run(broken({ buffers, scalars: noScalars }))
    expect(run).toThrow(InternalError)
    expect(run).toThrow(`internal: cpu ${message}`)
    expect(hostView('float32', backend.readSync!(buffers[1]!))).toEqual(Float32Array.of(0, 0))
  })

  test('too few bytes of scalars', () => {
    const backend = cpu()
    const executable = backend.compileSync!(withScalar)
    const run = () => executable.run({ buffers: backend.allocate([4]), scalars: new Uint8Array(4) })
    expect(run).toThrow('internal: cpu run: expected 8 bytes of scalars, got 4')
  })

  test('buffers of another backend', () => {
    const backend = cpu()
    const buffers = upload(cpu(), Float32Array.of(1, 2), Float32Array.of(0, 0), new Float32Array(2))
    const run = () => backend.compileSync!(accumulate).run({ buffers, scalars: noScalars })
    expect(run).toThrow('internal: cpu: the buffer belongs to another backend')
  })

  test.each<[string, Program, string]>([
    ['too few bindings', { ...accumulate, bindings: [input(), output()] }, 'the graph has 2 parameters, the bindings give 1'],
    ['a missing output', { ...accumulate, bindings: [input(), state()] }, 'the graph has 2 results, the bindings give 1'],
    [
      'another shape',
      { ...accumulate, bindings: [input(scalar), state(), output()] },
      "input binding is float32[], but number 0 of the graph's parameters is float32[2]",
    ],
    [
      'another dtype',
      { ...accumulate, bindings: [input(), state(), output({ ...vector, dtype: 'int32' })] },
      "output binding is int32[2], but number 1 of the graph's results is float32[2]",
    ],
    [
      'a scalar that is none',
      { ...accumulate, bindings: [{ role: 'scalar', type: vector }, state(), output()] },
      'a scalar binding has type float32[2], expected shape []',
    ],
  ])('a program with %s', async (_, broken, message) => {
    const backend = cpu()
    expect(() => backend.compileSync!(broken)).toThrow(`internal: cpu: ${message}`)
    await expect(backend.compile(broken)).rejects.toThrow(InternalError)
  })
})

describe('failing runs', () => {
  const huge: TensorType = { dtype: 'float32', shape: [2 ** 50] }
  /** total' = total + total, and then something that no memory holds. */
  const failing: Program = {
    graph: {
      values: [vector, vector, huge],
      parameters: 1,
      nodes: [add(0, 0, 1), { primitive: 'iota', attributes: { ...huge, axis: 0 }, operands: [], results: [2] }],
      results: [1],
    },
    bindings: [state()],
  }

  test('reject with their own error, and leave state as it was', async () => {
    const backend = cpu()
    const buffers = upload(backend, Float32Array.of(1, 2))
    const submission = backend.compileSync!(failing).run({ buffers, scalars: noScalars })
    await expect(submission.done()).rejects.toThrow(ExecutionError)
    await expect(submission.done()).rejects.toThrow('cpu: iota() -> float32[1125899906842624] failed')
    expect(await download(backend, buffers[0]!)).toEqual(Float32Array.of(1, 2))
  })

  test('do not spoil the next one', async () => {
    const backend = cpu()
    const buffers = upload(backend, Float32Array.of(1, 2), Float32Array.of(0, 0), new Float32Array(2))
    const failed = backend.compileSync!(failing).run({ buffers: [buffers[0]!], scalars: noScalars })
    await backend.compileSync!(accumulate).run({ buffers, scalars: noScalars }).done()
    await expect(failed.done()).rejects.toThrow(ExecutionError)
    expect(await download(backend, buffers[1]!)).toEqual(Float32Array.of(1, 2))
  })
})

describe('dispose', () => {
  test('of a program: it runs no more, others do', async () => {
    const backend = cpu()
    const [first, second] = [backend.compileSync!(accumulate), backend.compileSync!(accumulate)]
    const buffers = upload(backend, Float32Array.of(1, 2), Float32Array.of(0, 0), new Float32Array(2))
    first.dispose()
    first.dispose()
    expect(() => first.run({ buffers, scalars: noScalars })).toThrow(DisposedError)
    await second.run({ buffers, scalars: noScalars }).done()
  })

  test('of a backend: everything says so, but freeing is harmless', async () => {
    const backend = cpu()
    const executable = backend.compileSync!(accumulate)
    const buffers = upload(backend, Float32Array.of(1, 2), Float32Array.of(0, 0), new Float32Array(2))
    await backend.dispose()
    await backend.dispose()
    expect(() => backend.allocate([4])).toThrow('cpu: the backend was disposed; make another with cpu()')
    expect(() => backend.write(buffers[0]!, Float32Array.of(1, 2))).toThrow(DisposedError)
    expect(() => backend.readSync!(buffers[0]!)).toThrow(DisposedError)
    expect(() => backend.compileSync!(accumulate)).toThrow(DisposedError)
    expect(() => executable.run({ buffers, scalars: noScalars })).toThrow(DisposedError)
    await expect(backend.read(buffers[0]!)).rejects.toThrow(DisposedError)
    await expect(backend.compile(accumulate)).rejects.toThrow(DisposedError)
    backend.free(buffers)
    executable.dispose()
  })

  test('of one backend leaves another alive', async () => {
    const [first, second] = [cpu(), cpu()]
    const [slice] = upload(second, Float32Array.of(1, 2))
    await first.dispose()
    expect(await download(second, slice!)).toEqual(Float32Array.of(1, 2))
  })
})
