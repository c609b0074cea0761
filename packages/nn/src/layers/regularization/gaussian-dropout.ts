/** Normal numbers multiplied to inputs while training. */
import { randomNormal, type Tensor } from '@neurite/core'
import { checkNumber } from '../../options/check-number.ts'
import { checkOptions } from '../../options/check-options.ts'
import { type LayerConfig, layerOptionNames } from '../layer.ts'
import { NoiseLayer, type NoiseOptions } from './noise-layer.ts'

/**
 * In training, multiplies by normal noise of mean 1 and variance `rate / (1 - rate)`, as much as dropout of that rate has. Otherwise
 * returns the input itself.
 *
 * @shape x [...] -> the same
 * @param rate - from 0 to below 1
 * @throws ArgumentError when it is outside that range
 * @source Srivastava et al. 2014, section 10
 */
export class GaussianDropout extends NoiseLayer {
  static override readonly className: string = 'GaussianDropout'

  readonly #rate: number

  constructor(rate: number, options: NoiseOptions = {}) {
    checkNumber('GaussianDropout', 'rate', rate, { least: 0, below: 1 })
    super(checkOptions('GaussianDropout', options, { ...layerOptionNames, seed: true }))
    this.#rate = rate
  }

  protected override get isSilent(): boolean {
    return this.#rate === 0
  }

  protected override disturb(x: Tensor, key: Tensor): Tensor {
    const standardDeviation = Math.sqrt(this.#rate / (1 - this.#rate))
    // Half precision is too coarse for the random numbers themselves.
    const dtype = x.dtype === 'float16' ? 'float32' : x.dtype
    return x.mul(randomNormal(key, x.shape, { mean: 1, standardDeviation, dtype }).cast(x.dtype))
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), rate: this.#rate }
  }

  static override fromConfig({ rate, ...options }: LayerConfig): GaussianDropout {
    return new this(rate as number, options)
  }
}
