/** Public surface of @neurite/backend-wasm. */
export { wasm, type WasmOptions } from './wasm.ts'
