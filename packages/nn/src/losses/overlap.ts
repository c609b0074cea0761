/** How much targets and predictions have in common: losses for the segmentation of images. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import type { LossOptions } from './loss.ts'

/** Options of losses of overlap. */
export interface OverlapOptions extends LossOptions {
  /** What is summed over: [1, 2, 3] gives a loss per image. Default: everything, the whole batch is one. */
  readonly axis?: number | readonly number[] | undefined
}

/** @throws ArgumentError unless it is an integer, or integers, or undefined */
export function checkAxes(call: string, axis: OverlapOptions['axis']): OverlapOptions['axis'] {
  const axes: readonly unknown[] = axis === undefined ? [] : typeof axis === 'number' ? [axis] : axis
  if (Array.isArray(axes) && axes.every(Number.isInteger)) return axis
  throw new ArgumentError(`${call}: axis must be an integer or an array of integers, got ${describeValue(axis)}`)
}

/** The configuration of an axis, where there is one. */
export const axesConfig = (axis: OverlapOptions['axis']): Pick<OverlapOptions, 'axis'> => (axis === undefined ? {} : { axis })

/** Sums over some axes, or all. */
export interface Overlap {
  /** Of yTrue * yPred. */
  readonly both: Tensor
  /** Of yTrue * (1 - yPred). */
  readonly onlyTrue: Tensor
  /** Of (1 - yTrue) * yPred. */
  readonly onlyPredicted: Tensor
}

/** What targets and predictions from 0 to 1 have in common, and what not. */
export function overlapOf(yTrue: Tensor, yPred: Tensor, axis: OverlapOptions['axis']): Overlap {
  const complement = (x: Tensor): Tensor => x.neg().add(1)
  return {
    both: yTrue.mul(yPred).sum(axis),
    onlyTrue: yTrue.mul(complement(yPred)).sum(axis),
    onlyPredicted: complement(yTrue).mul(yPred).sum(axis),
  }
}
