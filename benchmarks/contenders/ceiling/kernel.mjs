/** What one core can do at most, in the same engine: a bare micro-kernel whose operands never leave the first-level cache. */
import { seededNumbers } from '../../workloads/seeded-numbers.mjs'
import { columns, microKernelModule, places, rows, terms } from './micro-kernel.mjs'

/** Whether the engine has multiply-and-add as one instruction: the ceiling is the best that it can do, whoever uses it. */
export const isFused = WebAssembly.validate(microKernelModule(true))

/** What it is, beside its figures. */
export const description = `micro-kernel in the first-level cache, ${isFused ? 'fused multiply-add (relaxed SIMD)' : 'multiply and add (plain SIMD)'}`

/** @param {{ fused?: boolean }} [options] */
export function openKernel({ fused = isFused } = {}) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(microKernelModule(fused)))
  const { memory, run } = /** @type {{ memory: WebAssembly.Memory, run: (count: number) => void }} */ (
    /** @type {unknown} */ (exports)
  )
  const part = (/** @type {number} */ place, /** @type {number} */ count) => new Float32Array(memory.buffer, place, count)
  // Each term's numbers stand together, those of the left operand by rows and those of the right one by columns.
  const left = part(places.left, rows * terms)
  const right = part(places.right, columns * terms)
  left.set(seededNumbers(left.length, 1))
  right.set(seededNumbers(right.length, 2))
  return {
    left,
    right,
    /** The result of the last run, row by row. */
    sums: part(places.sums, rows * columns),
    gflopPerRun: (2 * rows * columns * terms) / 1e9,
    /** @param {number} count - runs, at least 1, all done when it returns */
    run,
  }
}
