/** Elementwise primitives of two operands. */
import { type BinaryName, type DType, type HostArray, isFloat } from '@neurite/core'
import { computed, numbersOf, type Numbers } from '../../element/numbers.ts'
import { type KernelCall, type KernelTable, operand, result } from '../kernel.ts'
import { floorRemainder, integerPower, integerQuotient, integerRemainder } from './integer.ts'

type Loop = (a: Numbers, b: Numbers, out: Numbers) => void

/** A loop for every dtype, or one for integers and another where floats differ. */
type Loops = Loop | { readonly integer: Loop; readonly float: Loop }

function loopFor(loops: Loops, dtype: DType): Loop {
  if (typeof loops === 'function') return loops
  return isFloat(dtype) ? loops.float : loops.integer
}

const binary =
  (loops: Loops) =>
  (call: KernelCall<BinaryName>): HostArray[] => {
    const [a, b] = [numbersOf(operand(call, 0)), numbersOf(operand(call, 1))]
    const type = result(call)
    const loop = loopFor(loops, type.dtype)
    return [computed(type, (out) => loop(a, b, out))]
  }

/** IEEE 754: 1 to any power is 1, and so is -1 to an infinite one; `Math.pow` gives NaN there. */
function power(base: number, exponent: number): number {
  if (base === 1) return 1
  if (base === -1 && Math.abs(exponent) === Infinity) return 1
  return base ** exponent
}

/** Shifts by 32 and more leave nothing; engines look at the low 5 bits only. */
const shiftedLeft = (value: number, bits: number): number => (isShort(bits) ? value << bits : 0)

/** A negative number fills with ones, and only signed dtypes have those. */
function shiftedRight(value: number, bits: number): number {
  if (value < 0) return value >> (isShort(bits) ? bits : 31)
  return isShort(bits) ? value >>> bits : 0
}

const isShort = (bits: number): boolean => bits >= 0 && bits < 32

/**
 * Kernels of the binary primitives.
 *
 * Sums and differences of 32-bit integers are exact in float64 and wrap when stored; products are not, so they use `Math.imul`.
 */
export const binaryKernels: KernelTable<BinaryName> = {
  add: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i]!
  }),
  sub: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! - b[i]!
  }),
  mul: binary({
    float: (a, b, out) => {
      for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!
    },
    integer: (a, b, out) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.imul(a[i]!, b[i]!)
    },
  }),
  div: binary({
    float: (a, b, out) => {
      for (let i = 0; i < out.length; i++) out[i] = a[i]! / b[i]!
    },
    integer: (a, b, out) => {
      for (let i = 0; i < out.length; i++) out[i] = integerQuotient(a[i]!, b[i]!)
    },
  }),
  mod: binary({
    float: (a, b, out) => {
      for (let i = 0; i < out.length; i++) out[i] = floorRemainder(a[i]!, b[i]!)
    },
    integer: (a, b, out) => {
      for (let i = 0; i < out.length; i++) out[i] = integerRemainder(a[i]!, b[i]!)
    },
  }),
  pow: binary({
    float: (a, b, out) => {
      for (let i = 0; i < out.length; i++) out[i] = power(a[i]!, b[i]!)
    },
    integer: (a, b, out) => {
      for (let i = 0; i < out.length; i++) out[i] = integerPower(a[i]!, b[i]!)
    },
  }),
  atan2: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.atan2(a[i]!, b[i]!)
  }),
  min: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.min(a[i]!, b[i]!)
  }),
  max: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.max(a[i]!, b[i]!)
  }),
  bitwiseAnd: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! & b[i]!
  }),
  bitwiseOr: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! | b[i]!
  }),
  bitwiseXor: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! ^ b[i]!
  }),
  shiftLeft: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = shiftedLeft(a[i]!, b[i]!)
  }),
  shiftRight: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = shiftedRight(a[i]!, b[i]!)
  }),
  logicalAnd: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! & b[i]!
  }),
  logicalOr: binary((a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! | b[i]!
  }),
}
