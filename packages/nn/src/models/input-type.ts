/** What an input of a model was: its shape, whatever the batch, and its dtype. */
import { type DType, mapNest, type NestOf, Tensor, type TensorNest } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'

/** The type of one input. A class, because a record would be taken for an arrangement of inputs. */
export class InputType {
  /** Batch axis first, which is null. */
  readonly shape: BatchShape
  readonly dtype: DType

  constructor(shape: BatchShape, dtype: DType) {
    this.shape = shape
    this.dtype = dtype
  }
}

/** The types of inputs, in their arrangement; undefined where something is no tensor. */
export function inputTypes(inputs: TensorNest): NestOf<InputType> | undefined {
  let isRight = true
  const types = mapNest(inputs, (leaf) => {
    if (leaf instanceof Tensor && leaf.rank > 0) return new InputType([null, ...leaf.shape.slice(1)], leaf.dtype)
    isRight = false
    return leaf
  })
  return isRight ? (types as NestOf<InputType>) : undefined
}
