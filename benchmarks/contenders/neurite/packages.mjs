/** Our packages as they are published: built, without any condition that finds the sources. */
export * as datasets from '../../../packages/datasets/dist/index.js'
export * as neurite from '../../../packages/neurite/dist/index.js'
