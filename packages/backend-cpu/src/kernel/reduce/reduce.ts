/** Reductions over any set of axes. */
import { type DType, type HostArray, isFloat, type PrimitiveAttributes } from '@neurite/core'
import { arranged, otherAxes, sizeAlong } from '../../element/arrange.ts'
import { computed, type Numbers, rangeOf } from '../../element/numbers.ts'
import { type KernelCall, type KernelTable, operand, result } from '../kernel.ts'
import { sumPairwise } from './sum-pairwise.ts'

type ReduceName = 'reduceSum' | 'reduceProd' | 'reduceMax' | 'reduceMin'

/** Reduces one row: `length` numbers of dtype `dtype` from `start` on. */
type Row = (numbers: Numbers, start: number, length: number, dtype: DType) => number

/** Puts the reduced axes last, then reduces row by row. */
const reduce =
  (row: Row) =>
  (call: KernelCall<ReduceName>): HostArray[] => {
    const x = operand(call, 0)
    const { axes }: PrimitiveAttributes[ReduceName] = call.attributes
    const numbers = arranged(x, [...otherAxes(x.shape, axes), ...axes])
    const length = sizeAlong(x.shape, axes)
    const fill = (out: Numbers): void => {
      for (let i = 0; i < out.length; i++) out[i] = row(numbers, i * length, length, x.dtype)
    }
    return [computed(result(call), fill)]
  }

/** Wraps after every step: the sum of many 32-bit integers need not be exact in float64. */
function sumIntegers(numbers: Numbers, start: number, length: number): number {
  let sum = 0
  for (let i = start; i < start + length; i++) sum = (sum + numbers[i]!) | 0
  return sum
}

function multiplyFloats(numbers: Numbers, start: number, length: number): number {
  let product = 1
  for (let i = start; i < start + length; i++) product *= numbers[i]!
  return product
}

function multiplyIntegers(numbers: Numbers, start: number, length: number): number {
  let product = 1
  for (let i = start; i < start + length; i++) product = Math.imul(product, numbers[i]!)
  return product
}

/** Kernels of the reductions. `Math.max` and `Math.min` give NaN if either argument is. */
export const reduceKernels: KernelTable<ReduceName> = {
  reduceSum: reduce((numbers, start, length, dtype) => (isFloat(dtype) ? sumPairwise : sumIntegers)(numbers, start, length)),
  reduceProd: reduce((numbers, start, length, dtype) =>
    (isFloat(dtype) ? multiplyFloats : multiplyIntegers)(numbers, start, length),
  ),
  reduceMax: reduce((numbers, start, length, dtype) => {
    let greatest = rangeOf[dtype].lowest
    for (let i = start; i < start + length; i++) greatest = Math.max(greatest, numbers[i]!)
    return greatest
  }),
  reduceMin: reduce((numbers, start, length, dtype) => {
    let least = rangeOf[dtype].highest
    for (let i = start; i < start + length; i++) least = Math.min(least, numbers[i]!)
    return least
  }),
}
