/** The base of initializers that draw each number by itself. */
import { type DType, randomKey, type Shape, type Tensor } from '@neurite/core'
import type { Fans } from './fans.ts'
import { checkFloat } from './initializer.ts'
import { SeededInitializer } from './seeded-initializer.ts'

export type { RandomInitializerOptions } from './seeded-initializer.ts'

/** Draws random numbers from a key that hangs on the seed alone. */
export abstract class RandomInitializer extends SeededInitializer {
  protected override compute(shape: Shape, dtype: DType, fans: Fans): Tensor {
    checkFloat(this.className, dtype)
    // Half precision is too coarse for the random numbers themselves.
    return this.sample(randomKey(this.seed), shape, dtype === 'float16' ? 'float32' : dtype, fans).cast(dtype)
  }

  /** Random numbers from a key. */
  protected abstract sample(key: Tensor, shape: Shape, dtype: DType, fans: Fans): Tensor
}
