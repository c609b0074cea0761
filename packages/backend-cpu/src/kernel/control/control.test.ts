/** scan, cond and while: order, carried values, constants, no rounds, bodies inside bodies, failures inside. */
import { ExecutionError, type Graph, type PrimitiveAttributes, type TensorType } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { evaluateGraph } from '../../interpreter/interpret.ts'
import { apply, applyAll, type Tensor, tensor } from '../../testing/apply-primitive.ts'

const scalar: TensorType = { dtype: 'float32', shape: [] }
const bool: TensorType = { dtype: 'bool', shape: [] }
const int = (value: number): Tensor => tensor('int32', [value], [])
const float = (value: number): Tensor => tensor('float32', [value], [])

/** (total, x, factor) -> (total * factor + x, total): the next total and the one before, as Horner's rule. */
const horner: Graph = {
  values: [scalar, scalar, scalar, scalar, scalar],
  parameters: 3,
  nodes: [
    { primitive: 'mul', attributes: {}, operands: [0, 2], results: [3] },
    { primitive: 'add', attributes: {}, operands: [3, 1], results: [4] },
  ],
  results: [4, 0],
}

type Scan = PrimitiveAttributes['scan']

const scan = (attributes: Scan, ...operands: readonly Tensor[]): Tensor[] =>
  applyAll({ primitive: 'scan', attributes }, ...operands)

const loop: Scan = { body: horner, length: 3, carried: 1, sequences: 1, reverse: false }

describe('scan', () => {
  test('carries values on, and stacks outputs', () => {
    // 0 -> 1 -> 10 + 2 -> 120 + 3.
    const given = scan(loop, float(0), tensor('float32', [1, 2, 3]), float(10))
    expect(given).toEqual([float(123), tensor('float32', [0, 1, 12])])
  })

  test('in reverse, outputs stand at their element', () => {
    const given = scan({ ...loop, reverse: true }, float(0), tensor('float32', [1, 2, 3]), float(10))
    expect(given).toEqual([float(321), tensor('float32', [32, 3, 0])])
  })

  test('of no length gives the first carried values and empty outputs', () => {
    const given = scan({ ...loop, length: 0 }, float(7), tensor('float32', []), float(10))
    expect(given).toEqual([float(7), tensor('float32', [])])
  })

  test('without sequences runs so many times', () => {
    // (a, b) -> (b, a + b), and a goes out: Fibonacci's numbers.
    const body: Graph = {
      values: [scalar, scalar, scalar],
      parameters: 2,
      nodes: [{ primitive: 'add', attributes: {}, operands: [0, 1], results: [2] }],
      results: [1, 2, 0],
    }
    const given = scan({ body, length: 7, carried: 2, sequences: 0, reverse: false }, float(0), float(1))
    expect(given).toEqual([float(13), float(21), tensor('float32', [0, 1, 1, 2, 3, 5, 8])])
  })

  test('walks rows of several sequences, of any dtype, and may carry nothing', () => {
    const row: TensorType = { dtype: 'float16', shape: [2] }
    const flag: TensorType = { dtype: 'bool', shape: [1] }
    const body: Graph = {
      values: [row, flag, row, flag],
      parameters: 2,
      nodes: [
        { primitive: 'neg', attributes: {}, operands: [0], results: [2] },
        { primitive: 'logicalNot', attributes: {}, operands: [1], results: [3] },
      ],
      results: [3, 2, 0],
    }
    const xs = tensor('float16', [1, 2, 3, 4, 5, 0.5], [3, 2])
    const flags = tensor('bool', [1, 0, 1], [3, 1])
    const given = scan({ body, length: 3, carried: 0, sequences: 2, reverse: false }, xs, flags)
    expect(given).toEqual([tensor('bool', [0, 1, 0], [3, 1]), tensor('float16', [-1, -2, -3, -4, -5, -0.5], [3, 2]), xs])
  })

  test('an output of nothing is empty', () => {
    const none: TensorType = { dtype: 'int32', shape: [0] }
    const body: Graph = { values: [none], parameters: 1, nodes: [], results: [0] }
    const given = scan({ body, length: 2, carried: 0, sequences: 1, reverse: true }, tensor('int32', [], [2, 0]))
    expect(given).toEqual([tensor('int32', [], [2, 0])])
  })

  test('leaves its operands alone and returns copies', () => {
    const sequence: TensorType = { dtype: 'float32', shape: [3] }
    const graph: Graph = {
      values: [scalar, sequence, scalar, scalar, sequence],
      parameters: 3,
      nodes: [{ primitive: 'scan', attributes: loop, operands: [0, 1, 2], results: [3, 4] }],
      results: [3, 4, 1],
    }
    const parameters = [Float32Array.of(0), Float32Array.of(1, 2, 3), Float32Array.of(10)]
    const results = evaluateGraph(graph, parameters)
    expect(parameters).toEqual([Float32Array.of(0), Float32Array.of(1, 2, 3), Float32Array.of(10)])
    expect(results).toEqual([Float32Array.of(123), Float32Array.of(0, 1, 12), Float32Array.of(1, 2, 3)])
    expect(new Set([...parameters, ...results].map(({ buffer }) => buffer)).size).toBe(6)
  })

  test('runs loops and composites inside its body', () => {
    // (total, row) -> total + sum of the row, the sum taken by a loop in a composite.
    const row: TensorType = { dtype: 'float32', shape: [2] }
    const add: Graph = {
      values: [scalar, scalar, scalar],
      parameters: 2,
      nodes: [{ primitive: 'add', attributes: {}, operands: [0, 1], results: [2] }],
      results: [2],
    }
    const inner: Scan = { body: add, length: 2, carried: 1, sequences: 1, reverse: false }
    const sum: Graph = {
      values: [scalar, row, scalar],
      parameters: 2,
      nodes: [{ primitive: 'scan', attributes: inner, operands: [0, 1], results: [2] }],
      results: [2],
    }
    const body: Graph = {
      values: [scalar, row, scalar],
      parameters: 2,
      nodes: [{ primitive: 'composite', attributes: { name: 'sum', body: sum }, operands: [0, 1], results: [2] }],
      results: [2],
    }
    const given = scan({ ...inner, body }, float(100), tensor('float32', [1, 2, 3, 4], [2, 2]))
    expect(given).toEqual([float(110)])
  })

  test('a failure inside names both', () => {
    const shape = [2 ** 50]
    const body: Graph = {
      values: [{ dtype: 'float32', shape }],
      parameters: 0,
      nodes: [{ primitive: 'iota', attributes: { dtype: 'float32', shape, axis: 0 }, operands: [], results: [0] }],
      results: [],
    }
    const evaluate = () => scan({ body, length: 1, carried: 0, sequences: 0, reverse: false })
    expect(evaluate).toThrow(ExecutionError)
    expect(evaluate).toThrow(/^cpu: scan\(\) ->.* failed: cpu: iota\(\) -> .* failed: /)
  })
})

describe('cond', () => {
  const onTrue: Graph = {
    values: [scalar, scalar, scalar],
    parameters: 2,
    nodes: [{ primitive: 'sub', attributes: {}, operands: [0, 1], results: [2] }],
    results: [2, 0],
  }
  const onFalse: Graph = { ...onTrue, nodes: [{ primitive: 'mul', attributes: {}, operands: [0, 1], results: [2] }] }

  test.each([
    ['true', 1, [3, 5]],
    ['false', 0, [10, 5]],
  ])('takes the branch of %s', (_, condition, expected) => {
    const given = applyAll(
      { primitive: 'cond', attributes: { onTrue, onFalse } },
      tensor('bool', [condition], []),
      float(5),
      float(2),
    )
    expect(given).toEqual(expected.map(float))
  })

  test('does not run the other branch', () => {
    const huge = [2 ** 50]
    const failing: Graph = {
      values: [scalar, scalar, { dtype: 'float32', shape: huge }],
      parameters: 2,
      nodes: [{ primitive: 'broadcast', attributes: { shape: huge }, operands: [0], results: [2] }],
      results: [1, 0],
    }
    const attributes = { onTrue, onFalse: failing }
    const run = (condition: number): Tensor[] =>
      applyAll({ primitive: 'cond', attributes }, tensor('bool', [condition], []), float(5), float(2))
    expect(run(1)).toEqual([float(3), float(5)])
    expect(() => run(0)).toThrow(ExecutionError)
  })
})

describe('while', () => {
  /** x * 2, as long as x < limit. */
  const condition: Graph = {
    values: [{ dtype: 'int32', shape: [] }, { dtype: 'int32', shape: [] }, bool],
    parameters: 2,
    nodes: [{ primitive: 'less', attributes: {}, operands: [0, 1], results: [2] }],
    results: [2],
  }
  const body: Graph = {
    values: [
      { dtype: 'int32', shape: [] },
      { dtype: 'int32', shape: [] },
      { dtype: 'int32', shape: [] },
    ],
    parameters: 2,
    nodes: [{ primitive: 'add', attributes: {}, operands: [0, 0], results: [2] }],
    results: [2],
  }
  const run = (start: number, limit: number, maxIterations: number): Tensor =>
    apply({ primitive: 'while', attributes: { condition, body, carried: 1, maxIterations } }, int(start), int(limit))

  test.each([
    ['runs as long as the condition holds', 3, 100, 1000, 192],
    ['may not run at all', 200, 100, 1000, 200],
    ['stops after so many rounds', 1, 1000, 5, 32],
    ['stops before the first round', 1, 1000, 0, 1],
    ['stops at the condition in the last round', 1, 32, 5, 32],
  ])('%s', (_, start, limit, maxIterations, expected) => {
    expect(run(start, limit, maxIterations)).toEqual(int(expected))
  })
})
