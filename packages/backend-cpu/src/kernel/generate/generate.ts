/** Primitives that make values from next to nothing: constant, iota, randomBits. */
import { viewAxis } from '../../element/arrange.ts'
import { computed } from '../../element/numbers.ts'
import { castNumbers } from '../elementwise/convert.ts'
import { type KernelTable, operand, result } from '../kernel.ts'
import { threefry2x32 } from './threefry.ts'

/** Kernels of the generators. */
export const generateKernels: KernelTable<'constant' | 'iota' | 'randomBits'> = {
  constant: (call) => {
    const { value, dtype } = call.attributes
    return [computed(result(call), (out) => castNumbers('float64', dtype, [value], out))]
  },

  iota: (call) => {
    const { shape, axis } = call.attributes
    const { extent, inner } = viewAxis(shape, axis)
    return [
      computed(result(call), (out) => {
        for (let i = 0; i < out.length; i++) out[i] = Math.floor(i / inner) % extent
      }),
    ]
  },

  randomBits: (call) => {
    const { data } = operand(call, 0)
    const key = [data[0]!, data[1]!] as const
    return [
      computed(result(call), (out) => {
        for (let i = 0; i < out.length; i += 2) {
          const [even, odd] = threefry2x32(key, [i / 2, 0])
          out[i] = even
          if (i + 1 < out.length) out[i + 1] = odd
        }
      }),
    ]
  },
}
