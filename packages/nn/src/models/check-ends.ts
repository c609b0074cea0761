/** Checks the ends of a model that is drawn up. */
import { ArgumentError, flattenNest } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { isSymbolicTensor } from './symbolic.ts'
import type { SymbolicTensor } from './symbolic-tensor.ts'

/** @throws ArgumentError unless all leaves are symbolic tensors, and there is one */
export function checkEnds(call: string, what: 'inputs' | 'outputs', nest: unknown): readonly SymbolicTensor[] {
  const { leaves, paths } = flattenNest(nest)
  if (leaves.length === 0) throw new ArgumentError(`${call}: ${what} is empty; pass at least one symbolic tensor`)
  const wrong = leaves.findIndex((leaf) => !isSymbolicTensor(leaf))
  if (wrong >= 0) {
    throw new ArgumentError(
      `${call}: ${what}${paths[wrong]} must be a symbolic tensor, got ${describeValue(leaves[wrong])}; make one with input({ shape: [784] }) and apply layers to it`,
    )
  }
  const twice = what === 'inputs' ? leaves.findIndex((leaf, index) => leaves.indexOf(leaf) !== index) : -1
  if (twice >= 0) throw new ArgumentError(`${call}: inputs${paths[twice]} is there twice; pass each input once`)
  return leaves as SymbolicTensor[]
}
