/** Exponential and Gumbel distributions. */
import type { DType } from '../dtype/dtype.ts'
import type { Shape } from '../shape/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { drawFloats } from './float-dtype.ts'
import { openUniform, unitUniform } from './uniform.ts'

/** Options of distributions with one scale. */
export interface ScaleOptions {
  /** What the numbers are multiplied with. Default 1. */
  readonly scale?: number
  /** Default float32. */
  readonly dtype?: DType
}

/** Exponential: waiting times of mean `scale`. @shape key uint32 [2] -> shape */
export function randomExponential(key: Tensor, shape: Shape, { scale = 1, dtype = 'float32' }: ScaleOptions = {}): Tensor {
  return drawFloats('randomExponential', dtype, (drawn) => unitUniform(key, shape, drawn).neg().log1p().mul(-scale))
}

/** Gumbel: the greatest of many; added to logits, its argMax is a sample. @shape key uint32 [2] -> shape @source Gumbel 1954 */
export function randomGumbel(key: Tensor, shape: Shape, { scale = 1, dtype = 'float32' }: ScaleOptions = {}): Tensor {
  return drawFloats('randomGumbel', dtype, (drawn) => openUniform(key, shape, drawn).log().neg().log().mul(-scale))
}
