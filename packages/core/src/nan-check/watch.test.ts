/** Watching graphs: where magnitudes stand, and what they say when they are read. */
import { describe, expect, test } from 'vitest'
import type { AnyGraphNode, Graph, TensorType } from '../graph/graph.ts'
import { findBlame, findNanParameter } from './blame.ts'
import { blameMessage } from './message.ts'
import { watchGraph } from './watch.ts'

const scalar: TensorType = { shape: [], dtype: 'float32' }
const row: TensorType = { shape: [3], dtype: 'float32' }
const whole: TensorType = { shape: [3], dtype: 'int32' }
const both = { infinity: true }

/** c = log(a) - log(b). */
const difference: Graph = {
  values: [row, row, row, row, row],
  parameters: 2,
  nodes: [
    { primitive: 'log', attributes: {}, operands: [0], results: [2] },
    { primitive: 'log', attributes: {}, operands: [1], results: [3] },
    {
      primitive: 'sub',
      attributes: {},
      operands: [2, 3],
      results: [4],
      origin: { layer: 'm/d', toString: () => 'f (a.ts:1:2)' },
    },
  ],
  results: [4],
}

const log: Graph = {
  ...difference,
  values: [scalar, scalar],
  parameters: 1,
  nodes: [{ ...difference.nodes[0]!, results: [1] } as AnyGraphNode],
  results: [1],
}

describe('a plain graph', () => {
  const { graph, layout } = watchGraph(difference)!

  test('keeps its parameters and returns one magnitude per float value', () => {
    expect(graph.parameters).toBe(2)
    expect(graph.results.map((id) => graph.values[id])).toEqual([{ shape: [5], dtype: 'float32' }])
    expect(layout.size).toBe(5)
  })

  const blamed = (magnitudes: readonly number[], rule = both): string | undefined => {
    const blame = findBlame(layout, Float32Array.from(magnitudes), rule)
    return blame && `${blame.node.results[0]} ${blame.made}`
  }

  test('the first node that is worse than its operands is to blame', () => {
    expect(blamed([1, 1, 0, 0, 0])).toBeUndefined()
    expect(blamed([1, 1, 0, Infinity, Infinity])).toBe('3 Infinity')
    expect(blamed([1, 1, NaN, Infinity, NaN])).toBe('2 NaN')
    expect(blamed([1, 1, Infinity, Infinity, NaN], { infinity: false })).toBe('4 NaN')
    expect(blamed([1, 1, Infinity, Infinity, Infinity], { infinity: false })).toBeUndefined()
    expect(blamed([NaN, 1, NaN, 0, NaN])).toBeUndefined()
    expect(blamed([Infinity, 1, Infinity, 0, Infinity])).toBeUndefined()
    expect(blamed([Infinity, 1, NaN, 0, NaN])).toBe('2 NaN')
  })

  test('a parameter with NaN counts where a result has it', () => {
    expect(findNanParameter(layout, Float32Array.of(1, NaN, 0, NaN, NaN))).toBe(1)
    expect(findNanParameter(layout, Float32Array.of(1, NaN, 0, NaN, 0))).toBeUndefined()
    expect(findNanParameter(layout, Float32Array.of(1, 1, 0, NaN, NaN))).toBeUndefined()
  })

  test('the message says what, where and what helps', () => {
    const blame = findBlame(layout, Float32Array.of(1, 1, Infinity, Infinity, NaN), { infinity: false })!
    expect(blameMessage('step', blame)).toBe(
      'step: sub(float32[3], float32[3]) -> float32[3] gave NaN out of operands without NaN (greatest magnitude: Infinity, Infinity)' +
        ', in layer m/d, called for at f (a.ts:1:2); Infinity minus Infinity is NaN; the operands are too great',
    )
    expect(blameMessage(undefined, blame)).toMatch(/^sub\(/)
  })
})

test('integers and literals are not measured, and a literal infinity is known', () => {
  const graph: Graph = {
    values: [whole, row, scalar, row, row],
    parameters: 1,
    nodes: [
      { primitive: 'cast', attributes: { dtype: 'float32' }, operands: [0], results: [1] },
      { primitive: 'constant', attributes: { value: -Infinity, dtype: 'float32' }, operands: [], results: [2] },
      { primitive: 'broadcast', attributes: { shape: [3] }, operands: [2], results: [3] },
      { primitive: 'add', attributes: {}, operands: [1, 3], results: [4] },
    ],
    results: [4],
  }
  const { layout } = watchGraph(graph)!
  expect([...layout.places]).toEqual([
    [1, 0],
    [4, 1],
  ])
  expect(findBlame(layout, Float32Array.of(2, Infinity), both)).toBeUndefined()
  expect(findBlame(layout, Float32Array.of(2, NaN), both)?.made).toBe('NaN')
})

test('a graph without floats has nothing to watch', () => {
  expect(watchGraph({ values: [whole], parameters: 1, nodes: [], results: [0] })).toBeUndefined()
  const empty: TensorType = { shape: [0, 3], dtype: 'float32' }
  expect(watchGraph({ values: [empty], parameters: 1, nodes: [], results: [0] })).toBeUndefined()
})

test('a loop has a row per step, in the order in which they ran', () => {
  const body: Graph = {
    ...log,
    values: [scalar, scalar, scalar],
    parameters: 2,
    nodes: [{ ...log.nodes[0]!, operands: [1], results: [2] } as AnyGraphNode],
    results: [0, 2],
  }
  const loop = (reverse: boolean): Graph => ({
    values: [scalar, row, scalar, row],
    parameters: 2,
    nodes: [
      {
        primitive: 'scan',
        attributes: { body, length: 3, carried: 1, sequences: 1, reverse },
        operands: [0, 1],
        results: [2, 3],
      },
    ],
    results: [2, 3],
  })
  // The loop's parameters, a row of three per step, its results.
  const magnitudes = Float32Array.of(0, 1, 0, 0, Infinity, 0, 1, 0, 0, -1, NaN, 0, NaN)
  const found = [false, true].map((reverse) => {
    const { layout } = watchGraph(loop(reverse))!
    expect(layout.size).toBe(magnitudes.length)
    const blame = findBlame(layout, magnitudes, both)!
    return [blame.node.primitive, blame.made, blame.enclosing.map(({ step }) => step)]
  })
  expect(found).toEqual([
    ['log', 'Infinity', [0]],
    ['log', 'NaN', [2]],
  ])
})

test('branches and loops of unknown length keep their operands and results', () => {
  const condition: Graph = {
    values: [scalar, { shape: [], dtype: 'bool' }],
    parameters: 1,
    nodes: [{ primitive: 'less', attributes: {}, operands: [0, 0], results: [1] }],
    results: [1],
  }
  const graph: Graph = {
    values: [scalar, { shape: [], dtype: 'bool' }, scalar, scalar],
    parameters: 2,
    nodes: [
      { primitive: 'cond', attributes: { onTrue: log, onFalse: log }, operands: [1, 0], results: [2] },
      { primitive: 'while', attributes: { condition, body: log, carried: 1, maxIterations: 9 }, operands: [2], results: [3] },
    ],
    results: [3],
  }
  const { graph: watching, layout } = watchGraph(graph)!
  // A parameter, two branches of two, the result; the test's parameter and the body's two, the last test's, the result.
  expect(layout.size).toBe(1 + 4 + 1 + 3 + 1 + 1)
  const loop = watching.nodes.find((node) => node.primitive === 'while')!
  expect(loop.operands).toHaveLength(2)
  expect(loop.results).toHaveLength(2)
})
