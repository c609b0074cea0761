/** The table of all layers and models, for what files describe. Only what reads models imports it: other pages carry none of it. */
import * as layers from '../layers/index.ts'
import type { ConfigurableClass, LayerClasses } from '../layers/layer-classes.ts'
import { Model } from '../models/model.ts'
import { drawnModels } from '../models/model-from-config.ts'
import { Sequential } from '../models/sequential.ts'

/** Whether this is a class of layers that configurations name; bases that are only extended state no name. */
const isNamed = ([name, value]: [string, unknown]): boolean =>
  typeof value === 'function' &&
  value.prototype instanceof layers.Layer &&
  Object.hasOwn(value, 'className') &&
  'className' in value &&
  value.className === name

const named = (exported: object): [string, ConfigurableClass][] => Object.entries(exported).filter(isNamed)

/** Every class of layers and models that the package exports, by the name that configurations give it. */
export const classes: LayerClasses = {
  ...Object.fromEntries(named({ ...layers, Model, Sequential })),
  Model: drawnModels,
}
