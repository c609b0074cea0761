/** evaluateGraph: graphs of several nodes, composites, results that are parameters, and errors. */
import { ExecutionError, type Graph, InternalError, type TensorType } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { evaluateGraph } from './interpret.ts'

const vector: TensorType = { dtype: 'float32', shape: [2] }

/** (x, y) -> x * y + x. */
const affine: Graph = {
  values: [vector, vector, vector, vector],
  parameters: 2,
  nodes: [
    { primitive: 'mul', attributes: {}, operands: [0, 1], results: [2] },
    { primitive: 'add', attributes: {}, operands: [2, 0], results: [3] },
  ],
  results: [3],
}

const x = Float32Array.of(2, 3)
const y = Float32Array.of(10, 100)

describe('evaluateGraph', () => {
  test('runs nodes in order', () => {
    expect(evaluateGraph(affine, [x, y])).toEqual([Float32Array.of(22, 303)])
  })

  test('rounds after every primitive', () => {
    // 16777216 + 1 is not a float32: the first sum loses the 1, so the difference is 0.
    const graph: Graph = {
      ...affine,
      nodes: [
        { primitive: 'add', attributes: {}, operands: [0, 1], results: [2] },
        { primitive: 'sub', attributes: {}, operands: [2, 0], results: [3] },
      ],
    }
    expect(evaluateGraph(graph, [Float32Array.of(16777216, 1), Float32Array.of(1, 1)])).toEqual([Float32Array.of(0, 1)])
  })

  test('evaluates a composite by its body, nested ones too', () => {
    const wrap = (name: string, body: Graph): Graph => ({
      values: [vector, vector, vector],
      parameters: 2,
      nodes: [{ primitive: 'composite', attributes: { name, body }, operands: [1, 0], results: [2] }],
      results: [2],
    })
    // Operands change places: y * x + y, and twice: x * y + x.
    expect(evaluateGraph(wrap('affine', affine), [x, y])).toEqual([Float32Array.of(30, 400)])
    expect(evaluateGraph(wrap('outer', wrap('affine', affine)), [x, y])).toEqual([Float32Array.of(22, 303)])
  })

  test('a composite may return a parameter, and several results', () => {
    const body: Graph = { ...affine, results: [3, 0] }
    const graph: Graph = {
      values: [vector, vector, vector, vector],
      parameters: 2,
      nodes: [{ primitive: 'composite', attributes: { name: 'pair', body }, operands: [0, 1], results: [2, 3] }],
      results: [3, 2],
    }
    expect(evaluateGraph(graph, [x, y])).toEqual([x, Float32Array.of(22, 303)])
  })

  test('results are copies: parameters, repeated results, and views of parameters', () => {
    const graph: Graph = {
      values: [vector, { dtype: 'float32', shape: [2, 1] }, { dtype: 'int32', shape: [2] }],
      parameters: 1,
      nodes: [
        { primitive: 'reshape', attributes: { shape: [2, 1] }, operands: [0], results: [1] },
        { primitive: 'bitcast', attributes: { dtype: 'int32' }, operands: [0], results: [2] },
      ],
      results: [0, 0, 1, 2],
    }
    const given = Float32Array.of(1, 2)
    const results = evaluateGraph(graph, [given])
    expect(results).toEqual([given, given, given, Int32Array.of(0x3f800000, 0x40000000)])
    expect(new Set([given, ...results].map(({ buffer }) => buffer)).size).toBe(5)
  })

  test('an empty graph has no results', () => {
    expect(evaluateGraph({ values: [], parameters: 0, nodes: [], results: [] }, [])).toEqual([])
  })

  test.each([
    ['too few parameters', [x], 'internal: cpu: expected 2 parameters, got 1'],
    [
      'another length',
      [x, Float32Array.of(1)],
      'internal: cpu: parameter 1 is float32[2], expected Float32Array of 2, got Float32Array of 1',
    ],
    [
      'another array',
      [Int32Array.of(1, 2), y],
      'internal: cpu: parameter 0 is float32[2], expected Float32Array of 2, got Int32Array of 2',
    ],
  ])('refuses %s', (_, parameters, message) => {
    const evaluate = () => evaluateGraph(affine, parameters)
    expect(evaluate).toThrow(InternalError)
    expect(evaluate).toThrow(message)
  })

  test('a failure names the primitive, its types and where it comes from', () => {
    const graph: Graph = {
      values: [{ dtype: 'float32', shape: [2 ** 50] }],
      parameters: 0,
      nodes: [
        {
          primitive: 'iota',
          attributes: { dtype: 'float32', shape: [2 ** 50], axis: 0 },
          operands: [],
          results: [0],
          origin: 'model.ts:7',
        },
      ],
      results: [0],
    }
    const evaluate = () => evaluateGraph(graph, [])
    expect(evaluate).toThrow(ExecutionError)
    expect(evaluate).toThrow(/^cpu: iota\(\) -> float32\[1125899906842624\] failed: .+ \(from model\.ts:7\)$/)
  })

  test('a graph that reads a value before it is computed is our bug', () => {
    const graph: Graph = { ...affine, nodes: affine.nodes.toReversed() }
    expect(() => evaluateGraph(graph, [x, y])).toThrow('internal: cpu: value 2 is read before it is computed')
  })

  test('a graph whose types do not fit its nodes is our bug', () => {
    const graph: Graph = {
      ...affine,
      values: [vector, vector, { dtype: 'float32', shape: [3] }, vector],
      results: [2],
      nodes: [{ primitive: 'reshape', attributes: { shape: [3] }, operands: [0], results: [2] }],
    }
    expect(() => evaluateGraph(graph, [x, y])).toThrow(
      'internal: cpu: result 0 is float32[3], expected Float32Array of 3, got Float32Array of 2',
    )
  })
})
