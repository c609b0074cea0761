/** Random choices and orders. */
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { argSort } from '../ops/arrange.ts'
import { floatOperand } from '../ops/float-operand.ts'
import type { Tensor, TensorLike } from '../tensor/tensor.ts'
import { randomGumbel } from './exponential.ts'
import { randomBits } from './key.ts'

/** Options of `randomCategorical`. */
export interface CategoricalOptions {
  /** How many for each row; without it one, and no axis for it. */
  readonly samples?: number
}

/**
 * Positions in the last axis of `logits`, each as probable as its softmax; int32.
 *
 * @shape logits [...batch, classes] -> [...batch], or [...batch, samples]
 * @throws ShapeError when logits is a scalar
 * @source Gumbel 1954: the argMax of logits with Gumbel noise
 */
export function randomCategorical(key: Tensor, logits: TensorLike, { samples }: CategoricalOptions = {}): Tensor {
  const value = floatOperand('randomCategorical', logits)
  if (value.rank === 0) throw new ShapeError('randomCategorical: expected logits with at least one axis, got a scalar')
  if (samples !== undefined && (!Number.isInteger(samples) || samples < 0)) {
    throw new ArgumentError(`randomCategorical: samples must be a whole number, got ${samples}`)
  }
  const rows = samples === undefined ? value : value.expandDims(-2)
  const shape = samples === undefined ? value.shape : [...value.shape.slice(0, -1), samples, value.shape.at(-1)!]
  return rows.add(randomGumbel(key, shape, { dtype: value.dtype })).argMax(-1)
}

/** 0 to `count - 1` in random order, int32. @shape key uint32 [2] -> [count] */
export const randomPermutation = (key: Tensor, count: number): Tensor => argSort(randomBits(key, [count]))

/** The slices of an axis in random order. @shape key uint32 [2], x [...] -> the shape of x */
export const randomShuffle = (key: Tensor, x: Tensor, axis = 0): Tensor =>
  x.take(randomPermutation(key, x.shape.at(axis) ?? 0), axis)
