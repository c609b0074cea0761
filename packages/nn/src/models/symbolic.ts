/** What tells symbolic tensors from others. All layers ask; what symbolic tensors can do comes with `input`, for pages that draw models up. */
import { flattenNest } from '@neurite/core'
import type { SymbolicTensor } from './symbolic-tensor.ts'

/** The base of symbolic tensors: nothing else extends it. */
export class Symbolic {}

/** Whether this is a symbolic tensor. */
export const isSymbolicTensor = (value: unknown): value is SymbolicTensor => value instanceof Symbolic

/** The first symbolic tensor of the inputs; undefined where there is none. */
export function firstSymbolic(inputs: unknown): SymbolicTensor | undefined {
  if (isSymbolicTensor(inputs)) return inputs
  return typeof inputs === 'object' && inputs !== null ? flattenNest(inputs).leaves.find(isSymbolicTensor) : undefined
}
