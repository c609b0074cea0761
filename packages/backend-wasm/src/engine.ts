/** The part of WebAssembly's JavaScript interface that this backend uses, and the check that the engine has it. */
import { BackendError } from '@neurite/core'
import { FunctionBuilder } from './assembler/function-builder.ts'
import { ModuleBuilder } from './assembler/module-builder.ts'

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
  validate(bytes: Uint8Array): boolean
}

declare const WebAssembly: WasmEngine | undefined

/** The smallest module that only an engine with 128-bit SIMD accepts. */
function simdProbe(): Uint8Array {
  const code = new FunctionBuilder([])
  code.i32(0).op('i32x4.splat', 'f32x4.neg', 'drop')
  const module = new ModuleBuilder()
  module.function(code)
  return module.bytes()
}

/**
 * The engine of this process.
 *
 * @throws BackendError when there is no WebAssembly, or one without SIMD
 */
export function requireEngine(): WasmEngine {
  if (typeof WebAssembly !== 'object') {
    throw new BackendError('wasm: this JavaScript engine has no WebAssembly; use the cpu backend instead')
  }
  if (!WebAssembly.validate(simdProbe())) {
    throw new BackendError('wasm: this WebAssembly engine has no 128-bit SIMD; use a newer engine, or the cpu backend instead')
  }
  return WebAssembly
}

/** A copy of bytes of a memory that no other thread can see. */
export function copyBytes({ buffer }: WasmMemory, address: number, sizeBytes: number): ArrayBuffer {
  const bytes = new Uint8Array(sizeBytes)
  bytes.set(new Uint8Array(buffer, address, sizeBytes))
  return bytes.buffer
}
