/** Where float16 is stored and where it is computed with. */
import { describe, expect, it } from 'vitest'
import { download, room, scalar, TestGraph, upload, vector } from '../testing/run.ts'
import { wasm } from '../wasm.ts'
import { widenFloat16 } from './widen-float16.ts'

const none = {}

describe('widenFloat16', () => {
  it('leaves graphs without float16 alone', () => {
    const graph = new TestGraph()
    const { graph: plain } = graph.program([], [graph.node('neg', none, graph.parameter('input', 'float32', [2]))])
    expect(widenFloat16(plain)).toEqual(plain)
  })

  it('converts each value once, rounds each result, and moves bits as they are', () => {
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float16', [2])
    const sum = graph.node('add', none, x, x)
    const moved = graph.node('flip', { axes: [0] }, graph.node('mul', none, x, sum))
    const widened = widenFloat16(graph.program([], [moved]).graph)
    expect(widened.nodes.map(({ primitive }) => primitive)).toEqual(['cast', 'add', 'cast', 'cast', 'mul', 'cast', 'flip'])
    expect(widened.results.map((id) => widened.values[id])).toEqual([{ dtype: 'float16', shape: [2] }])
    expect(widened.parameters).toBe(1)
  })

  it('leaves other dtypes beside it alone', () => {
    const graph = new TestGraph()
    const x = graph.parameter('input', 'float16', [2])
    const indices = graph.node('iota', { shape: [2], dtype: 'int32', axis: 0 })
    const sum = graph.node('add', none, x, graph.node('iota', { shape: [2], dtype: 'float16', axis: 0 }))
    const widened = widenFloat16(graph.program([], [indices, sum]).graph)
    const types = widened.nodes.map(({ primitive, results }) => [primitive, widened.values[results[0]!]!.dtype])
    expect(types).toEqual([
      ['iota', 'int32'],
      ['iota', 'float32'],
      ['cast', 'float16'],
      ['cast', 'float32'],
      ['cast', 'float32'],
      ['add', 'float32'],
      ['cast', 'float16'],
    ])
    expect(widened.nodes.flatMap(({ primitive, attributes }) => (primitive === 'iota' ? [attributes] : []))).toEqual([
      { shape: [2], dtype: 'int32', axis: 0 },
      { shape: [2], dtype: 'float32', axis: 0 },
    ])
  })
})

describe('programs in float16', () => {
  it('round after every operation, carry states and take scalars', () => {
    const backend = wasm()
    const graph = new TestGraph()
    const [state, rate] = [graph.parameter('state', 'float16', [2]), graph.parameter('scalar', 'float16')]
    const scaled = graph.node('mul', none, state, graph.node('broadcast', { shape: [2] }, rate))
    const next = graph.node('add', none, scaled, state)
    const program = graph.program([next], [graph.node('greater', none, next, state)])
    const buffers = [upload(backend, vector('float16', 2048, -1)), room(backend, vector('bool', 0, 0))]
    const scalars = new Uint8Array(8)
    // 1.5 * 2^-11: of 2048 it is 1.5, of 1 three quarters of the distance to the next number.
    scalars.set(new Uint8Array(Uint16Array.of(0x1200).buffer))
    backend.compileSync!(program).run({ buffers, scalars })
    expect(download(backend, 'float16', buffers[0]!)).toEqual([2050, -1 - 2 ** -10])
    expect(download(backend, 'bool', buffers[1]!)).toEqual([1, 0])
  })

  it('compute in the bodies of loops', () => {
    const backend = wasm()
    const body = new TestGraph()
    const x = body.parameter('input', 'float16')
    const attributes = {
      body: body.program([], [body.node('add', none, x, x), body.node('exp', none, x)]).graph,
      length: 2,
      carried: 1,
      sequences: 0,
      reverse: false,
    }
    const graph = new TestGraph()
    const results = graph.nodes('scan', attributes, graph.parameter('input', 'float16'))
    const buffers = [
      upload(backend, scalar('float16', 1)),
      room(backend, scalar('float16', 0)),
      room(backend, vector('float16', 0, 0)),
    ]
    backend.compileSync!(graph.program([], results)).run({ buffers, scalars: new Uint8Array() })
    expect(download(backend, 'float16', buffers[1]!)).toEqual([4])
    expect(download(backend, 'float16', buffers[2]!)).toEqual([2.71875, 7.390625])
  })
})
