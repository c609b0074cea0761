/** Sorting along one axis, with the permutation that sorts. */
import { allocateHost, sizeOf } from '@neurite/core'
import { forEachLine, viewAxis } from '../../element/arrange.ts'
import { numbersOf } from '../../element/numbers.ts'
import { type KernelTable, operand } from '../kernel.ts'

/** Order of two numbers, NaN after all others; 0 where they are equal, so that a stable sort keeps their places. */
function compareAscending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a < b ? -1 : Number(a > b)
}

/** The reverse, but NaN is still after all others. */
const compareDescending = (a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? compareAscending(a, b) : compareAscending(b, a)

/** Kernel of sort. */
export const sortKernels: KernelTable<'sort'> = {
  sort: (call) => {
    const x = operand(call, 0)
    const numbers = numbersOf(x)
    const { axis, descending } = call.attributes
    const compare = descending ? compareDescending : compareAscending
    const view = viewAxis(x.shape, axis)
    const sorted = allocateHost(x.dtype, sizeOf(x.shape))
    const permutation = new Int32Array(sizeOf(x.shape))
    forEachLine(view, (start) => {
      const at = (position: number): number => start + position * view.inner
      const order = Array.from({ length: view.extent }, (_, position) => position)
      order.sort((i, j) => compare(numbers[at(i)]!, numbers[at(j)]!))
      order.forEach((from, to) => {
        sorted[at(to)] = x.data[at(from)]!
        permutation[at(to)] = from
      })
    })
    return [sorted, permutation]
  },
}
