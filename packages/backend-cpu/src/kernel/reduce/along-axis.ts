/** Primitives that walk the lines along one axis: argMax, argMin, cumSum. */
import { type HostArray, isFloat } from '@neurite/core'
import { forEachLine, viewAxis } from '../../element/arrange.ts'
import { computed, numbersOf } from '../../element/numbers.ts'
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

/** Kernels along one axis. */
export const alongAxisKernels: KernelTable<'argMax' | 'argMin' | 'cumSum'> = {
  argMax: argReduce((candidate, best) => candidate > best),
  argMin: argReduce((candidate, best) => candidate < best),

  cumSum: (call) => {
    const x = operand(call, 0)
    const numbers = numbersOf(x)
    const { axis, reverse, exclusive } = call.attributes
    const view = viewAxis(x.shape, axis)
    const [first, step] = reverse ? [(view.extent - 1) * view.inner, -view.inner] : [0, view.inner]
    const isWrapping = !isFloat(x.dtype)
    const sumLine = (start: number, out: { [index: number]: number }): void => {
      let sum = 0
      for (let i = 0, at = start + first; i < view.extent; i++, at += step) {
        const next = isWrapping ? (sum + numbers[at]!) | 0 : sum + numbers[at]!
        out[at] = exclusive ? sum : next
        sum = next
      }
    }
    return [computed(result(call), (out) => forEachLine(view, (start) => sumLine(start, out)))]
  },
}
