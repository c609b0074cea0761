/** Programs and runs that break a promise are named. */
import { describe, expect, test } from 'vitest'
import { InternalError } from '../errors/errors.ts'
import type { TensorType } from '../graph/graph.ts'
import type { Binding, Invocation, Program } from './backend.ts'
import { checkBuffers, checkInvocation, checkNumbers, checkProgram } from './check-program.ts'

const two: TensorType = { dtype: 'float32', shape: [2] }
const one: TensorType = { dtype: 'float32', shape: [] }
const bindings: Binding[] = [
  { role: 'input', type: two },
  { role: 'state', type: two },
  { role: 'scalar', type: one },
]
const program: Program = { graph: { values: [two, two, one], parameters: 3, nodes: [], results: [0] }, bindings }
const slab = {}
const call: Invocation = {
  buffers: [
    { buffer: slab, offsetBytes: 0, sizeBytes: 8 },
    { buffer: slab, offsetBytes: 16, sizeBytes: 8 },
  ],
  scalars: new Uint8Array(8),
}

describe('checkProgram', () => {
  test('takes bindings that are the border of the graph', () => expect(() => checkProgram('toy', program)).not.toThrow())

  test.each<[string, Binding[], string]>([
    ['another shape', [{ role: 'input', type: one }, ...bindings.slice(1)], 'toy: input binding is float32[], but number 0'],
    ['one too few', bindings.slice(0, 2), 'toy: the graph has 3 parameters, the bindings give 2'],
  ])('names %s', (_, given, message) => {
    const check = (): void => checkProgram('toy', { ...program, bindings: given })
    expect(check).toThrow(InternalError)
    expect(check).toThrow(message)
  })
})

describe('checkInvocation', () => {
  test('takes what fits', () => expect(() => checkInvocation('toy', bindings, call)).not.toThrow())

  test('names buffers that are missing, too small, or on one another', () => {
    const check = (buffers: Invocation['buffers']) => () => checkBuffers('toy', bindings, { buffers })
    expect(check(call.buffers.slice(1))).toThrow('toy run: expected 2 buffers, got 1')
    expect(check([call.buffers[0]!, { ...call.buffers[1]!, sizeBytes: 4 }])).toThrow('of 8 bytes, got 4 bytes')
    expect(check([call.buffers[0]!, { ...call.buffers[1]!, offsetBytes: 4 }])).toThrow('state buffer 1 overlaps buffer 0')
  })

  test('names scalars that are missing, and repetitions that are none', () => {
    expect(() => checkNumbers('toy', bindings, { ...call, scalars: new Uint8Array(4) })).toThrow('toy run: expected 8 bytes')
    for (const repeat of [0, 1.5, Number.NaN]) {
      expect(() => checkInvocation('toy', bindings, { ...call, repeat })).toThrow(`toy run: repeat is ${repeat}`)
    }
  })
})
