/** Arithmetic on scalar constants while compiling; only what IEEE 754 rounds correctly, so that no backend would differ. */
import type { DType, PrimitiveName } from '@neurite/core'

const operations: Partial<Record<PrimitiveName, (a: number, b: number) => number>> = {
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  sqrt: (a) => Math.sqrt(a),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
}

/** The value of a node over constants of one float dtype, rounded to it; undefined where it is not computed here. */
export function foldConstants(primitive: PrimitiveName, dtype: DType, operands: readonly number[]): number | undefined {
  const operation = operations[primitive]
  if (!operation || operands.length === 0) return undefined
  const [a, b] = [operands[0]!, operands[1] ?? 0]
  // Constants are written in float64. A float64 result of float32 operands is exact enough that rounding it again rounds as one step would.
  if (dtype === 'float32') return Math.fround(operation(Math.fround(a), Math.fround(b)))
  return dtype === 'float64' ? operation(a, b) : undefined
}
