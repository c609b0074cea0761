/** Primitives that walk the lines along one axis: argMax, argMin, and running sums, products and maxima. */
import { type CumulativeAttributes, type DType, type HostArray, isFloat } from '@neurite/core'
import { forEachLine, viewAxis } from '../../element/arrange.ts'
import { computed, numbersOf, rangeOf } from '../../element/numbers.ts'
import { type KernelCall, type KernelTable, operand, result } from '../kernel.ts'

type IsBetter = (candidate: number, best: number) => boolean

/** Position of the first element that no other beats; the first NaN beats all numbers. */
const argReduce =
  (isBetter: IsBetter) =>
  (call: KernelCall<'argMax' | 'argMin'>): HostArray[] => {
    const x = operand(call, 0)
    const numbers = numbersOf(x)
    const view = viewAxis(x.shape, call.attributes.axis)
    const positionInLine = (start: number): number => {
      let best = 0
      for (let i = 0; i < view.extent; i++) {
        const candidate = numbers[start + i * view.inner]!
        if (Number.isNaN(candidate)) return i
        if (isBetter(candidate, numbers[start + best * view.inner]!)) best = i
      }
      return best
    }
    return [computed(result(call), (out) => forEachLine(view, (start, line) => (out[line] = positionInLine(start))))]
  }

type Step = (total: number, element: number) => number

/** What a running reduction starts from, and how it goes on; one way for floats, one for integers, which wrap at every step. */
interface Running {
  readonly identity: (dtype: DType) => number
  readonly float: Step
  readonly integer: Step
}

const cumulative =
  ({ identity, float, integer }: Running) =>
  (call: KernelCall<'cumSum' | 'cumProd' | 'cumMax'>): HostArray[] => {
    const x = operand(call, 0)
    const numbers = numbersOf(x)
    const { axis, reverse, exclusive }: CumulativeAttributes = call.attributes
    const view = viewAxis(x.shape, axis)
    const [first, step] = reverse ? [(view.extent - 1) * view.inner, -view.inner] : [0, view.inner]
    const goOn = isFloat(x.dtype) ? float : integer
    const runLine = (start: number, out: { [index: number]: number }): void => {
      let total = identity(x.dtype)
      for (let i = 0, at = start + first; i < view.extent; i++, at += step) {
        const next = goOn(total, numbers[at]!)
        out[at] = exclusive ? total : next
        total = next
      }
    }
    return [computed(result(call), (out) => forEachLine(view, (start) => runLine(start, out)))]
  }

/** Kernels along one axis. */
export const alongAxisKernels: KernelTable<'argMax' | 'argMin' | 'cumSum' | 'cumProd' | 'cumMax'> = {
  argMax: argReduce((candidate, best) => candidate > best),
  argMin: argReduce((candidate, best) => candidate < best),
  cumSum: cumulative({ identity: () => 0, float: (sum, x) => sum + x, integer: (sum, x) => (sum + x) | 0 }),
  cumProd: cumulative({ identity: () => 1, float: (product, x) => product * x, integer: Math.imul }),
  // `Math.max` gives NaN if either argument is.
  cumMax: cumulative({ identity: (dtype) => rangeOf[dtype].lowest, float: Math.max, integer: Math.max }),
}
