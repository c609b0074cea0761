/** An activation function as a layer. */
import type { Tensor } from '@neurite/core'
import { activationConfig, type ActivationFunction, type ActivationLike, getActivation } from '../activations/activations.ts'
import { checkOptions } from '../options/check-options.ts'
import { Layer, type LayerConfig, layerOptionNames, type LayerOptions } from './layer.ts'

/**
 * Applies an activation function.
 *
 * @shape x [...] -> the same, unless the function changes it, as glu does
 * @param activation - an identifier, or a function of a tensor
 * @throws ArgumentError when the identifier is unknown
 * @example
 * ```ts
 * const model = new Sequential([new Dense(64), new Activation('relu')])
 * ```
 */
export class Activation extends Layer {
  static override readonly className: string = 'Activation'

  readonly #activation: ActivationFunction

  constructor(activation: ActivationLike, options: LayerOptions = {}) {
    super(checkOptions('Activation', options, layerOptionNames))
    this.#activation = getActivation('Activation', activation)
  }

  override get supportsMasking(): boolean {
    return true
  }

  protected override call(x: Tensor): Tensor {
    return this.#activation(x)
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), activation: activationConfig(this.#activation) }
  }

  static override fromConfig({ activation, ...options }: LayerConfig): Activation {
    return new this(activation as ActivationLike, options)
  }
}
