/** Normal random numbers, whole or with their tails cut. */
import { type DType, randomNormal, type Shape, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { truncatedNormal } from '../random/truncated-normal.ts'
import { checkNumber } from '../options/check-number.ts'
import { RandomInitializer, type RandomInitializerOptions } from './random-initializer.ts'

/** Options of `RandomNormal` and `TruncatedNormal`. */
export interface RandomNormalOptions extends RandomInitializerOptions {
  /** Default 0. */
  readonly mean?: number
  /** Standard deviation, of `TruncatedNormal` that before the cut. Default 0.05. */
  readonly stddev?: number
}

/** What the two distributions share. */
abstract class Normal extends RandomInitializer {
  protected readonly mean: number
  protected readonly stddev: number

  constructor(call: string, options: RandomNormalOptions) {
    const { mean = 0, stddev = 0.05 } = checkOptions(call, options, { mean: true, stddev: true, seed: true })
    super(call, options)
    this.mean = checkNumber(call, 'mean', mean)
    this.stddev = checkNumber(call, 'stddev', stddev, { least: 0 })
  }

  override getConfig(): Record<string, unknown> {
    return { mean: this.mean, stddev: this.stddev, ...super.getConfig() }
  }
}

/** Normal. */
export class RandomNormal extends Normal {
  static override readonly className: string = 'RandomNormal'

  constructor(options: RandomNormalOptions = {}) {
    super('RandomNormal', options)
  }

  protected override sample(key: Tensor, shape: Shape, dtype: DType): Tensor {
    return randomNormal(key, shape, { mean: this.mean, standardDeviation: this.stddev, dtype })
  }
}

/** Normal without what lies further than two standard deviations from the mean. */
export class TruncatedNormal extends Normal {
  static override readonly className: string = 'TruncatedNormal'

  constructor(options: RandomNormalOptions = {}) {
    super('TruncatedNormal', options)
  }

  protected override sample(key: Tensor, shape: Shape, dtype: DType): Tensor {
    return truncatedNormal(key, shape, { mean: this.mean, standardDeviation: this.stddev, dtype })
  }
}
