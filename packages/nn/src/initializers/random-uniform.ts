/** Uniform random numbers in a given range. */
import { ArgumentError, type DType, randomUniform, type Shape, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkNumber } from '../options/check-number.ts'
import { RandomInitializer, type RandomInitializerOptions } from './random-initializer.ts'

/** Options of `RandomUniform`. */
export interface RandomUniformOptions extends RandomInitializerOptions {
  /** Least value. Default -0.05. */
  readonly minval?: number
  /** Greatest value, excluded. Default 0.05. */
  readonly maxval?: number
}

/** Uniform in [minval, maxval). */
export class RandomUniform extends RandomInitializer {
  static override readonly className: string = 'RandomUniform'
  readonly #minval: number
  readonly #maxval: number

  constructor(options: RandomUniformOptions = {}) {
    const { minval = -0.05, maxval = 0.05 } = checkOptions('RandomUniform', options, { minval: true, maxval: true, seed: true })
    super('RandomUniform', options)
    this.#minval = checkNumber('RandomUniform', 'minval', minval)
    this.#maxval = checkNumber('RandomUniform', 'maxval', maxval)
    if (minval > maxval)
      throw new ArgumentError(`RandomUniform: minval must not exceed maxval, got ${minval} and ${maxval}; swap them`)
  }

  protected override sample(key: Tensor, shape: Shape, dtype: DType): Tensor {
    return randomUniform(key, shape, { low: this.#minval, high: this.#maxval, dtype })
  }

  override getConfig(): Record<string, unknown> {
    return { minval: this.#minval, maxval: this.#maxval, ...super.getConfig() }
  }
}
