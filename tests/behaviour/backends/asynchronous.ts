/** A backend whose every answer takes a while, made from another: what core does with it, it does with a GPU. */
import type { Backend, BufferSlice, Executable, Program, Submission } from '@neurite/core'

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
export function asynchronous(inner: Backend): Backend {
  const { readSync, compileSync } = inner
  if (!readSync || !compileSync) throw new Error('expected a synchronous backend')
  const slowly = ({ done }: Submission): Submission => ({ done: () => later(() => {}).then(done) })
  return {
    name: `slow ${inner.name}`,
    capabilities: inner.capabilities,
    allocate: (sizes) => inner.allocate(sizes),
    free: (slices) => inner.free(slices),
    write: (slice, data) => inner.write(slice, data),
    // The bytes of now, handed over later.
    read: (slice: BufferSlice) => {
      const bytes = readSync.call(inner, slice)
      return later(() => bytes)
    },
    compile: (program: Program) =>
      later((): Executable => {
        const executable = compileSync.call(inner, program)
        return {
          scratchBytes: executable.scratchBytes,
          run: (call) => slowly(executable.run(call)),
          dispose: () => executable.dispose(),
        }
      }),
    dispose: () => inner.dispose(),
  }
}
