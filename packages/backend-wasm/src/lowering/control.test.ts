/** Loops and branches: carried values, sequences, constants, both directions, nesting, and what stands around them. */
import type { Graph, TensorType, ValueId } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { download, room, runPrimitive, scalar, TestGraph, tensor, type TestTensor, upload, vector } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

const backend = wasm()
const none = {}

/** A graph over parameters of these types. */
function graphOf(types: readonly TensorType[], write: (graph: TestGraph, ...ids: readonly ValueId[]) => ValueId[]): Graph {
  const graph = new TestGraph()
  const ids = types.map(({ dtype, shape }) => graph.parameter('input', dtype, shape))
  return graph.program([], write(graph, ...ids)).graph
}

const float = (...shape: readonly number[]): TensorType => ({ dtype: 'float32', shape })
const int: TensorType = { dtype: 'int32', shape: [] }

const valuesOf = (results: readonly TestTensor[]): (readonly number[])[] => results.map(({ values }) => values)

const scanOf = (body: Graph, carried: number, sequences: number, length: number, reverse = false) => ({
  body,
  carried,
  sequences,
  length,
  reverse,
})

describe('scan', () => {
  /** (a [2], b [], x [2], w [2]) -> (a + x w, b + 1, old a, x + w). */
  const step = graphOf([float(2), int, float(2), float(2)], (graph, a, b, x, w) => [
    graph.node('add', none, a!, graph.node('mul', none, x!, w!)),
    graph.node('add', none, b!, graph.node('constant', { value: 1, dtype: 'int32' })),
    a!,
    graph.node('add', none, x!, w!),
  ])
  const rows = tensor('float32', [3, 2], [1, 2, 3, 4, 5, 6])
  const given = [vector('float32', 100, 200), scalar('int32', 7), rows, vector('float32', 1, 10)]

  it('carries several values, reads elements and constants, stacks outputs', () => {
    expect(valuesOf(runPrimitive(backend, 'scan', scanOf(step, 2, 1, 3), given))).toEqual([
      [109, 320],
      [10],
      [100, 200, 101, 220, 104, 260],
      [2, 12, 4, 14, 6, 16],
    ])
  })

  it('runs backwards, with outputs at the places of their elements', () => {
    expect(valuesOf(runPrimitive(backend, 'scan', scanOf(step, 2, 1, 3, true), given))).toEqual([
      [109, 320],
      [10],
      [108, 300, 105, 260, 100, 200],
      [2, 12, 4, 14, 6, 16],
    ])
  })

  it.each([
    [0, [5], []],
    [1, [6], [5]],
    [2, [7], [5, 6]],
  ])('has its last value in place after %i steps', (length, last, outputs) => {
    const counting = graphOf([int], (graph, i) => [
      graph.node('add', none, i!, graph.node('constant', { value: 1, dtype: 'int32' })),
      i!,
    ])
    expect(valuesOf(runPrimitive(backend, 'scan', scanOf(counting, 1, 0, length), [scalar('int32', 5)]))).toEqual([last, outputs])
  })

  it('lets carried values trade places, and stay', () => {
    const body = graphOf([float(), float(), float()], (_, a, b, c) => [b!, a!, c!])
    const operands = [scalar('float32', 1), scalar('float32', 2), scalar('float32', 3)]
    expect(valuesOf(runPrimitive(backend, 'scan', scanOf(body, 3, 0, 3), operands))).toEqual([[2], [1], [3]])
  })

  it('takes elements of odd sizes, and empty ones', () => {
    const body = graphOf(
      [
        { dtype: 'uint8', shape: [3] },
        { dtype: 'float64', shape: [0] },
      ],
      (graph, byte, empty) => [graph.node('bitwiseNot', none, byte!), empty!],
    )
    const operands = [tensor('uint8', [2, 3], [1, 2, 3, 4, 5, 6]), tensor('float64', [2, 0], [])]
    expect(valuesOf(runPrimitive(backend, 'scan', scanOf(body, 0, 2, 2), operands))).toEqual([[254, 253, 252, 251, 250, 249], []])
  })

  it('nests: a loop in a loop, with the same body in both', () => {
    const add = graphOf([float(), float()], (graph, sum, x) => [graph.node('add', none, sum!, x!)])
    const overRow = graphOf([float(), float(3)], (graph, sum, row) => [
      graph.node('scan', scanOf(add, 1, 1, 3), sum!, row!),
      graph.node('scan', scanOf(add, 1, 1, 3, true), sum!, row!),
    ])
    const x = tensor('float32', [2, 3], [1, 2, 3, 4, 5, 6])
    expect(valuesOf(runPrimitive(backend, 'scan', scanOf(overRow, 1, 1, 2), [scalar('float32', 10), x]))).toEqual([
      [31],
      [16, 31],
    ])
  })

  it('gives intermediates of the body room of their own, at every depth', () => {
    const wide = (graph: TestGraph, x: ValueId): ValueId => {
      const a = graph.node('broadcast', { shape: [50] }, x)
      const b = graph.node('iota', { shape: [50], dtype: 'float32', axis: 0 })
      return graph.node('reduceSum', { axes: [0] }, graph.node('add', none, graph.node('mul', none, a, b), a))
    }
    const inner = graphOf([float(), float()], (graph, sum, x) => [graph.node('add', none, sum!, wide(graph, x!))])
    const outer = graphOf([float(), float(2)], (graph, sum, xs) => {
      const before = wide(graph, sum!)
      const [after] = graph.nodes('scan', scanOf(inner, 1, 1, 2), sum!, xs!)
      return [graph.node('sub', none, after!, before)]
    })
    const graph = new TestGraph()
    const [sum, xs] = [graph.parameter('input', 'float32'), graph.parameter('input', 'float32', [2, 2])]
    const before = graph.node('exp', none, graph.node('neg', none, xs))
    const [result] = graph.nodes('scan', scanOf(outer, 1, 1, 2), sum, xs)
    const program = graph.program([], [result!, graph.node('add', none, before, xs)])
    const slices = [
      upload(backend, scalar('float32', 1)),
      upload(backend, tensor('float32', [2, 2], [0, 1, 2, 3])),
      room(backend, float()),
      room(backend, float(2, 2)),
    ]
    backend.compileSync!(program).run({ buffers: slices, scalars: new Uint8Array() })
    // wide(x) = x (0 + ... + 49) + 50 x = 1275 x; first 1 + 1275 (0 + 1) - 1275, then 1 + 1275 (2 + 3) - 1275
    expect(download(backend, 'float32', slices[2]!)).toEqual([1 + 1275 * 4])
    expect(download(backend, 'float32', slices[3]!)).toEqual([0, 1, 2, 3].map((x) => Math.fround(Math.fround(Math.exp(-x)) + x)))
  })
})

describe('cond', () => {
  const types = [float(2), float(2)]
  const attributes = {
    onTrue: graphOf(types, (graph, a, b) => [graph.node('add', none, a!, b!), a!]),
    onFalse: graphOf(types, (graph, a, b) => [graph.node('sub', none, a!, b!), b!]),
  }

  it.each([
    [
      true,
      [
        [11, 22],
        [1, 2],
      ],
    ],
    [
      false,
      [
        [-9, -18],
        [10, 20],
      ],
    ],
  ])('runs the branch of %s', (condition, expected) => {
    const operands = [scalar('bool', Number(condition)), vector('float32', 1, 2), vector('float32', 10, 20)]
    expect(valuesOf(runPrimitive(backend, 'cond', attributes, operands))).toEqual(expected)
  })

  it('runs one branch only: the other would never end', () => {
    const always = graphOf([float()], (graph) => [graph.node('constant', { value: 1, dtype: 'bool' })])
    const same = graphOf([float()], (_, x) => [x!])
    const forever = graphOf([float()], (graph, x) => [
      graph.node('while', { condition: always, body: same, carried: 1, maxIterations: 2 ** 31 - 1 }, x!),
    ])
    const operands = [scalar('bool', 1), scalar('float32', 3)]
    expect(runPrimitive(backend, 'cond', { onTrue: same, onFalse: forever }, operands)[0]!.values).toEqual([3])
  })

  it('runs in a loop, on a condition of each element', () => {
    const element: TensorType = { dtype: 'bool', shape: [] }
    const body = graphOf([float(), element, float()], (graph, sum, isTaken, x) => {
      const branches = {
        onTrue: graphOf([float(), float()], (inner, a, b) => [inner.node('add', none, a!, b!)]),
        onFalse: graphOf([float(), float()], (_, a) => [a!]),
      }
      return [graph.node('cond', branches, isTaken!, sum!, x!)]
    })
    const operands = [scalar('float32', 0), vector('bool', 1, 0, 1), vector('float32', 1, 10, 100)]
    expect(runPrimitive(backend, 'scan', scanOf(body, 1, 2, 3), operands)[0]!.values).toEqual([101])
  })
})

describe('while', () => {
  /** Collatz steps: (n, steps, one) as long as n is not one. */
  const types = [int, int, int]
  const condition = graphOf(types, (graph, n, _steps, one) => [graph.node('notEqual', none, n!, one!)])
  const body = graphOf(types, (graph, n, steps, one) => {
    const constant = (value: number): ValueId => graph.node('constant', { value, dtype: 'int32' })
    const isOdd = graph.node('equal', none, graph.node('bitwiseAnd', none, n!, one!), one!)
    const tripled = graph.node('add', none, graph.node('mul', none, n!, constant(3)), one!)
    const halved = graph.node('shiftRight', none, n!, one!)
    return [graph.node('select', none, isOdd, tripled, halved), graph.node('add', none, steps!, one!)]
  })
  const collatz = (start: number, maxIterations = 2 ** 31 - 1): (readonly number[])[] =>
    valuesOf(
      runPrimitive(backend, 'while', { condition, body, carried: 2, maxIterations }, [
        scalar('int32', start),
        scalar('int32', 0),
        scalar('int32', 1),
      ]),
    )

  it('runs until the condition fails, after odd and even numbers of rounds, and none', () => {
    expect(collatz(27)).toEqual([[1], [111]])
    expect(collatz(6)).toEqual([[1], [8]])
    expect(collatz(1)).toEqual([[1], [0]])
  })

  it('stops at the limit', () => {
    expect(collatz(27, 3)).toEqual([[124], [3]])
    expect(collatz(27, 0)).toEqual([[27], [0]])
  })
})

describe('a program with loops', () => {
  it('keeps states, repeats, and works when a larger program moves the arena', () => {
    const graph = new TestGraph()
    const [total, xs] = [graph.parameter('state', 'float32'), graph.parameter('input', 'float32', [4])]
    const body = graphOf([float(), float()], (inner, sum, x) => [inner.node('add', none, sum!, x!)])
    const [next] = graph.nodes('scan', scanOf(body, 1, 1, 4), total, xs)
    const executable = backend.compileSync!(graph.program([next!], []))
    const large = new TestGraph()
    const wide = large.parameter('input', 'float32', [300_000])
    const flipped = large.node('flip', { axes: [0] }, large.node('neg', none, wide))
    backend.compileSync!(large.program([], [large.node('reduceSum', { axes: [0] }, flipped)]))
    const buffers = [upload(backend, scalar('float32', 1)), upload(backend, vector('float32', 1, 2, 3, 4))]
    executable.run({ buffers, scalars: new Uint8Array(), repeat: 3 })
    expect(download(backend, 'float32', buffers[0]!)).toEqual([31])
  })

  it('calls kernels with more operands than a function can have parameters', () => {
    const operands = Array.from({ length: 1500 }, (_, i) => scalar('float32', i))
    const body = graphOf(
      operands.map(() => float()),
      (_, ...ids) => [...ids.slice(1), ids[0]!],
    )
    const results = runPrimitive(backend, 'scan', scanOf(body, operands.length, 0, 2), operands)
    expect(results.map(({ values }) => values[0])).toEqual(operands.map((_, i) => (i + 2) % operands.length))
  })
})
