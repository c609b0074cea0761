/** The part of WebAssembly's JavaScript interface that this backend uses, and the check that the engine has it. */
import { BackendError } from '@neurite/core'

/** Linear memory; `buffer` is another object after every `grow`. */
export interface WasmMemory {
  /** A SharedArrayBuffer where the memory is shared. */
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** A compiled module; opaque. */
export type WasmModule = object

/** Functions and memories that a module imports, by module name and field. */
export type WasmImports = Readonly<Record<string, Readonly<Record<string, WasmMemory | HostFunction>>>>

/** A function that a module may import: numbers in, a number or nothing out. */
export type HostFunction = (...operands: number[]) => number | void

/** A module with its imports bound. */
export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>
}

/** The global `WebAssembly`. Declared here, since neither lib.dom nor Node's types may be required of our users. */
export interface WasmEngine {
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => WasmMemory
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance
  compile(bytes: Uint8Array): Promise<WasmModule>
  instantiate(module: WasmModule, imports: WasmImports): Promise<WasmInstance>
  validate(bytes: Uint8Array): boolean
}

declare const WebAssembly: WasmEngine | undefined

/** The magic number and the version, and nothing else. */
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

/**
 * The engine of this process.
 *
 * @throws BackendError when there is no WebAssembly, or a content security policy forbids to compile it
 */
export function requireEngine(): WasmEngine {
  if (typeof WebAssembly !== 'object') {
    throw new BackendError('wasm: this JavaScript engine has no WebAssembly; use the cpu backend instead')
  }
  try {
    Reflect.construct(WebAssembly.Module, [emptyModule])
  } catch (cause) {
    throw new BackendError(
      "wasm: this page may compile no WebAssembly: let its content security policy allow script-src 'wasm-unsafe-eval', or use the cpu backend instead",
      { cause },
    )
  }
  return WebAssembly
}

/** A copy of bytes of a memory that no other thread can see. */
export function copyBytes({ buffer }: WasmMemory, address: number, sizeBytes: number): ArrayBuffer {
  const bytes = new Uint8Array(sizeBytes)
  bytes.set(new Uint8Array(buffer, address, sizeBytes))
  return bytes.buffer
}
