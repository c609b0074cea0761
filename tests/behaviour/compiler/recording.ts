/** A backend that notes the programs it is given. */
import { cpu } from '@neurite/backend-cpu'
import type { Backend, Program } from '@neurite/core'
import { forwarding } from '../backends/forwarding.ts'

/** The reference, which adds what it compiles to `programs`. */
export function recording(programs: Program[]): Backend {
  const inner = forwarding(cpu())
  const compileSync = (program: Program) => {
    programs.push(program)
    return inner.compileSync(program)
  }
  return { ...inner, name: 'recording', compile: async (program) => compileSync(program), compileSync }
}

/** The program with the most nodes. */
export const largest = (programs: readonly Program[]): Program =>
  programs.reduce((most, program) => (program.graph.nodes.length > most.graph.nodes.length ? program : most))
