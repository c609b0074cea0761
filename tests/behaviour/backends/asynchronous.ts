/** A backend whose every answer takes a while, made from another: what core does with it, it does with a GPU. */
import type { Backend, BufferSlice, Executable, Program, Submission } from '@neurite/core'
import { forwarding } from './forwarding.ts'

const later = <T>(compute: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    setTimeout(() => {
      try {
        resolve(compute())
      } catch (error) {
        reject(error)
      }
    }, 1)
  })

/** The same backend without `compileSync` and `readSync`; compiling, reading and finishing a run wait for a timer. */
export function asynchronous(backend: Backend): Backend {
  const { readSync, compileSync, ...inner } = forwarding(backend)
  const slowly = ({ done }: Submission): Submission => ({ done: () => later(() => {}).then(done) })
  return {
    ...inner,
    name: `slow ${backend.name}`,
    // The bytes of now, handed over later.
    read: (slice: BufferSlice) => {
      const bytes = readSync(slice)
      return later(() => bytes)
    },
    compile: (program: Program) =>
      later((): Executable => {
        const executable = compileSync(program)
        return {
          scratchBytes: executable.scratchBytes,
          run: (call) => slowly(executable.run(call)),
          dispose: () => executable.dispose(),
        }
      }),
  }
}
