/** Layers inside configurations: a class name and what `fromConfig` takes. */
import { ArgumentError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { type AnyLayer, Layer, type LayerConfig } from './layer.ts'

/** A layer as configurations of other layers hold it. */
export interface ConfiguredLayer {
  /** Name of its class. */
  readonly className: string
  /** What its `getConfig` returned. */
  readonly config: LayerConfig
}

/** Classes of layers by name, to make layers from configurations. */
export type LayerClasses = Readonly<Record<string, ConfigurableClass>>

/** A class of layers. Those that hold layers look up their classes. */
export interface ConfigurableClass {
  /** Makes a layer from what `getConfig` of another one returned. `classes` are looked up for the layers inside it. */
  fromConfig(config: LayerConfig, classes?: LayerClasses): AnyLayer
}

/** The layer as a configuration holds it. */
export const configuredLayer = (layer: Pick<AnyLayer, 'className' | 'getConfig'>): ConfiguredLayer => ({
  className: layer.className,
  config: layer.getConfig(),
})

const isConfigured = (value: unknown): value is ConfiguredLayer =>
  typeof value === 'object' && value !== null && 'className' in value && 'config' in value && typeof value.className === 'string'

/**
 * A layer from a configuration, weights aside.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when its class is missing
 */
export function layerFromConfig(call: string, configured: unknown, classes: LayerClasses): Layer {
  if (configured instanceof Layer) return configured
  if (!isConfigured(configured)) {
    throw new ArgumentError(`${call}: expected the configuration of a layer, got ${describeValue(configured)}`)
  }
  const { className, config } = configured
  const found = Object.hasOwn(classes, className) ? classes[className] : undefined
  const layer = found?.fromConfig(config, classes)
  if (layer instanceof Layer) return layer
  throw new ArgumentError(`${call}: the class ${className} is missing; pass it as the second argument: { ${className} }`)
}
