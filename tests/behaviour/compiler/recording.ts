/** A backend that notes the programs it is given. */
import { cpu } from '@neurite/backend-cpu'
import type { Backend, Program } from '@neurite/core'

/** The reference, which adds what it compiles to `programs`. */
export function recording(programs: Program[]): Backend {
  const inner = cpu()
  const { readSync, compileSync } = inner
  if (!readSync || !compileSync) throw new Error('expected a synchronous backend')
  const compile = (program: Program) => {
    programs.push(program)
    return compileSync.call(inner, program)
  }
  return {
    name: 'recording',
    capabilities: inner.capabilities,
    allocate: (sizes) => inner.allocate(sizes),
    free: (slices) => inner.free(slices),
    write: (slice, data) => inner.write(slice, data),
    read: (slice) => inner.read(slice),
    readSync: (slice) => readSync.call(inner, slice),
    compile: async (program) => compile(program),
    compileSync: compile,
    dispose: () => inner.dispose(),
  }
}

/** The program with the most nodes. */
export const largest = (programs: readonly Program[]): Program =>
  programs.reduce((most, program) => (program.graph.nodes.length > most.graph.nodes.length ? program : most))
