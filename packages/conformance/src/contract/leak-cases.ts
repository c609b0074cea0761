/** Memory over time: what is freed comes back, whoever held it. */
import { liveMemory, tensor, withBackend } from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { bind, runBound } from '../program/run-program.ts'
import { casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensure, ensureSame } from '../suite/expectations.ts'
import { drawn, moderate } from '../values/domain.ts'

const cycles = 200
const largeBytes = 2 ** 25

export const leakCases: readonly ConformanceCase[] = casesOf('memory over time', {
  [`${cycles} cycles of compile, run and dispose`]: async ({ backend }) => {
    const shape = [64, 64]
    const x = drawn('float32', shape, moderate)
    let first: Float32Array | undefined
    for (let cycle = 0; cycle < cycles; cycle++) {
      const writer = new ProgramWriter()
      const [a, b] = [writer.input(x), writer.state(x)]
      const sum = writer.one('add', [writer.one('add', [a, a], {}), b], {})
      const program = writer.program({ states: [sum], outputs: [writer.one('add', [sum, sum], {})] })
      const executable = await backend.compile(program)
      const bound = bind(backend, program, [x, x])
      const [state] = await runBound(executable, bound)
      first ??= new Float32Array(state!)
      ensureSame(`the state in cycle ${cycle}`, x, state!, first)
      bound.free()
      executable.dispose()
    }
  },

  // Together more than 32-bit addresses reach.
  [`${cycles} cycles of a large buffer`]: async ({ backend }) => {
    const sizeBytes = Math.min(largeBytes, backend.capabilities.maxBufferBytes)
    for (let cycle = 0; cycle < cycles; cycle++) {
      const slices = backend.allocate([sizeBytes, 16])
      backend.write(slices[1]!, new Uint8Array(16).fill(cycle))
      ensure(
        new Uint8Array(await backend.read(slices[1]!))[0] === cycle,
        `the small buffer of cycle ${cycle} holds something else`,
      )
      backend.free(slices)
    }
  },

  [`${cycles} cycles of tensors that are disposed of`]: async ({ create }) => {
    // A backend of its own: tensors of other cases may still wait for the collector.
    const backend = await create()
    for (let cycle = 0; cycle < cycles; cycle++) {
      const [x, y] = withBackend(backend, () => {
        const given = tensor([1, 2, cycle])
        return [given, given.add(given)] as const
      })
      ensure((await y.data())[2] === 2 * cycle, `cycle ${cycle} gave ${String(await y.data())}`)
      x.dispose()
      y.dispose()
    }
    const { bytes, buffers } = liveMemory(backend)
    ensure(bytes === 0 && buffers === 0, `core still holds ${bytes} bytes in ${buffers} buffers`)
    await backend.dispose()
  },
})
