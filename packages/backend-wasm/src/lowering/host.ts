/** What modules import from JavaScript: the transcendental functions, sorting, and calls of the user's functions. */
import type { ModuleBuilder, Signature } from '../assembler/module-builder.ts'
import type { HostFunction, WasmImports, WasmMemory } from '../engine.ts'
import { rare } from '../late/parts.ts'
import type * as Rare from './rare/host-functions.ts'
import type { HostCall } from './kernel.ts'
import { sortIn } from './sort-in-memory.ts'

/** A function of the host. */
export interface HostRow {
  readonly signature: Signature
  /** For a module that works on `memory` and calls functions of the user by their numbers among `calls`. */
  readonly make: (memory: WasmMemory, calls: readonly HostCall[]) => HostFunction
}

/** A function of float64. V8 calls `Math.exp` and its like without leaving compiled code. */
const ofDoubles =
  (count: 1 | 2) =>
  (compute: HostFunction): HostRow => ({
    signature: { parameters: Array.from({ length: count }, () => 'f64'), results: ['f64'] },
    make: () => compute,
  })

/** A function of one float64. */
export const unary = ofDoubles(1)

/** A function of two. */
export const binary = ofDoubles(2)

/** A function of so many i32 that returns nothing. */
export const procedure = (count: number, make: HostRow['make']): HostRow => ({
  signature: { parameters: Array.from({ length: count }, () => 'i32'), results: [] },
  make,
})

/** Never overflows: the exponential is taken of a number that is not positive. */
function sigmoid(x: number): number {
  const small = Math.exp(-Math.abs(x))
  return x >= 0 ? 1 / (1 + small) : small / (1 + small)
}

/** The table; others are rare. */
const everyday = {
  exp: unary(Math.exp),
  expm1: unary(Math.expm1),
  log: unary(Math.log),
  tanh: unary(Math.tanh),
  sigmoid: unary(sigmoid),
  /** (dtype, x, values, permutation, outer, length, inner, descending). */
  sort: procedure(8, sortIn),
} as const satisfies Record<string, HostRow>

/** Name of an imported function. */
export type HostName = keyof typeof everyday | keyof typeof Rare.hostFunctions

/** In the order in which modules import them, so that a row's place is its function index. */
const rows = (): Readonly<Record<string, HostRow>> => ({ ...everyday, ...rare.loaded?.hostFunctions })

/** Function index of an import, the same in every module that is emitted from here on. */
export const hostIndex = (name: HostName): number => Object.keys(rows()).indexOf(name)

/** Adds the memory and all functions to a module's imports. */
export function importHost(module: ModuleBuilder, isShared: boolean): void {
  module.importMemory('host', 'memory', isShared)
  for (const [name, { signature }] of Object.entries(rows())) module.importFunction('host', name, signature)
}

/** The import object of a module that works on `memory` and makes `calls` of functions of the user. */
export function createHost(memory: WasmMemory, calls: readonly HostCall[]): WasmImports {
  const functions = Object.entries(rows()).map(([name, { make }]) => [name, make(memory, calls)] as const)
  return { host: { memory, ...Object.fromEntries(functions) } }
}
