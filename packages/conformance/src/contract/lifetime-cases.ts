/** Lifetimes: dispose of executables and backends, two backends at once. */
import { type Backend, DisposedError, type Program, type TensorType } from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { bind, download, runBound, upload } from '../program/run-program.ts'
import { casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensure, ensureFails, ensureSame } from '../suite/expectations.ts'
import { vector } from '../values/host-tensor.ts'

const pair: TensorType = { dtype: 'float32', shape: [2] }

function increment(): Program {
  const writer = new ProgramWriter()
  const [x, total] = [writer.input(pair), writer.state(pair)]
  return writer.program({ states: [writer.one('add', [total, x], {})] })
}

const start = [vector('float32', 1, 2), vector('float32', 0, 0)]

/** Runs the program twice on a backend of its own state. */
async function runTwice(backend: Backend, program: Program): Promise<void> {
  const executable = await backend.compile(program)
  const bound = bind(backend, program, start)
  await runBound(executable, bound)
  const [total] = await runBound(executable, bound)
  ensureSame('the total', pair, total!, Float32Array.of(2, 4))
  bound.free()
  executable.dispose()
}

export const lifetimeCases: readonly ConformanceCase[] = casesOf('lifetimes', {
  'tells its name and what it can do': async ({ backend }) => {
    const { name, capabilities } = backend
    ensure(name.length > 0, 'the backend has no name')
    for (const dtype of ['float32', 'int32', 'uint32', 'bool'] as const) {
      ensure(
        capabilities.dtypes.includes(dtype),
        `every backend computes in ${dtype}; this one lists ${capabilities.dtypes.join(', ')}`,
      )
    }
    ensure(capabilities.maxBufferBytes >= 2 ** 20, `maxBufferBytes is ${capabilities.maxBufferBytes}`)
    const { alignmentBytes } = capabilities
    ensure(Number.isInteger(alignmentBytes) && alignmentBytes >= 1, `alignmentBytes is ${alignmentBytes}`)
    const executable = await backend.compile(increment())
    ensure(
      executable.scratchBytes >= 0 && Number.isInteger(executable.scratchBytes),
      `scratchBytes is ${executable.scratchBytes}`,
    )
    executable.dispose()
  },

  'a disposed executable runs no more, and others go on': async ({ backend }) => {
    const program = increment()
    const [first, second] = await Promise.all([backend.compile(program), backend.compile(program)])
    const bound = bind(backend, program, start)
    await runBound(first, bound)
    first.dispose()
    await ensureFails(
      'run after dispose',
      () => first.run({ buffers: bound.buffers, scalars: bound.scalars }).done(),
      DisposedError,
    )
    const [total] = await runBound(second, bound)
    ensureSame('the total', pair, total!, Float32Array.of(2, 4))
    bound.free()
    second.dispose()
    second.dispose()
  },

  'what was submitted before dispose still takes effect': async ({ backend }) => {
    const program = increment()
    const executable = await backend.compile(program)
    const bound = bind(backend, program, start)
    const submission = executable.run({ buffers: bound.buffers, scalars: bound.scalars })
    executable.dispose()
    await submission.done()
    const [total] = await bound.readResults()
    ensureSame('the total', pair, total!, Float32Array.of(1, 2))
    bound.free()
  },

  'buffers freed after a run was submitted are freed after it': async ({ backend }) => {
    const writer = new ProgramWriter()
    const x = writer.input({ dtype: 'float32', shape: [300] })
    const program = writer.program({ outputs: [writer.one('add', [x, x], {})] })
    const executable = await backend.compile(program)
    const [input] = upload(backend, vector('float32', ...Array.from({ length: 300 }, () => 2)))
    const [output] = backend.allocate([1200])
    const submission = executable.run({ buffers: [input!, output!], scalars: new Uint8Array(0) })
    backend.free([input!])
    const [other] = upload(backend, vector('float32', ...Array.from({ length: 300 }, () => 9)))
    await submission.done()
    ensureSame(
      'the sum',
      { dtype: 'float32', shape: [300] },
      await download(backend, { dtype: 'float32' }, output!),
      new Float32Array(300).fill(4),
    )
    backend.free([output!, other!])
    executable.dispose()
  },

  'a disposed backend throws DisposedError, and freeing what it had is harmless': async ({ create }) => {
    const backend = await create()
    const program = increment()
    const executable = await backend.compile(program)
    const bound = bind(backend, program, start)
    await runBound(executable, bound)
    await backend.dispose()
    const [slice] = bound.buffers
    const calls: Readonly<Record<string, () => unknown>> = {
      allocate: () => backend.allocate([8]),
      write: () => backend.write(slice!, Float32Array.of(1, 2)),
      read: () => backend.read(slice!),
      compile: () => backend.compile(program),
      run: () => executable.run({ buffers: bound.buffers, scalars: bound.scalars }).done(),
      ...(backend.readSync && { readSync: () => backend.readSync?.(slice!) }),
      ...(backend.compileSync && { compileSync: () => backend.compileSync?.(program) }),
    }
    for (const [name, call] of Object.entries(calls)) await ensureFails(`${name} after dispose`, call, DisposedError)
    // Collected tensors free their memory whenever the engine gets to it.
    bound.free()
    executable.dispose()
    await backend.dispose()
  },

  'two backends at once keep to themselves': async ({ backend, create }) => {
    const other = await create()
    const program = increment()
    const [here, there] = await Promise.all([backend.compile(program), other.compile(program)])
    const [mine, theirs] = [
      bind(backend, program, start),
      bind(other, program, [vector('float32', 10, 20), vector('float32', 5, 5)]),
    ]
    for (let i = 0; i < 3; i++) {
      here.run({ buffers: mine.buffers, scalars: mine.scalars })
      there.run({ buffers: theirs.buffers, scalars: theirs.scalars })
    }
    ensureSame('the total here', pair, (await mine.readResults())[0]!, Float32Array.of(3, 6))
    ensureSame('the total there', pair, (await theirs.readResults())[0]!, Float32Array.of(35, 65))
    there.dispose()
    await other.dispose()
    const [total] = await runBound(here, mine)
    ensureSame('the total here, with the other backend gone', pair, total!, Float32Array.of(4, 8))
    mine.free()
    here.dispose()
  },

  'a new backend works after another was disposed of': async ({ create }) => {
    for (let round = 0; round < 3; round++) {
      const backend = await create()
      await runTwice(backend, increment())
      await backend.dispose()
    }
  },
})
