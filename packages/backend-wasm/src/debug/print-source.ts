/** Debug level 4: a program's kernels, and the functions that were generated for it. */
import { printKernels } from '@neurite/compiler/debug'
import { debugSource } from '@neurite/core'
import type { EmittedModule } from '../program/module.ts'
import type { Plan } from '../program/plan.ts'
import { kernelName } from './kernel-name.ts'
import { listFunctions } from './listing.ts'

/** Prints what a program became. */
export function printSource(plan: Plan, { bytes, kernels }: EmittedModule): void {
  debugSource('wasm: kernels', () => printKernels(plan.graph))
  const nameOf = (index: number): string | undefined => {
    const step = kernels.get(index)
    return step && kernelName(step.call)
  }
  debugSource(`wasm: module of ${bytes.byteLength} bytes`, () =>
    listFunctions(bytes, nameOf)
      .map(({ text }) => text)
      .join('\n\n'),
  )
}
