/** A backend that hands everything on to another: what watches or changes some of it begins with this. */
import type { Backend } from '@neurite/core'

/** A backend with all that `inner` does at once, in an object of its own. @throws Error unless `inner` is synchronous */
export function forwarding(inner: Backend): Required<Omit<Backend, 'claims'>> {
  const { readSync, compileSync } = inner
  if (!readSync || !compileSync) throw new Error('expected a synchronous backend')
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    allocate: (sizes) => inner.allocate(sizes),
    free: (slices) => inner.free(slices),
    write: (slice, data) => inner.write(slice, data),
    read: (slice) => inner.read(slice),
    readSync: (slice) => readSync.call(inner, slice),
    compile: (program) => inner.compile(program),
    compileSync: (program) => compileSync.call(inner, program),
    dispose: () => inner.dispose(),
  }
}
