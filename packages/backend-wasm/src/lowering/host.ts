/** What modules import from JavaScript: the transcendental functions, sorting, and calls of the user's functions. */
import { type DType, type HostArray, hostView, InternalError, sizeBytesOf } from '@neurite/core'
import type { ModuleBuilder, Signature } from '../assembler/module-builder.ts'
import { copyBytes, type HostFunction, type WasmImports, type WasmMemory } from '../engine.ts'
import { supportedDTypes } from './element.ts'
import { erf } from './erf.ts'

const unary: Signature = { parameters: ['f64'], results: ['f64'] }
const binary: Signature = { parameters: ['f64', 'f64'], results: ['f64'] }

/** In the order in which every module imports them, so that a row's place is its function index. */
const signatures = {
  exp: unary,
  expm1: unary,
  log: unary,
  log1p: unary,
  sin: unary,
  cos: unary,
  tan: unary,
  asin: unary,
  acos: unary,
  atan: unary,
  sinh: unary,
  cosh: unary,
  tanh: unary,
  asinh: unary,
  acosh: unary,
  atanh: unary,
  sigmoid: unary,
  erf: unary,
  pow: binary,
  mod: binary,
  atan2: binary,
  /** (dtype, x, values, permutation, outer, length, inner, descending). */
  sort: { parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], results: [] },
  /** (number of the call, address of the table of addresses). */
  hostCall: { parameters: ['i32', 'i32'], results: [] },
} as const satisfies Record<string, Signature>

/** Name of an imported function. */
export type HostName = keyof typeof signatures

const names = Object.keys(signatures) as readonly HostName[]

/** Function index of an import, the same in every module. */
export const hostIndex = (name: HostName): number => names.indexOf(name)

/** Adds the memory and all functions to a module's imports. */
export function importHost(module: ModuleBuilder, isShared: boolean): void {
  module.importMemory('host', 'memory', isShared)
  for (const name of names) module.importFunction('host', name, signatures[name])
}

/** Never overflows: the exponential is taken of a number that is not positive. */
function sigmoid(x: number): number {
  const small = Math.exp(-Math.abs(x))
  return x >= 0 ? 1 / (1 + small) : small / (1 + small)
}

/** IEEE 754: 1 to any power is 1, and so is -1 to an infinite one; `Math.pow` gives NaN there. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1
  return base ** exponent
}

/** Remainder with the sign of the divisor; a zero has it too. */
function mod(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  return rest < 0 === b < 0 ? rest : rest + b
}

/** Orders numbers with NaN last in both directions. */
function compare(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  if (a === b) return 0
  return a < b === descending ? 1 : -1
}

function sortArray(
  x: HostArray,
  values: HostArray,
  permutation: Int32Array,
  length: number,
  inner: number,
  descending: boolean,
): void {
  const order = new Int32Array(length)
  for (let line = 0; line < x.length / length; line++) {
    const start = Math.floor(line / inner) * length * inner + (line % inner)
    for (let i = 0; i < length; i++) order[i] = i
    // Equal elements stay in order, whether the engine's sort is stable or not.
    order.sort((a, b) => compare(x[start + a * inner]!, x[start + b * inner]!, descending) || a - b)
    for (let i = 0; i < length; i++) {
      values[start + i * inner] = x[start + order[i]! * inner]!
      permutation[start + i * inner] = order[i]!
    }
  }
}

/** Sorts in memory. Works on copies: a slice may start where no typed array can. */
const sortIn =
  (memory: WasmMemory): HostFunction =>
  (...operands) => {
    const [dtypeIndex, x, values, permutation, outer, length, inner, descending] = operands.map((operand) => operand >>> 0)
    if (descending === undefined) throw new InternalError('wasm: sort takes eight operands')
    const dtype: DType = supportedDTypes[dtypeIndex!]!
    const count = outer! * length! * inner!
    if (count === 0) return
    const source = hostView(dtype, copyBytes(memory, x!, count * sizeBytesOf(dtype)))
    const sorted = source.slice()
    const order = new Int32Array(count)
    sortArray(source, sorted, order, length!, inner!, descending === 1)
    new Uint8Array(memory.buffer, values).set(new Uint8Array(sorted.buffer))
    new Uint8Array(memory.buffer, permutation).set(new Uint8Array(order.buffer))
  }

/** The import object of a module that works on `memory` and calls functions of the host by `hostCall`. V8 calls `Math.exp` and its like without leaving compiled code. */
export function createHost(memory: WasmMemory, hostCall: HostFunction): WasmImports {
  const functions: Record<HostName, HostFunction> = {
    exp: Math.exp,
    expm1: Math.expm1,
    log: Math.log,
    log1p: Math.log1p,
    sin: Math.sin,
    cos: Math.cos,
    tan: Math.tan,
    asin: Math.asin,
    acos: Math.acos,
    atan: Math.atan,
    sinh: Math.sinh,
    cosh: Math.cosh,
    tanh: Math.tanh,
    asinh: Math.asinh,
    acosh: Math.acosh,
    atanh: Math.atanh,
    sigmoid,
    erf,
    pow: power,
    mod,
    atan2: Math.atan2,
    sort: sortIn(memory),
    hostCall,
  }
  return { host: { memory, ...functions } }
}
