/** Elementwise primitives of one operand. */
import type { HostArray, UnaryName } from '@neurite/core'
import { computed, numbersOf, type Numbers } from '../../element/numbers.ts'
import { type KernelCall, type KernelTable, operand, result } from '../kernel.ts'
import { erf } from './erf.ts'

type Loop = (x: Numbers, out: Numbers) => void

/** Halves go to the even neighbour; `Math.round` sends them up. */
function roundHalfEven(value: number): number {
  const isHalf = value - Math.floor(value) === 0.5
  return isHalf ? 2 * Math.round(value / 2) : Math.round(value)
}

/** Never exponentiates a positive number, so nothing overflows. */
function sigmoid(value: number): number {
  if (value >= 0) return 1 / (1 + Math.exp(-value))
  const power = Math.exp(value)
  return power / (1 + power)
}

const unary =
  (loop: Loop) =>
  (call: KernelCall<UnaryName>): HostArray[] => {
    const x = numbersOf(operand(call, 0))
    return [computed(result(call), (out) => loop(x, out))]
  }

/**
 * Kernels of the unary primitives.
 *
 * Each has a loop of its own, rather than one loop that calls a function, so that the engine compiles each for itself.
 */
export const unaryKernels: KernelTable<UnaryName> = {
  neg: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = -x[i]!
  }),
  abs: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]!)
  }),
  sign: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sign(x[i]!)
  }),
  exp: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i]!)
  }),
  expm1: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.expm1(x[i]!)
  }),
  log: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.log(x[i]!)
  }),
  log1p: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.log1p(x[i]!)
  }),
  sqrt: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(x[i]!)
  }),
  rsqrt: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = 1 / Math.sqrt(x[i]!)
  }),
  sin: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sin(x[i]!)
  }),
  cos: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.cos(x[i]!)
  }),
  tan: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.tan(x[i]!)
  }),
  asin: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.asin(x[i]!)
  }),
  acos: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.acos(x[i]!)
  }),
  atan: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.atan(x[i]!)
  }),
  sinh: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sinh(x[i]!)
  }),
  cosh: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.cosh(x[i]!)
  }),
  tanh: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[i]!)
  }),
  asinh: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.asinh(x[i]!)
  }),
  acosh: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.acosh(x[i]!)
  }),
  atanh: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.atanh(x[i]!)
  }),
  sigmoid: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = sigmoid(x[i]!)
  }),
  erf: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = erf(x[i]!)
  }),
  floor: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.floor(x[i]!)
  }),
  ceil: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.ceil(x[i]!)
  }),
  round: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = roundHalfEven(x[i]!)
  }),
  logicalNot: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] === 0 ? 1 : 0
  }),
  bitwiseNot: unary((x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = ~x[i]!
  }),
}
