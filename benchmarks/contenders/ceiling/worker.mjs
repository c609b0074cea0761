/** Serves the ceilings: `node worker.mjs FOLDER`. Whatever is asked for, it runs the micro-kernel, or copies as many bytes. */
import { serve } from '../serving/serve.mjs'
import { copySession } from './copy.mjs'
import { description, openKernel } from './kernel.mjs'

const { gflopPerRun, run } = openKernel()

/** @type {import('../../types.d.ts').Session} */
const arithmetic = {
  // There is nothing to compare: no result of the case.
  check: async () => [],
  async slice(amount) {
    const began = performance.now()
    run(amount)
    return { milliseconds: performance.now() - began, done: amount * gflopPerRun }
  },
}

await serve(
  {
    about: async () => ({ version: description }),
    kinds: {
      matmul: async () => arithmetic,
      kernel: async (/** @type {{ unit: string, work: number }} */ { unit, work }) =>
        unit === 'GB' ? copySession(work) : arithmetic,
    },
  },
  process.argv[2] ?? '.',
)
