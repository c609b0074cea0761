/** Classes by their names, for what a file describes. */
import { ArgumentError } from '@neurite/core'
import { Layer } from '../layers/layer.ts'
import type { ConfigurableClass, LayerClasses } from '../layers/layer-classes.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { describeValue } from '../options/describe-value.ts'

/** An object that can be described. */
export interface Configurable {
  readonly className: string
  getConfig(): ClassConfig['config']
}

/** A class that makes objects from their descriptions. */
export interface ObjectClass {
  fromConfig(config: ClassConfig['config']): unknown
}

/** Classes of losses, metrics and optimizers by name. */
export type ObjectClasses = Readonly<Record<string, ObjectClass>>

/** Classes of the user's own, by the names that files call them: layers, losses, metrics, optimizers. */
export type CustomClasses = Readonly<Record<string, ConfigurableClass | ObjectClass>>

const isLayerClass = (candidate: unknown): candidate is ConfigurableClass =>
  typeof candidate === 'function' && candidate.prototype instanceof Layer

/** The user's classes, told apart. @throws ArgumentError when something is no class with `fromConfig` */
export function splitClasses(
  call: string,
  custom: CustomClasses,
): { readonly layers: LayerClasses; readonly objects: ObjectClasses } {
  const entries = Object.entries(custom)
  for (const [name, candidate] of entries as [string, unknown][]) {
    if (typeof candidate === 'function' && 'fromConfig' in candidate && typeof candidate.fromConfig === 'function') continue
    throw new ArgumentError(
      `${call}: custom.${name} must be a class of layers, losses, metrics or optimizers, got ${describeValue(candidate)}`,
    )
  }
  return {
    layers: Object.fromEntries(entries.filter(([, candidate]) => isLayerClass(candidate))) as LayerClasses,
    objects: Object.fromEntries(entries.filter(([, candidate]) => !isLayerClass(candidate))) as ObjectClasses,
  }
}
