/** State and results: what a program reads, when it commits, and what repetition carries over. */
import type { Backend, HostArray, Program, TensorType } from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { bind, runBound, runProgram } from '../program/run-program.ts'
import { casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensureSame } from '../suite/expectations.ts'
import { type HostTensor, hostTensor, scalar, vector } from '../values/host-tensor.ts'

const pair: TensorType = { dtype: 'float32', shape: [2] }
const a = vector('float32', 1, 2)
const b = vector('float32', 30, 40)

/** Runs a program and compares states and outputs, in this order, with vectors of float32. */
async function ensureResults(
  backend: Backend,
  program: Program,
  parameters: readonly HostTensor[],
  expected: readonly (readonly number[])[],
  repeat = 1,
): Promise<void> {
  compareAll(await runProgram(backend, program, parameters, { repeat }), expected)
}

function compareAll(results: readonly HostArray[], expected: readonly (readonly number[])[]): void {
  expected.forEach((numbers, index) =>
    ensureSame(`result ${index}`, { dtype: 'float32', shape: [numbers.length] }, results[index]!, Float32Array.from(numbers)),
  )
}

/** (x, total) -> total' = total + x; output: the old total. */
function accumulator(): Program {
  const writer = new ProgramWriter()
  const [x, total] = [writer.input(pair), writer.state(pair)]
  return writer.program({ states: [writer.one('add', [total, x], {})], outputs: [total] })
}

/** (a, b) -> a' = b, b' = a + b: Fibonacci numbers; output: the old a. */
function fibonacci(): Program {
  const writer = new ProgramWriter()
  const [first, second] = [writer.state(pair), writer.state(pair)]
  return writer.program({ states: [second, writer.one('add', [first, second], {})], outputs: [first] })
}

/** A program of one state, which one node replaces. */
function replaceState(type: TensorType, node: (writer: ProgramWriter, state: number) => number): Program {
  const writer = new ProgramWriter()
  const state = writer.state(type)
  return writer.program({ states: [node(writer, state)] })
}

const square = hostTensor('float32', [3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])

export const stateCases: readonly ConformanceCase[] = casesOf('state', {
  'is read and written': ({ backend }) =>
    ensureResults(
      backend,
      accumulator(),
      [a, b],
      [
        [31, 42],
        [30, 40],
      ],
    ),

  'two states change places': ({ backend }) => {
    const writer = new ProgramWriter()
    const [first, second] = [writer.state(pair), writer.state(pair)]
    return ensureResults(
      backend,
      writer.program({ states: [second, first] }),
      [a, b],
      [
        [30, 40],
        [1, 2],
      ],
    )
  },

  'two states change places and change': ({ backend }) => {
    const writer = new ProgramWriter()
    const [first, second] = [writer.state(pair), writer.state(pair)]
    const states = [writer.one('add', [second, second], {}), writer.one('add', [first, second], {})]
    return ensureResults(
      backend,
      writer.program({ states }),
      [a, b],
      [
        [60, 80],
        [31, 42],
      ],
    )
  },

  'three states move round': async ({ backend }) => {
    const writer = new ProgramWriter()
    const [first, second, third] = [writer.state(pair), writer.state(pair), writer.state(pair)]
    const program = writer.program({ states: [second, third, first] })
    const c = vector('float32', 500, 600)
    await ensureResults(
      backend,
      program,
      [a, b, c],
      [
        [30, 40],
        [500, 600],
        [1, 2],
      ],
    )
    await ensureResults(
      backend,
      program,
      [a, b, c],
      [
        [500, 600],
        [1, 2],
        [30, 40],
      ],
      2,
    )
  },

  'commits when the program ends: whatever reads it sees the old value': ({ backend }) => {
    const writer = new ProgramWriter()
    const state = writer.state(pair)
    const next = writer.one('add', [state, state], {})
    const late = writer.one('add', [next, state], {})
    return ensureResults(
      backend,
      writer.program({ states: [next], outputs: [late, state] }),
      [vector('float32', 3, 5)],
      [
        [6, 10],
        [9, 15],
        [3, 5],
      ],
    )
  },

  'commits when the program ends: a view shows the old value': ({ backend }) => {
    const writer = new ProgramWriter()
    const state = writer.state(pair)
    const next = writer.one('add', [state, state], {})
    const viewed = writer.one('flip', [state], { axes: [0] })
    return ensureResults(
      backend,
      writer.program({ states: [next], outputs: [state, viewed] }),
      [vector('float32', 3, 5)],
      [
        [6, 10],
        [3, 5],
        [5, 3],
      ],
    )
  },

  'becomes a copy of an input, and of a scalar': ({ backend }) => {
    const writer = new ProgramWriter()
    const [x, first, second] = [writer.input(pair), writer.state(pair), writer.state({ dtype: 'float32', shape: [] })]
    const given = writer.scalar('float32')
    const program = writer.program({ states: [x, given], outputs: [first, second] })
    const parameters = [a, b, scalar('float32', 7), scalar('float32', 8)]
    return ensureResults(backend, program, parameters, [[1, 2], [8], [30, 40], [7]])
  },

  'becomes a constant': ({ backend }) => {
    const writer = new ProgramWriter()
    const state = writer.state(pair)
    const program = writer.program({ states: [writer.constant(9, pair)], outputs: [state] })
    return ensureResults(
      backend,
      program,
      [b],
      [
        [9, 9],
        [30, 40],
      ],
    )
  },

  'stays when its new value is the old one': ({ backend }) => {
    const writer = new ProgramWriter()
    const state = writer.state(pair)
    return ensureResults(
      backend,
      writer.program({ states: [state], outputs: [state] }),
      [a],
      [
        [1, 2],
        [1, 2],
      ],
    )
  },

  'one value for two states and two outputs': ({ backend }) => {
    const writer = new ProgramWriter()
    const [first, second] = [writer.state(pair), writer.state(pair)]
    const sum = writer.one('add', [first, second], {})
    return ensureResults(
      backend,
      writer.program({ states: [sum, sum], outputs: [sum, sum] }),
      [a, b],
      [
        [31, 42],
        [31, 42],
        [31, 42],
        [31, 42],
      ],
    )
  },

  'outputs may be parameters, twice': ({ backend }) => {
    const writer = new ProgramWriter()
    const [x, state] = [writer.input(pair), writer.state(pair)]
    return ensureResults(
      backend,
      writer.program({ states: [x], outputs: [x, x, state] }),
      [a, b],
      [
        [1, 2],
        [1, 2],
        [1, 2],
        [30, 40],
      ],
    )
  },

  'outputs may be views of parameters': ({ backend }) => {
    const writer = new ProgramWriter()
    const [x, state] = [writer.input(pair), writer.state(pair)]
    const view = writer.one('stopGradient', [state], {})
    const column = writer.one('reshape', [x], { shape: [2, 1] })
    return ensureResults(
      backend,
      writer.program({ states: [x], outputs: [view, column] }),
      [a, b],
      [
        [1, 2],
        [30, 40],
        [1, 2],
      ],
    )
  },

  'outputs may stand before states among the bindings': async ({ backend }) => {
    const { graph, bindings } = accumulator()
    const [x, total, old] = bindings
    const program: Program = {
      graph: { ...graph, results: [graph.results[1]!, graph.results[0]!] },
      bindings: [old!, x!, total!],
    }
    await ensureResults(
      backend,
      program,
      [a, b],
      [
        [30, 40],
        [31, 42],
      ],
    )
  },

  'is replaced by its own mirror image': ({ backend }) =>
    ensureResults(
      backend,
      replaceState({ dtype: 'float32', shape: [5] }, (writer, state) => writer.one('flip', [state], { axes: [0] })),
      [vector('float32', 1, 2, 3, 4, 5)],
      [[5, 4, 3, 2, 1]],
    ),

  'is replaced by its own transpose': ({ backend }) =>
    ensureResults(
      backend,
      replaceState(square, (writer, state) => writer.one('transpose', [state], { permutation: [1, 0] })),
      [square],
      [[1, 4, 7, 2, 5, 8, 3, 6, 9]],
    ),

  'is replaced by its product with itself': ({ backend }) => {
    const attributes = { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] }
    const program = replaceState(square, (writer, state) => writer.one('dotGeneral', [state, state], attributes))
    return ensureResults(backend, program, [square], [[30, 36, 42, 66, 81, 96, 102, 126, 150]])
  },

  'is replaced by its own shifted part': ({ backend }) => {
    const program = replaceState({ dtype: 'float32', shape: [5] }, (writer, state) => {
      const tail = writer.one('slice', [state], { starts: [1], limits: [5], strides: [1] })
      return writer.one('concat', [tail, writer.one('slice', [state], { starts: [0], limits: [1], strides: [1] })], { axis: 0 })
    })
    return ensureResults(backend, program, [vector('float32', 1, 2, 3, 4, 5)], [[2, 3, 4, 5, 1]])
  },

  'is updated in part': ({ backend }) => {
    const writer = new ProgramWriter()
    const [update, state] = [writer.input(pair), writer.state({ dtype: 'float32', shape: [5] })]
    const start = writer.scalar('int32')
    const next = writer.one('dynamicUpdateSlice', [state, update, start], {})
    const program = writer.program({ states: [next], outputs: [state] })
    return ensureResults(
      backend,
      program,
      [b, vector('float32', 1, 2, 3, 4, 5), scalar('int32', 2)],
      [
        [1, 2, 30, 40, 5],
        [1, 2, 3, 4, 5],
      ],
    )
  },

  'repeat carries state over, outputs are of the last run': async ({ backend }) => {
    await ensureResults(
      backend,
      accumulator(),
      [a, b],
      [
        [35, 50],
        [34, 48],
      ],
      5,
    )
    await ensureResults(
      backend,
      fibonacci(),
      [vector('float32', 0, 1), vector('float32', 1, 1)],
      [
        [55, 89],
        [89, 144],
        [34, 55],
      ],
      10,
    )
  },

  'repeat n equals n runs': async ({ backend }) => {
    const program = fibonacci()
    const executable = await backend.compile(program)
    const start = [vector('float32', 0, 1), vector('float32', 1, 3)]
    const [once, many] = [bind(backend, program, start), bind(backend, program, start)]
    let results = await runBound(executable, once)
    for (let run = 1; run < 7; run++) results = await runBound(executable, once)
    const repeated = await runBound(executable, many, 7)
    repeated.forEach((bits, index) => ensureSame(`result ${index}`, pair, bits, results[index]!))
    for (const bound of [once, many]) bound.free()
    executable.dispose()
  },

  'repeat sees the same scalars and inputs each time': async ({ backend }) => {
    const writer = new ProgramWriter()
    const [x, count, total] = [writer.input(pair), writer.state({ dtype: 'int32', shape: [] }), writer.state(pair)]
    const counted = writer.one('add', [count, writer.scalar('int32')], {})
    const program = writer.program({ states: [counted, writer.one('add', [total, x], {})] })
    const parameters = [a, scalar('int32', 0), b, scalar('int32', 3)]
    const [counts, totals] = await runProgram(backend, program, parameters, { repeat: 6 })
    ensureSame('the count', { dtype: 'int32', shape: [] }, counts!, Int32Array.of(18))
    ensureSame('the total', pair, totals!, Float32Array.of(36, 52))
  },

  'repeat sees the same constants, and scalars that are spread, each time': async ({ backend }) => {
    const writer = new ProgramWriter()
    const [x, count, total] = [writer.input(pair), writer.state({ dtype: 'int32', shape: [] }), writer.state(pair)]
    const rate = writer.one('broadcast', [writer.scalar('float32')], { shape: [2] })
    const next = writer.one('add', [total, writer.one('mul', [x, rate], {})], {})
    const counted = writer.one('add', [count, writer.constant(1, { dtype: 'int32', shape: [] })], {})
    const program = writer.program({ states: [counted, next] })
    const parameters = [a, scalar('int32', 0), b, scalar('float32', 0.5)]
    const [counts, totals] = await runProgram(backend, program, parameters, { repeat: 6 })
    ensureSame('the count', { dtype: 'int32', shape: [] }, counts!, Int32Array.of(6))
    ensureSame('the total', pair, totals!, Float32Array.of(33, 46))
  },

  'a state of every dtype keeps its bits': async ({ backend }) => {
    for (const dtype of backend.capabilities.dtypes) {
      const given = [hostTensor(dtype, [3], [1, 0, 1]), hostTensor(dtype, [3], [0, 1, 1])]
      const writer = new ProgramWriter()
      const [first, second] = given.map((type) => writer.state(type))
      const results = await runProgram(backend, writer.program({ states: [second!, first!] }), given, { repeat: 3 })
      given.toReversed().forEach((expected, i) => ensureSame(`${dtype} state ${i}`, expected, results[i]!, expected.bits))
    }
  },
})
