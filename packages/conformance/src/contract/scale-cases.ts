/** Scale and numerics of whole programs: long chains, many bindings, long sums, determinism, random bits. */
import { evaluateGraph } from '@neurite/backend-cpu'
import type { TensorType, ValueId } from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { bind, runBound, runProgram } from '../program/run-program.ts'
import { casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensure, ensureSame } from '../suite/expectations.ts'
import { drawn, indicesInto, moderate } from '../values/domain.ts'
import { hostTensor, vector } from '../values/host-tensor.ts'

const chainLength = 2000
const long = 2 ** 17

/** The first three blocks under the keys of the published test vectors. @source Random123, kat_vectors, "threefry2x32 20" */
const knownBits: readonly { readonly key: readonly [number, number]; readonly words: readonly number[] }[] = [
  { key: [0, 0], words: [0x6b200159, 0x99ba4efe, 0x508efb2c, 0xc0de3f32, 0x64a626ec, 0xfc15e573] },
  { key: [0x13198a2e, 0x03707344], words: [0x41485429, 0xd158445a, 0x916a90d0, 0x0fc5db96, 0x20a2094f, 0xc4baaebf] },
  { key: [0xffffffff, 0xffffffff], words: [0x413979c4, 0x4e58fb3f, 0x9feae161, 0xf48aea97, 0x23fbff6e, 0x865fe3e7] },
]

const sumOf = (shape: readonly number[], axes: readonly number[]) => {
  const writer = new ProgramWriter()
  return writer.program({ outputs: [writer.one('reduceSum', [writer.input({ dtype: 'float32', shape })], { axes })] })
}

export const scaleCases: readonly ConformanceCase[] = casesOf('whole programs', {
  [`a chain of ${chainLength} sums`]: async ({ backend }) => {
    const writer = new ProgramWriter()
    const type: TensorType = { dtype: 'int32', shape: [3] }
    let [last, next] = [writer.input(type), writer.input(type)]
    for (let i = 0; i < chainLength; i++) [last, next] = [next, writer.one('add', [last, next], {})]
    const parameters = [vector('int32', 0, 1, -2), vector('int32', 1, 1, 5)]
    const [result] = await runProgram(backend, writer.program({ outputs: [next] }), parameters)
    let [before, expected] = parameters.map(({ bits }) => Int32Array.from(bits))
    for (let i = 0; i < chainLength; i++) [before, expected] = [expected, before!.map((value, at) => value + expected![at]!)]
    ensureSame('the end of the chain', type, result!, expected!)
  },

  [`a chain of ${chainLength} nodes of four kinds`]: async ({ backend }) => {
    const writer = new ProgramWriter()
    const type: TensorType = { dtype: 'int32', shape: [3] }
    const [x, y] = [writer.input(type), writer.input(type)]
    const cycle = ['add', 'bitwiseXor', 'sub', 'mul'] as const
    let last = x
    for (let i = 0; i < chainLength; i++) last = writer.one(cycle[i % cycle.length]!, [last, y], {})
    const program = writer.program({ outputs: [last] })
    const parameters = [vector('int32', 1, 2, 3), vector('int32', 3, -5, 7)]
    const [result] = await runProgram(backend, program, parameters)
    const [expected] = evaluateGraph(
      program.graph,
      parameters.map(({ bits }) => bits),
    )
    ensureSame('the end of the chain', type, result!, expected!)
  },

  'four hundred values that live at once': async ({ backend }) => {
    const writer = new ProgramWriter()
    const type: TensorType = { dtype: 'float32', shape: [5] }
    const x = writer.input(type)
    const values: ValueId[] = [x]
    while (values.length < 400) values.push(writer.one('add', [values.at(-1)!, x], {}))
    // From the last, so that all of them wait for it.
    const total = values.reduceRight((sum, value) => writer.one('add', [sum, value], {}))
    const [result] = await runProgram(backend, writer.program({ outputs: [total] }), [vector('float32', 1, 2, 3, 4, 5)])
    const factor = (400 * 401) / 2
    ensureSame('the sum', type, result!, Float32Array.of(factor, 2 * factor, 3 * factor, 4 * factor, 5 * factor))
  },

  'a hundred states': async ({ backend }) => {
    const writer = new ProgramWriter()
    const type: TensorType = { dtype: 'float32', shape: [3] }
    const ids = Array.from({ length: 100 }, () => writer.state(type))
    const program = writer.program({ states: ids.map((_, i) => ids[(i + 1) % ids.length]!) })
    const results = await runProgram(
      backend,
      program,
      ids.map((_, i) => vector('float32', i, i + 0.5, -i)),
      { repeat: 3 },
    )
    results.forEach((bits, i) =>
      ensureSame(`state ${i}`, type, bits, Float32Array.of((i + 3) % 100, ((i + 3) % 100) + 0.5, -((i + 3) % 100))),
    )
  },

  'a program without nodes, and one without bindings': async ({ backend }) => {
    const executable = await backend.compile({ graph: { values: [], parameters: 0, nodes: [], results: [] }, bindings: [] })
    await executable.run({ buffers: [], scalars: new Uint8Array(0) }).done()
    executable.dispose()
    const writer = new ProgramWriter()
    const x = writer.input({ dtype: 'float32', shape: [2] })
    const [result] = await runProgram(backend, writer.program({ outputs: [x] }), [vector('float32', 1, 2)])
    ensureSame('the output', { dtype: 'float32', shape: [2] }, result!, Float32Array.of(1, 2))
  },

  'a program of empty tensors only': async ({ backend }) => {
    const writer = new ProgramWriter()
    const type: TensorType = { dtype: 'float32', shape: [0, 3] }
    const [x, state] = [writer.input(type), writer.state(type)]
    const program = writer.program({ states: [writer.one('add', [x, state], {})], outputs: [writer.one('add', [x, x], {})] })
    const empty = hostTensor('float32', [0, 3], [])
    const results = await runProgram(backend, program, [empty, empty], { repeat: 2 })
    for (const bits of results) ensureSame('an empty result', type, bits, new Float32Array(0))
  },

  // Added one by one in float32, this sum is 0.1% off: reductions are pairwise or blocked.
  'long sums keep their precision': async ({ backend }) => {
    const [result] = await runProgram(backend, sumOf([long], [0]), [
      hostTensor('float32', [long], new Float32Array(long).fill(0.1)),
    ])
    const expected = Math.fround(0.1) * long
    const relative = Math.abs(result![0]! / expected - 1)
    ensure(relative < 2e-6, `the sum of ${long} times 0.1 is ${result![0]}, expected ${expected} to 2e-6`)
  },

  'the same program twice gives the same bits': async ({ backend }) => {
    const writer = new ProgramWriter()
    const x = writer.input({ dtype: 'float32', shape: [500, 9] })
    const indices = writer.input({ dtype: 'int32', shape: [500] })
    const zeros = writer.constant(0, { dtype: 'float32', shape: [7, 9] })
    const scattered = writer.one('scatterAdd', [zeros, indices, x], { axis: 0, batchDims: 0 })
    const product = writer.one('dotGeneral', [x, x], { lhsBatch: [], rhsBatch: [], lhsContracting: [0], rhsContracting: [0] })
    const summed = writer.one('reduceSum', [x], { axes: [0, 1] })
    const program = writer.program({ outputs: [scattered, product, summed, writer.one('exp', [x], {})] })
    const parameters = [drawn('float32', [500, 9], moderate), drawn('int32', [500], indicesInto(7))]
    const [first, second] = [await runProgram(backend, program, parameters), await runProgram(backend, program, parameters)]
    const executable = await backend.compile(program)
    const bound = bind(backend, program, parameters)
    const third = await runBound(executable, bound)
    const repeated = await runBound(executable, bound, 3)
    program.bindings.slice(2).forEach(({ type }, index) => {
      for (const again of [second, third, repeated]) ensureSame(`result ${index}`, type, again[index]!, first[index]!)
    })
    bound.free()
    executable.dispose()
  },

  'random bits are those of Threefry-2x32 with 20 rounds': async ({ backend }) => {
    for (const { key, words } of knownBits) {
      const writer = new ProgramWriter()
      const shape = [words.length]
      const program = writer.program({
        outputs: [writer.one('randomBits', [writer.input({ dtype: 'uint32', shape: [2] })], { shape })],
      })
      const [bits] = await runProgram(backend, program, [vector('uint32', ...key)])
      ensureSame(`the bits of key ${key.join(' ')}`, { dtype: 'uint32', shape }, bits!, Uint32Array.from(words))
    }
  },
})
