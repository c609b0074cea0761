/** The base of initializers that draw random numbers. */
import { type DType, randomKey, type Shape, type Tensor } from '@neurite/core'
import { checkSeed, nextSeed } from '../random/seed.ts'
import { checkFloat, Initializer } from './initializer.ts'

/** Options of every random initializer. */
export interface RandomInitializerOptions {
  /** Makes the numbers repeatable. Default: `nextSeed()`, taken once, when the initializer is made. */
  readonly seed?: number
}

/** Draws random numbers from a key that hangs on the seed alone. */
export abstract class RandomInitializer extends Initializer {
  private readonly givenSeed: number | undefined
  private readonly seed: number

  constructor(call: string, { seed }: RandomInitializerOptions) {
    super()
    this.givenSeed = seed === undefined ? undefined : checkSeed(call, seed)
    this.seed = seed ?? nextSeed()
  }

  protected override compute(shape: Shape, dtype: DType): Tensor {
    checkFloat(this.className, dtype)
    // Half precision is too coarse for the random numbers themselves.
    return this.sample(randomKey(this.seed), shape, dtype === 'float16' ? 'float32' : dtype).cast(dtype)
  }

  /** Random numbers from a key. */
  protected abstract sample(key: Tensor, shape: Shape, dtype: DType): Tensor

  override getConfig(): Record<string, unknown> {
    return this.givenSeed === undefined ? {} : { seed: this.givenSeed }
  }
}
