/** Normal numbers added to inputs while training. */
import { randomNormal, type Tensor } from '@neurite/core'
import { checkNumber } from '../../options/check-number.ts'
import { checkOptions } from '../../options/check-options.ts'
import { type LayerConfig, layerOptionNames } from '../layer.ts'
import { NoiseLayer, type NoiseOptions } from './noise-layer.ts'

/**
 * In training, adds normal noise of mean 0. Otherwise returns the input itself.
 *
 * @shape x [...] -> the same
 * @param stddev - standard deviation of the noise, from 0 to 1
 * @throws ArgumentError when it is outside that range
 */
export class GaussianNoise extends NoiseLayer {
  static override readonly className: string = 'GaussianNoise'

  readonly #stddev: number

  constructor(stddev: number, options: NoiseOptions = {}) {
    checkNumber('GaussianNoise', 'stddev', stddev, { least: 0, most: 1 })
    super(checkOptions('GaussianNoise', options, { ...layerOptionNames, seed: true }))
    this.#stddev = stddev
  }

  protected override get isSilent(): boolean {
    return this.#stddev === 0
  }

  protected override disturb(x: Tensor, key: Tensor): Tensor {
    // Half precision is too coarse for the random numbers themselves.
    const dtype = x.dtype === 'float16' ? 'float32' : x.dtype
    return x.add(randomNormal(key, x.shape, { standardDeviation: this.#stddev, dtype }).cast(x.dtype))
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), stddev: this.#stddev }
  }

  static override fromConfig({ stddev, ...options }: LayerConfig): GaussianNoise {
    return new this(stddev as number, options)
  }
}
