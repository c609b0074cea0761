/** Public surface of @neurite/nn/saving: an entry of its own, because reading models takes the classes of all layers. */
export { classes } from './classes.ts'
export type { CustomClasses } from './classes-of.ts'
export { loadModel, type LoadModelOptions } from './load-model.ts'
export type { WeightsSource } from './saving-types.ts'
