/** Scalars: values that travel in the call. */
import type { DType, TensorType } from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { bind, download, packScalars, runProgram } from '../program/run-program.ts'
import { casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensureSame } from '../suite/expectations.ts'
import { type HostTensor, scalar, vector } from '../values/host-tensor.ts'

const values: Record<DType, readonly number[]> = {
  float32: [2.5, -0, Number.NaN],
  float16: [2.5, -65504, Infinity],
  float64: [0.1, -Number.MIN_VALUE, 1e300],
  int32: [-3, 2 ** 31 - 1, -(2 ** 31)],
  uint32: [4000000000, 0, 1],
  int8: [-3, 127, -128],
  uint8: [200, 255, 1],
  bool: [1, 0, 1],
}

const pair: TensorType = { dtype: 'float32', shape: [2] }
const zeroD: TensorType = { dtype: 'float32', shape: [] }

/** (first, x, last) -> x + 2 first + last, all 0-d, the scalars on both sides of the input. */
function sum() {
  const writer = new ProgramWriter()
  const [first, x, last] = [writer.scalar('float32'), writer.input(zeroD), writer.scalar('float32')]
  const twice = writer.one('add', [first, first], {})
  return writer.program({ outputs: [writer.one('add', [writer.one('add', [x, twice], {}), last], {})] })
}

/** (rate, x, offset) -> x * rate + offset, the scalars on both sides of the input. */
function affine() {
  const writer = new ProgramWriter()
  const [rate, x, offset] = [writer.scalar('float32'), writer.input(pair), writer.scalar('float32')]
  const spread = (id: number): number => writer.one('broadcast', [id], { shape: [2] })
  return writer.program({ outputs: [writer.one('add', [writer.one('mul', [x, spread(rate)], {}), spread(offset)], {})] })
}

/** One scalar of each of three values for every dtype of a backend. */
const scalarsOf = (dtypes: readonly DType[]): HostTensor[] =>
  [0, 1, 2].flatMap((index) => dtypes.map((dtype) => scalar(dtype, values[dtype][index]!)))

export const scalarCases: readonly ConformanceCase[] = casesOf('scalars', {
  'of every dtype, each in its slot': async ({ backend }) => {
    const given = scalarsOf(backend.capabilities.dtypes)
    const writer = new ProgramWriter()
    const ids = given.map(({ dtype }) => writer.scalar(dtype))
    const results = await runProgram(backend, writer.program({ outputs: ids }), given)
    given.forEach((value, index) => ensureSame(`scalar ${index}`, value, results[index]!, value.bits))
  },

  'of every dtype, each spread over an axis': async ({ backend }) => {
    const given = scalarsOf(backend.capabilities.dtypes)
    const writer = new ProgramWriter()
    const ids = given.map(({ dtype }) => writer.scalar(dtype))
    const spread = ids.map((id) => writer.one('broadcast', [id], { shape: [2] }))
    const results = await runProgram(backend, writer.program({ outputs: spread }), given)
    given.forEach(({ dtype, bits }, index) => {
      const twice = vector(dtype, 0, 0)
      twice.bits.fill(bits[0]!)
      ensureSame(`scalar ${index}`, twice, results[index]!, twice.bits)
    })
  },

  'stand anywhere among the bindings and change from run to run': async ({ backend }) => {
    const program = sum()
    const executable = await backend.compile(program)
    const bound = bind(backend, program, [scalar('float32', 0), scalar('float32', 5), scalar('float32', 0)])
    for (const [first, last] of [
      [1, 0],
      [3, 10],
      [-2, 0.5],
    ] as const) {
      const scalars = packScalars([scalar('float32', first), scalar('float32', last)])
      await executable.run({ buffers: bound.buffers, scalars }).done()
      const [result] = await bound.readResults()
      ensureSame(`${first} and ${last}`, zeroD, result!, Float32Array.of(5 + 2 * first + last))
    }
    bound.free()
    executable.dispose()
  },

  'scale and shift a vector, and change from run to run': async ({ backend }) => {
    const program = affine()
    const executable = await backend.compile(program)
    const bound = bind(backend, program, [scalar('float32', 0), vector('float32', 1, 2), scalar('float32', 0)])
    for (const [rate, offset] of [
      [1, 0],
      [3, 10],
      [-2, 0.5],
    ] as const) {
      const scalars = packScalars([scalar('float32', rate), scalar('float32', offset)])
      await executable.run({ buffers: bound.buffers, scalars }).done()
      const [result] = await bound.readResults()
      ensureSame(`rate ${rate}, offset ${offset}`, pair, result!, Float32Array.of(rate + offset, 2 * rate + offset))
    }
    bound.free()
    executable.dispose()
  },

  'are taken when run is called: changing the bytes afterwards changes nothing': async ({ backend }) => {
    const program = sum()
    const executable = await backend.compile(program)
    const parameters = [scalar('float32', 2), scalar('float32', 5), scalar('float32', 1)]
    const bound = bind(backend, program, parameters)
    const submission = executable.run({ buffers: bound.buffers, scalars: bound.scalars })
    bound.scalars.fill(0xff)
    await submission.done()
    ensureSame('the result', zeroD, await download(backend, zeroD, bound.buffers[1]!), Float32Array.of(10))
    bound.free()
    executable.dispose()
  },

  'may lie anywhere in a larger buffer': async ({ backend }) => {
    const program = sum()
    const executable = await backend.compile(program)
    const bound = bind(backend, program, [scalar('float32', 2), scalar('float32', 5), scalar('float32', 1)])
    const larger = new Uint8Array(bound.scalars.length + 5).fill(0xaa)
    larger.set(bound.scalars, 3)
    await executable.run({ buffers: bound.buffers, scalars: larger.subarray(3, 3 + bound.scalars.length) }).done()
    ensureSame('the result', zeroD, await download(backend, zeroD, bound.buffers[1]!), Float32Array.of(10))
    bound.free()
    executable.dispose()
  },
})
