/** Primitives that reduce the cells under a moving window: sums, maxima, and the choice of an element with its transpose. */
import { allocateHost, type HostArray, isFloat, type Shape, sizeOf, type TensorType, type WindowAttributes } from '@neurite/core'
import { computed, numbersOf, rangeOf, type Value } from '../../element/numbers.ts'
import { type KernelTable, operand, result } from '../kernel.ts'
import { forEachTapLine } from './window-lines.ts'

/** Calls `visit` with every position and every cell under the window there; each position sees its cells in row-major order. */
function forEachCell(
  { cells, positions }: { readonly cells: Shape; readonly positions: Shape },
  attributes: WindowAttributes,
  visit: (position: number, cell: number) => void,
): void {
  forEachTapLine({ ...attributes, cells, positions }, ({ position, cell, length, cellStep }) => {
    for (let i = 0; i < length; i++) visit(position + i, cell + i * cellStep)
  })
}

/** Zeros to add up in: floats round when the sum is complete, integers wrap at every step, as they are stored. */
const sumsOf = ({ shape, dtype }: TensorType): Float64Array | Int32Array =>
  isFloat(dtype) ? new Float64Array(sizeOf(shape)) : new Int32Array(sizeOf(shape))

const stored = (type: TensorType, numbers: ArrayLike<number>): HostArray[] => [computed(type, (out) => out.set(numbers))]

/** For each position the cell of the first NaN, or else of the first greatest key; -1 where the window lies on no cell. */
function choose(keys: Value, positions: Shape, attributes: WindowAttributes): Int32Array {
  const numbers = numbersOf(keys)
  const chosen = new Int32Array(sizeOf(positions)).fill(-1)
  forEachCell({ cells: keys.shape, positions }, attributes, (position, cell) => {
    const best = chosen[position]!
    if (best === -1 || isBetter(numbers[cell]!, numbers[best]!)) chosen[position] = cell
  })
  return chosen
}

const isBetter = (candidate: number, best: number): boolean =>
  candidate > best || (Number.isNaN(candidate) && !Number.isNaN(best))

type WindowName = 'windowSum' | 'windowMax' | 'windowSelect' | 'windowScatter'

/** Kernels of moving windows. */
export const windowKernels: KernelTable<WindowName> = {
  windowSum: (call) => {
    const x = operand(call, 0)
    const type = result(call)
    const numbers = numbersOf(x)
    const sums = sumsOf(type)
    forEachCell({ cells: x.shape, positions: type.shape }, call.attributes, (position, cell) => {
      sums[position]! += numbers[cell]!
    })
    return stored(type, sums)
  },

  windowMax: (call) => {
    const x = operand(call, 0)
    const type = result(call)
    const numbers = numbersOf(x)
    const greatest = new Float64Array(sizeOf(type.shape)).fill(rangeOf[x.dtype].lowest)
    forEachCell({ cells: x.shape, positions: type.shape }, call.attributes, (position, cell) => {
      greatest[position] = Math.max(greatest[position]!, numbers[cell]!)
    })
    return stored(type, greatest)
  },

  windowSelect: (call) => {
    const [keys, x] = [operand(call, 0), operand(call, 1)]
    const type = result(call)
    const out = allocateHost(type.dtype, sizeOf(type.shape))
    choose(keys, type.shape, call.attributes).forEach((cell, position) => {
      if (cell >= 0) out[position] = x.data[cell]!
    })
    return [out]
  },

  windowScatter: (call) => {
    const [keys, g] = [operand(call, 0), operand(call, 1)]
    const type = result(call)
    const numbers = numbersOf(g)
    const sums = sumsOf(type)
    choose(keys, g.shape, call.attributes).forEach((cell, position) => {
      if (cell >= 0) sums[cell]! += numbers[position]!
    })
    return stored(type, sums)
  },
}
