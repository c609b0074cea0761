/** The room that rounding gets: enough for the reference, too little for errors, none where rounding decides. */
import { dtypes } from '@neurite/core'
import { describe, expect, test, vi } from 'vitest'
import { ProgramWriter } from '../program/program-writer.ts'
import { cond } from '../samples/control-samples.ts'
import { between, drawn } from '../values/domain.ts'
import { numbersOf, scalar, vector } from '../values/host-tensor.ts'
import { drawGraphs } from './coverage.ts'
import { compareWithRoom, expectedResults } from './sensitivity.ts'

vi.setConfig({ testTimeout: 60_000 })

describe('over random graphs', () => {
  const results = drawGraphs(dtypes, 1, 60).map(({ program, parameters }) =>
    expectedResults(program.graph, parameters, { tolerance: {} }),
  )

  test('compares nearly all elements', () => {
    const rooms = results.flat().flatMap(({ room }) => room)
    const compared = rooms.filter((room) => room !== undefined).length
    expect(compared / rooms.length).toBeGreaterThan(0.95)
  })

  test('accepts the reference and refuses a difference that rounding does not explain', () => {
    let refused = 0
    for (const expected of results.flat()) {
      const { value, room } = expected
      expect(compareWithRoom(expected, value.bits).difference).toBeUndefined()
      const at = room.findIndex((allowed) => allowed !== undefined && allowed < 1e-3)
      if (value.dtype !== 'float32' || at < 0 || !Number.isFinite(numbersOf(value)[at])) continue
      const bits = value.bits.slice()
      bits[at] = bits[at]! + 0.01 + Math.abs(bits[at]!) / 100
      expect(compareWithRoom(expected, bits).difference).toContain(`element ${at} is`)
      refused++
    }
    expect(refused).toBeGreaterThan(5)
  })
})

describe('where rounding decides', () => {
  /** x + y - y, computed in float32. */
  function cancellation(writer: ProgramWriter) {
    const [x, y] = [writer.input({ dtype: 'float32', shape: [1] }), writer.input({ dtype: 'float32', shape: [1] })]
    return writer.one('sub', [writer.one('add', [x, y], {}), y], {})
  }

  test('a comparison with what cancels is not compared, one that is clear is', () => {
    const writer = new ProgramWriter()
    const difference = cancellation(writer)
    const isLess = (limit: number) => writer.one('less', [difference, writer.constant(limit, writer.typeOf(difference))], {})
    const { graph } = writer.program({ outputs: [isLess(1), isLess(2)] })
    const [near, clear] = expectedResults(graph, [vector('float32', 1), vector('float32', 1e4)], { tolerance: {} })
    expect(near!.room).toEqual([undefined])
    expect(clear!.room).toEqual([0])
  })

  test('a decision that stands on its edge is never compared, whichever way the noise goes', () => {
    const writer = new ProgramWriter()
    const x = writer.input({ dtype: 'float32', shape: [60] })
    const nothing = writer.one('sub', [writer.one('tanh', [x], {}), writer.one('tanh', [x], {})], {})
    const { graph } = writer.program({ outputs: [writer.one('ceil', [nothing], {})] })
    const [expected] = expectedResults(graph, [drawn('float32', [60], between(0.1, 1))], { tolerance: {} })
    expect(new Set(expected!.room)).toEqual(new Set([undefined]))
  })

  test('a sum that cancels has the room of its terms', () => {
    const writer = new ProgramWriter()
    const { graph } = writer.program({ outputs: [cancellation(writer)] })
    const [expected] = expectedResults(graph, [vector('float32', 1), vector('float32', 1e4)], { tolerance: {} })
    expect(expected!.room[0]).toBeGreaterThan(1e-3)
    expect(expected!.room[0]).toBeLessThan(0.1)
  })

  test('rounding inside a branch counts as well', () => {
    const rows = typeof cond === 'function' ? cond('float32') : cond
    const { attributes } = rows[0]!
    const type = { dtype: 'float32', shape: [1] } as const
    const body = (writer: ProgramWriter) => writer.program({ outputs: [cancellation(writer)] }).graph
    const writer = new ProgramWriter()
    const operands = [writer.scalar('bool'), writer.input(type), writer.input(type)]
    const branches = { ...attributes, onTrue: body(new ProgramWriter()), onFalse: body(new ProgramWriter()) }
    const { graph } = writer.program({ outputs: writer.apply('cond', operands, branches) })
    const [expected] = expectedResults(graph, [scalar('bool', 1), vector('float32', 1), vector('float32', 1e4)], {
      tolerance: {},
    })
    expect(expected!.room[0]).toBeGreaterThan(1e-3)
  })
})
