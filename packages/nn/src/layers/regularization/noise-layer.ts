/** The base of layers that disturb their inputs at random while training. */
import type { Tensor } from '@neurite/core'
import type { SeedGenerator } from '../../random/seed-generator.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import type { CallContext, LayerConfig, LayerOptions } from '../layer.ts'

/** Options of layers of noise. */
export interface NoiseOptions extends LayerOptions {
  /** Makes the noise repeatable. Default: `nextSeed()`. */
  readonly seed?: number
}

/** Returns the input itself, but for training. */
export abstract class NoiseLayer extends ElementwiseLayer {
  readonly #seed: number | undefined
  readonly #generator: SeedGenerator

  constructor({ seed, ...options }: NoiseOptions) {
    super(options)
    this.#seed = seed
    this.#generator = this.addSeedGenerator(seed)
  }

  /** Whether there is nothing to do. */
  protected abstract get isSilent(): boolean

  /** The input with noise from a random key. */
  protected abstract disturb(x: Tensor, key: Tensor): Tensor

  protected override call(x: Tensor, { training }: CallContext): Tensor {
    return training && !this.isSilent ? this.disturb(x, this.#generator.next()) : x
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), ...(this.#seed !== undefined && { seed: this.#seed }) }
  }
}
