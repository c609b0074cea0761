/** Debug level 2: measures each kernel of a program, and reports them behind the run. */
import type { KernelCall } from '@neurite/compiler'
import { type AnyGraphNode, flopsOf, type KernelReport, reportKernel, sizeOf, type TensorType } from '@neurite/core'
import type { Plan } from '../program/plan.ts'
import { kernelName } from './kernel-name.ts'

/** Multiplications and additions of a contraction; undefined for other kernels. */
function flopsOfCall({ kernel, operands, results }: KernelCall, values: readonly TensorType[]): number | undefined {
  if (kernel.kind === 'product') return 2 * sizeOf(kernel.extents) * sizeOf(kernel.contracting)
  if (kernel.kind === 'loop') return undefined
  const node = { ...kernel, operands, results }
  return isNode(node) ? flopsOf({ values, parameters: 0, nodes: [node], results }, node) : undefined
}

/** Attributes go with their primitive; the compiler does not see that in a union of kernels. */
const isNode = (node: Pick<AnyGraphNode, 'operands'>): node is AnyGraphNode => 'primitive' in node && 'attributes' in node

/** The times of one program's kernels. */
export class KernelTimes {
  readonly #reports: readonly KernelReport[]
  readonly #timesMs: Float64Array
  #beganMs = 0

  constructor({ graph: { values, calls } }: Plan) {
    this.#timesMs = new Float64Array(calls.length)
    this.#reports = calls.map((call) => ({
      backend: 'wasm',
      name: kernelName(call),
      operands: call.operands.map((id) => values[id]!),
      results: call.results.map((id) => values[id]!),
      timeMs: undefined,
      flops: flopsOfCall(call, values),
      origin: call.origin,
    }))
  }

  /** So many kernels have run. Nothing is printed before the last one has: that would be measured, too. */
  stop(steps: number): void {
    const index = steps - 1
    if (index < 0 || index >= this.#reports.length) return
    this.#timesMs[index] = performance.now() - this.#beganMs
    if (steps < this.#reports.length) return
    this.#reports.forEach((report, kernel) => reportKernel({ ...report, timeMs: this.#timesMs[kernel] }))
  }

  /** The next kernel begins. */
  start(): void {
    this.#beganMs = performance.now()
  }
}
