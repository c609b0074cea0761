/** Public surface of @neurite/backend-wasm. Pages get that of page.ts, which is the same. */
export type { SimdLevel } from './features/simd-level.ts'
export { workerSource } from './threads/worker-source.ts'
export { wasm, type WasmOptions } from './wasm.ts'
