/** Assembles a WebAssembly module: imports, functions, exports. */
import type { SimdLevel } from '../features/simd-level.ts'
import type { FunctionBuilder, SharedFunctions } from './function-builder.ts'
import { unsignedLeb128 } from './leb128.ts'
import { type ValueType, valueTypes } from './opcodes.ts'

/** Parameters and results of a function. */
export interface Signature {
  readonly parameters: readonly ValueType[]
  readonly results: readonly ValueType[]
}

const sections = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const
const externals = { function: 0, memory: 2 } as const
/** Pages that 32-bit addresses reach. */
const mostPages = 65536
const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** Items behind their count. Appended one by one: a module may have more bytes than a call may have arguments. */
function vector(items: readonly (readonly number[])[]): number[] {
  const bytes = unsignedLeb128(items.length)
  for (const item of items) for (const byte of item) bytes.push(byte)
  return bytes
}

const name = (text: string): number[] => [...unsignedLeb128(text.length), ...Array.from(text, (letter) => letter.charCodeAt(0))]

const sized = (bytes: readonly number[]): number[] => unsignedLeb128(bytes.length).concat(bytes)

const section = (id: number, items: readonly (readonly number[])[]): number[] => [id].concat(sized(vector(items)))

/** Functions are numbered in the order in which they are added; imported ones come first. */
export class ModuleBuilder implements SharedFunctions {
  readonly #types = new Map<string, number>()
  readonly #typeBytes: number[][] = []
  readonly #imports: number[][] = []
  readonly #functions: number[][] = []
  readonly #exports: number[][] = []
  readonly #bodies: number[][] = []
  readonly #shared = new Map<string, number>()
  #functionCount = 0
  /** Functions that are imported, or call one that is, directly or by way of others. */
  readonly #reachImports = new Set<number>()
  readonly simd: SimdLevel

  constructor(simd: SimdLevel = 'plain') {
    this.simd = simd
  }

  /** A memory of any size; whether it is shared must be as the memory is. */
  importMemory(module: string, field: string, isShared = false): void {
    const limits = isShared ? [0x03, 0x00, ...unsignedLeb128(mostPages)] : [0x00, 0x00]
    this.#imports.push([...name(module), ...name(field), externals.memory, ...limits])
  }

  /** @returns the function's index; all imports must be added before the first function of the module's own */
  importFunction(module: string, field: string, signature: Signature): number {
    this.#imports.push([...name(module), ...name(field), externals.function, ...unsignedLeb128(this.#type(signature))])
    this.#reachImports.add(this.#functionCount)
    return this.#functionCount++
  }

  /** @returns the function's index */
  function(code: FunctionBuilder): number {
    this.#functions.push(unsignedLeb128(this.#type(code)))
    this.#bodies.push(sized(code.body()))
    if ([...code.calls].some((callee) => this.#reachImports.has(callee))) this.#reachImports.add(this.#functionCount)
    return this.#functionCount++
  }

  /** Whether running a function may run an imported one. */
  reachesImports(index: number): boolean {
    return this.#reachImports.has(index)
  }

  /** Functions under a key are added once, when they are first asked for. */
  shared(key: string, define: () => FunctionBuilder): number {
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const index = this.function(define())
    this.#shared.set(key, index)
    return index
  }

  exportFunction(field: string, index: number): void {
    this.#exports.push([...name(field), externals.function, ...unsignedLeb128(index)])
  }

  bytes(): Uint8Array {
    return Uint8Array.from(
      header.concat(
        section(sections.type, this.#typeBytes),
        section(sections.import, this.#imports),
        section(sections.function, this.#functions),
        section(sections.export, this.#exports),
        section(sections.code, this.#bodies),
      ),
    )
  }

  #type({ parameters, results }: Signature): number {
    const key = `${parameters.join()}:${results.join()}`
    const known = this.#types.get(key)
    if (known !== undefined) return known
    const encode = (types: readonly ValueType[]): number[] => vector(types.map((type) => [valueTypes[type]]))
    const index = this.#typeBytes.push([0x60, ...encode(parameters), ...encode(results)]) - 1
    this.#types.set(key, index)
    return index
  }
}
