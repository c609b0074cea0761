/**
 * What looks inside kernels: prints them, and runs them as their definitions say. An entry of its own, which backends load when
 * somebody debugs, so that no page carries it.
 */
export { type Evaluate, runKernelCall } from './interpret/run-kernels.ts'
export { printKernels } from './kernels/print.ts'
