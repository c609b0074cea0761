/** The base of layers around one other layer. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { type BatchShape, type CallContext, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from './layer.ts'
import { configuredLayer, type LayerClasses, layerFromConfig } from './layer-classes.ts'

/**
 * A layer around another one, whose weights count as its own. By itself it does what the inner layer does; extend it to do more.
 *
 * @shape x -> as the inner layer
 * @param layer - the inner layer
 * @throws ArgumentError when it is no layer
 * @example
 * ```ts
 * class Twice extends Wrapper {
 *   static override readonly className = 'Twice'
 *
 *   protected override call(x: Tensor, context: CallContext): Tensor {
 *     return super.call(x, context).mul(2)
 *   }
 * }
 * ```
 */
export class Wrapper extends Layer {
  static override readonly className: string | undefined = 'Wrapper'

  readonly layer: Layer

  constructor(layer: Layer, options: LayerOptions = {}) {
    if (!(layer instanceof Layer)) {
      throw new ArgumentError(`Wrapper: expected a layer, got ${describeValue(layer)}; pass an instance such as new Dense(10)`)
    }
    super(checkOptions('Wrapper', options, layerOptionNames))
    this.layer = this.addLayer(layer)
  }

  protected override build(inputShape: BatchShape): void {
    this.layer.buildFrom(inputShape)
  }

  protected override call(x: Tensor, { training, mask }: CallContext): Tensor {
    return this.layer.apply(x, { training, mask })
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    return this.layer.computeOutputShape(inputShape)
  }

  override computeMask(x: Tensor, mask: Tensor | undefined): Tensor | undefined {
    return this.layer.computeMask(x, mask)
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), layer: configuredLayer(this.layer) }
  }

  /** @param classes - the class of the inner layer, by its name */
  static override fromConfig({ layer, ...options }: LayerConfig, classes: LayerClasses = {}): Layer {
    return new this(layerFromConfig(`${this.className ?? this.name}.fromConfig`, layer, classes), options)
  }
}
