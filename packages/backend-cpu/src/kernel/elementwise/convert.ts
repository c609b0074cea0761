/** Elementwise primitives that choose or convert: select, cast, bitcast. */
import { type DType, dtypeInfo, hostView } from '@neurite/core'
import { computed, numbersOf, type Numbers, rangeOf } from '../../element/numbers.ts'
import { type KernelTable, operand, result } from '../kernel.ts'

/** Stores numbers that were of dtype `from` in an array of dtype `to`, by the rules of `cast`. */
export function castNumbers(from: DType, to: DType, x: ArrayLike<number>, out: Numbers): void {
  const { kind } = dtypeInfo(to)
  if (kind === 'bool') {
    for (let i = 0; i < out.length; i++) out[i] = x[i] === 0 ? 0 : 1
  } else if (dtypeInfo(from).kind === 'float' && kind !== 'float') {
    const { lowest, highest } = rangeOf[to]
    // Storing NaN in an integer array gives 0, storing a fraction truncates.
    for (let i = 0; i < out.length; i++) out[i] = Math.min(highest, Math.max(lowest, x[i]!))
  } else {
    for (let i = 0; i < out.length; i++) out[i] = x[i]!
  }
}

/** Kernels of select and the conversions. */
export const convertKernels: KernelTable<'select' | 'cast' | 'bitcast'> = {
  select: (call) => {
    const [condition, a, b] = [operand(call, 0).data, operand(call, 1).data, operand(call, 2).data]
    const out = b.slice()
    for (let i = 0; i < out.length; i++) if (condition[i] !== 0) out[i] = a[i]!
    return [out]
  },

  cast: (call) => {
    const x = operand(call, 0)
    const type = result(call)
    if (type.dtype === x.dtype) return [x.data]
    return [computed(type, (out) => castNumbers(x.dtype, type.dtype, numbersOf(x), out))]
  },

  bitcast: (call) => {
    const { data } = operand(call, 0)
    return [hostView(result(call).dtype, data.buffer, data.byteOffset, data.length)]
  },
}
