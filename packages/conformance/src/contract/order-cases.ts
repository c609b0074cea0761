/** Order: runs take effect in the order of the calls, and reads see all runs before them and none after. */
import type { Backend, BufferSlice, Executable, Program, Submission, TensorType } from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { download, upload } from '../program/run-program.ts'
import { casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensureSame } from '../suite/expectations.ts'
import { vector } from '../values/host-tensor.ts'

const pair: TensorType = { dtype: 'float32', shape: [2] }
const noScalars = new Uint8Array(0)

/** (x, total) -> total' = total + x, or 2 total + x: which of the two comes first shows in the end. */
function stateProgram(times: 1 | 2 = 1): Program {
  const writer = new ProgramWriter()
  const [x, total] = [writer.input(pair), writer.state(pair)]
  const kept = times === 1 ? total : writer.one('add', [total, total], {})
  return writer.program({ states: [writer.one('add', [kept, x], {})] })
}

/** x -> 2 x. */
function doubling(): Program {
  const writer = new ProgramWriter()
  const x = writer.input(pair)
  return writer.program({ outputs: [writer.one('add', [x, x], {})] })
}

const run = (executable: Executable, ...buffers: readonly BufferSlice[]): Submission =>
  executable.run({ buffers, scalars: noScalars })

async function ensurePair(backend: Backend, what: string, slice: BufferSlice, ...expected: readonly number[]): Promise<void> {
  ensureSame(what, pair, await download(backend, pair, slice), Float32Array.from(expected))
}

/** Compiles programs, and disposes of them and of the buffers afterwards. */
async function withExecutables(
  backend: Backend,
  programs: readonly Program[],
  fn: (executables: readonly Executable[], x: BufferSlice, total: BufferSlice, spare: BufferSlice) => Promise<void>,
): Promise<void> {
  const executables = await Promise.all(programs.map((program) => backend.compile(program)))
  const buffers = upload(backend, vector('float32', 2, 3), vector('float32', 1, 1), vector('float32', 0, 0))
  try {
    await fn(executables, buffers[0]!, buffers[1]!, buffers[2]!)
  } finally {
    backend.free(buffers)
    for (const executable of executables) executable.dispose()
  }
}

export const orderCases: readonly ConformanceCase[] = casesOf('order', {
  'several submissions in flight, then one read': ({ backend }) =>
    withExecutables(backend, [stateProgram()], async ([add], x, total) => {
      for (let i = 0; i < 20; i++) run(add!, x, total)
      await ensurePair(backend, 'the total', total, 41, 61)
    }),

  'several executables interleaved on one state': ({ backend }) =>
    withExecutables(backend, [stateProgram(), stateProgram(2)], async ([once, twice], x, total) => {
      const submissions = [once!, twice!, once!, twice!].map((executable) => run(executable, x, total))
      await Promise.all(submissions.map((submission) => submission.done()))
      await ensurePair(backend, 'the total', total, 2 * (2 * (1 + 2) + 2 + 2) + 2, 2 * (2 * (1 + 3) + 3 + 3) + 3)
    }),

  'a read sees no later run': ({ backend }) =>
    withExecutables(backend, [stateProgram()], async ([add], x, total) => {
      run(add!, x, total)
      const seen = backend.read(total)
      run(add!, x, total)
      const later = backend.read(total)
      ensureSame('the first read', pair, new Float32Array(await seen), Float32Array.of(3, 4))
      ensureSame('the second read', pair, new Float32Array(await later), Float32Array.of(5, 7))
    }),

  'a run sees no later write': ({ backend }) =>
    withExecutables(backend, [doubling()], async ([double], x, _, out) => {
      run(double!, x, out)
      backend.write(x, Float32Array.of(100, 200))
      await ensurePair(backend, 'the output', out, 4, 6)
      await run(double!, x, out).done()
      await ensurePair(backend, 'the output after the write', out, 200, 400)
    }),

  'an output feeds the next run without a read between': ({ backend }) =>
    withExecutables(backend, [doubling()], async ([double], x, total, spare) => {
      run(double!, x, spare)
      run(double!, spare, total)
      run(double!, total, x)
      await ensurePair(backend, 'the end of the chain', x, 16, 24)
    }),

  'one executable on other buffers': ({ backend }) =>
    withExecutables(backend, [stateProgram()], async ([add], x, total, spare) => {
      run(add!, x, total)
      run(add!, total, spare)
      run(add!, x, spare)
      await ensurePair(backend, 'the first state', total, 3, 4)
      await ensurePair(backend, 'the second state', spare, 5, 7)
    }),

  'inputs may share a buffer': async ({ backend }) => {
    const writer = new ProgramWriter()
    const program = writer.program({ outputs: [writer.one('add', [writer.input(pair), writer.input(pair)], {})] })
    await withExecutables(backend, [program], async ([add], x, _, out) => {
      await run(add!, x, x, out).done()
      await ensurePair(backend, 'the sum', out, 4, 6)
    })
  },

  'done can be asked twice, late, or not at all': ({ backend }) =>
    withExecutables(backend, [stateProgram()], async ([add], x, total) => {
      run(add!, x, total)
      const submission = run(add!, x, total)
      await ensurePair(backend, 'the total', total, 5, 7)
      await Promise.all([submission.done(), submission.done()])
      await submission.done()
    }),

  'programs compiled while others run': ({ backend }) =>
    withExecutables(backend, [stateProgram()], async ([add], x, total, spare) => {
      run(add!, x, total)
      const compiling = backend.compile(doubling())
      run(add!, x, total)
      const double = await compiling
      run(add!, x, total)
      run(double, total, spare)
      await ensurePair(backend, 'the output', spare, 14, 20)
      double.dispose()
    }),

  'two compiles of one program are two executables': ({ backend }) =>
    withExecutables(backend, [stateProgram(), stateProgram()], async ([first, second], x, total) => {
      run(first!, x, total)
      first!.dispose()
      await run(second!, x, total).done()
      await ensurePair(backend, 'the total', total, 5, 7)
    }),

  'compileSync, where there is one, equals compile': ({ backend }) =>
    withExecutables(backend, [doubling()], async ([double], x, total, spare) => {
      const sync = backend.compileSync?.(doubling())
      run(double!, x, spare)
      run(sync ?? double!, x, total)
      await ensurePair(backend, 'compile', spare, 4, 6)
      await ensurePair(backend, 'compileSync', total, 4, 6)
      sync?.dispose()
    }),
})
