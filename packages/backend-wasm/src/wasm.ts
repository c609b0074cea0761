/** The backend as programs have it that are not downloaded: all of it is there at once. */
import type { Backend } from '@neurite/core'
import { createBackend, type WasmOptions } from './backend.ts'
import { provideAll } from './late/at-once.ts'

export type { WasmOptions } from './backend.ts'

/**
 * The WebAssembly backend: each program is compiled to one module and run by one call. Idle workers take their part in it; results
 * do not depend on how many do.
 *
 * @dtype float16 (computes in float32) | float32 | float64 | int32 | uint32 | int8 | uint8 | bool
 * @throws BackendError when the engine has no WebAssembly
 * @throws ArgumentError when `maxMemoryBytes` is not a whole number from 64 KiB to 4 GiB less 64 KiB, or `threads` not one from 1 to
 *   64, or more than 1 where memory cannot be shared, or `simd` is no level, or one that the engine does not have
 * @example
 * const backend = wasm({ maxMemoryBytes: 2 ** 30 })
 */
export function wasm(options: WasmOptions = {}): Backend {
  provideAll()
  return createBackend(options)
}
