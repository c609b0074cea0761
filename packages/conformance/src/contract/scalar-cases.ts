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

/** (rate, x, offset) -> x * rate + offset, the scalars on both sides of the input. */
function affine() {
  const writer = new ProgramWriter()
  const [rate, x, offset] = [writer.scalar('float32'), writer.input(pair), writer.scalar('float32')]
  const spread = (id: number): number => writer.one('broadcast', [id], { shape: [2] })
  return writer.program({ outputs: [writer.one('add', [writer.one('mul', [x, spread(rate)], {}), spread(offset)], {})] })
}

export const scalarCases: readonly ConformanceCase[] = casesOf('scalars', {
  'of every dtype, each in its slot': async ({ backend }) => {
    const given = [0, 1, 2].flatMap((index): HostTensor[] =>
      backend.capabilities.dtypes.map((dtype) => scalar(dtype, values[dtype][index]!)),
    )
    const writer = new ProgramWriter()
    const ids = given.map(({ dtype }) => writer.scalar(dtype))
    const spread = ids.map((id) => writer.one('broadcast', [id], { shape: [2] }))
    const results = await runProgram(backend, writer.program({ outputs: [...ids, ...spread] }), given)
    given.forEach((value, index) => {
      ensureSame(`scalar ${index}`, value, results[index]!, value.bits)
      const twice = vector(value.dtype, 0, 0)
      twice.bits.fill(value.bits[0]!)
      ensureSame(`scalar ${index}, spread`, twice, results[given.length + index]!, twice.bits)
    })
  },

  'stand anywhere among the bindings and change from run to run': async ({ backend }) => {
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
    const program = affine()
    const executable = await backend.compile(program)
    const parameters = [scalar('float32', 2), vector('float32', 1, 2), scalar('float32', 1)]
    const bound = bind(backend, program, parameters)
    const submission = executable.run({ buffers: bound.buffers, scalars: bound.scalars })
    bound.scalars.fill(0xff)
    await submission.done()
    ensureSame('the result', pair, await download(backend, pair, bound.buffers[1]!), Float32Array.of(3, 5))
    bound.free()
    executable.dispose()
  },

  'may lie anywhere in a larger buffer': async ({ backend }) => {
    const program = affine()
    const executable = await backend.compile(program)
    const bound = bind(backend, program, [scalar('float32', 2), vector('float32', 1, 2), scalar('float32', 1)])
    const larger = new Uint8Array(bound.scalars.length + 5).fill(0xaa)
    larger.set(bound.scalars, 3)
    await executable.run({ buffers: bound.buffers, scalars: larger.subarray(3, 3 + bound.scalars.length) }).done()
    ensureSame('the result', pair, await download(backend, pair, bound.buffers[1]!), Float32Array.of(3, 5))
    bound.free()
    executable.dispose()
  },
})
