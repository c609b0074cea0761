/** Public surface of @neurite/compiler. */
export { type Affine, isConstant, strideAlong } from './index-map/affine.ts'
export { compileGraph } from './compile-graph.ts'
export type { Update } from './group/schedule.ts'
export type * from './kernels/kernel.ts'
export { plainProduct } from './kernels/build-product.ts'
export { mayOverwrite } from './kernels/in-place.ts'
export { printKernels } from './kernels/print.ts'
export { alignSize, FreeList } from './plan/free-list.ts'
export {
  type Copy,
  type Layout,
  type MemoryPlan,
  type Place,
  planMemory,
  type PlannedStep,
  updatesOf,
} from './plan/plan-memory.ts'
