/** The backend as pages have it: what few programs need is loaded when one asks for it. */
import type { Backend } from '@neurite/core'
import { createBackend, type WasmOptions } from './backend.ts'
import { rare, threads } from './late/parts.ts'

/** The WebAssembly backend, as the other entry has it. */
export function wasm(options: WasmOptions = {}): Backend {
  rare.loadBy(() => import('./lowering/rare/rare.ts'))
  threads.loadBy(() => import('./threads/threads.ts'))
  return createBackend(options)
}
