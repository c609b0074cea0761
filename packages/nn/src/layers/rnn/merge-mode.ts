/** How the outputs of two directions become one. */
import { concat, staticValue, type Tensor } from '@neurite/core'
import { checkChoice } from '../../options/check-values.ts'

/** Ways of merging, by name. */
export const merges = {
  sum: (forward, backward) => forward.add(backward),
  mul: (forward, backward) => forward.mul(backward),
  ave: (forward, backward) => forward.add(backward).div(staticValue(2)),
  concat: (forward, backward) => concat([forward, backward], -1),
} satisfies Record<string, (forward: Tensor, backward: Tensor) => Tensor>

/** How the outputs of two directions become one; null keeps both. */
export type MergeMode = keyof typeof merges | null

/** @throws ArgumentError unless it is a way of merging, or null */
export const checkMergeMode = (call: string, mode: MergeMode): MergeMode =>
  mode === null ? null : checkChoice(call, 'mergeMode', mode, Object.keys(merges) as (keyof typeof merges)[])
