/** Public surface of @neurite/datasets. */
export * as fashionMnist from './fashion-mnist/fashion-mnist.ts'
export type { IdxFileName } from './files/idx-names.ts'
export type { Sums } from './files/known-sums.ts'
export type { TrainAndTest } from './images.ts'
export * as mnist from './mnist/mnist.ts'
export type { EmbeddedOptions } from './options/embedded-options.ts'
export type { FileOptions, FilesAt } from './options/file-options.ts'
export type { Dataset, Split } from './to-dataset.ts'
