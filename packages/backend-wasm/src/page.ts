/** Public surface of @neurite/backend-wasm in pages. */
export type { WasmOptions } from './backend.ts'
export type { SimdLevel } from './features/simd-level.ts'
export { workerSource } from './threads/worker-source.ts'
export { wasm } from './wasm-in-pages.ts'
