/** Gradients of graphs: what is differentiated, by what, and where a gradient stops. */
import { evaluateGraph, cpu } from '@neurite/backend-cpu'
import { dtypes, type PrimitiveName, type TensorType } from '@neurite/core'
import { describe, expect, test, vi } from 'vitest'
import { ProgramWriter } from '../program/program-writer.ts'
import { whileLoop } from '../samples/control-samples.ts'
import { type HostTensor, numbersOf, scalar, vector } from '../values/host-tensor.ts'
import { drawGraphs } from './coverage.ts'
import { gradientProgram } from './gradient-program.ts'

vi.setConfig({ testTimeout: 60_000 })

const { capabilities } = cpu()
const type: TensorType = { dtype: 'float32', shape: [3] }

/** The gradients of a program, as the reference computes them; undefined where there are none. */
function gradientsOf(
  writer: ProgramWriter,
  outputs: readonly number[],
  parameters: readonly HostTensor[],
): number[][] | undefined {
  const gradient = gradientProgram({ program: writer.program({ outputs }), parameters }, capabilities)
  if (!gradient) return undefined
  const bits = evaluateGraph(
    gradient.program.graph,
    gradient.parameters.map((tensor) => tensor.bits),
  )
  return bits.map((one, index) =>
    numbersOf({ ...gradient.program.bindings.filter(({ role }) => role === 'output')[index]!.type, bits: one }),
  )
}

describe('gradientProgram', () => {
  test('differentiates the float results by the float parameters', () => {
    const writer = new ProgramWriter()
    const [x, n, y] = [writer.input(type), writer.input({ dtype: 'int32', shape: [3] }), writer.input(type)]
    const product = writer.one('mul', [x, y], {})
    const doubled = writer.one('add', [n, n], {})
    const operands = [vector('float32', 1, 2, 3), vector('int32', 1, 2, 3), vector('float32', 4, 5, 6)]
    const [byX, byY] = gradientsOf(writer, [product, doubled], operands)!
    // The weights of the sum are those of both factors.
    const weights = byX!.map((value, i) => value / [4, 5, 6][i]!)
    expect(new Set(weights).size).toBe(3)
    byY!.forEach((value, i) => expect(value).toBeCloseTo(weights[i]! * [1, 2, 3][i]!, 5))
  })

  test('is none where no float hangs on a float', () => {
    const writer = new ProgramWriter()
    const [x, n] = [writer.input(type), writer.input({ dtype: 'int32', shape: [] })]
    const outputs = [
      writer.one('greater', [x, x], {}),
      writer.one('cast', [n], { dtype: 'float32' }),
      writer.one('floor', [x], {}),
    ]
    expect(gradientsOf(writer, outputs, [vector('float32', 1, 2, 3), scalar('int32', 1)])).toBeUndefined()
  })

  test('stops at a loop without a known end, and goes on beside it', () => {
    const rows = typeof whileLoop === 'function' ? whileLoop('float32') : whileLoop
    const { operands, attributes } = rows[0]!
    const writer = new ProgramWriter()
    const ids = operands.map((operand) => writer.input(operand))
    const [looped] = writer.apply('while', ids, attributes)
    const outputs = [writer.one('mul', [looped!, ids[2]!], {})]
    expect(gradientsOf(writer, outputs, operands)!.map(({ length }) => length)).toEqual([3])
  })

  test('runs on what the graph runs on, numbers of the rules included', () => {
    for (const graph of drawGraphs(dtypes, 3, 40)) {
      const gradient = gradientProgram(graph, capabilities)
      if (!gradient) continue
      const given = gradient.program.bindings.filter(({ role }) => role !== 'output')
      expect(gradient.parameters.map(({ dtype, shape }) => ({ dtype, shape }))).toEqual(
        given.map(({ type: { dtype, shape } }) => ({ dtype, shape })),
      )
    }
  })

  test('holds gradients of nearly all primitives that have one', () => {
    const expected: readonly PrimitiveName[] = [
      'scatterAdd',
      'windowScatter',
      'convInput',
      'convFilter',
      'dynamicUpdateSlice',
      'select',
    ]
    const held = new Set(
      drawGraphs(dtypes, 1, 200)
        .flatMap((graph) => gradientProgram(graph, capabilities)?.program.graph.nodes ?? [])
        .map(({ primitive }) => primitive),
    )
    expect(expected.filter((primitive) => !held.has(primitive))).toEqual([])
  })
})
