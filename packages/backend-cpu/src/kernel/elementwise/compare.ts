/** Comparisons: two operands, a bool result. Every comparison with NaN is false, but notEqual. */
import type { CompareName, HostArray } from '@neurite/core'
import { computed, numbersOf, type Numbers } from '../../element/numbers.ts'
import { type KernelCall, type KernelTable, operand, result } from '../kernel.ts'

type Loop = (a: Numbers, b: Numbers, out: Numbers) => void

const compare =
  (loop: Loop) =>
  (call: KernelCall<CompareName>): HostArray[] => {
    const [a, b] = [numbersOf(operand(call, 0)), numbersOf(operand(call, 1))]
    return [computed(result(call), (out) => loop(a, b, out))]
  }

/** Kernels of the comparisons. */
export const compareKernels: KernelTable<CompareName> = {
  equal: compare((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! === b[i]! ? 1 : 0
  }),
  notEqual: compare((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! !== b[i]! ? 1 : 0
  }),
  less: compare((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! < b[i]! ? 1 : 0
  }),
  lessEqual: compare((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! <= b[i]! ? 1 : 0
  }),
  greater: compare((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! > b[i]! ? 1 : 0
  }),
  greaterEqual: compare((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! >= b[i]! ? 1 : 0
  }),
}
