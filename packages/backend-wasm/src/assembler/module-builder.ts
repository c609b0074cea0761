/** Assembles a WebAssembly module: imports, functions, exports. */
import type { FunctionBuilder } from './function-builder.ts'
import { unsignedLeb128 } from './leb128.ts'
import { type ValueType, valueTypes } from './opcodes.ts'

/** Parameters and results of a function. */
export interface Signature {
  readonly parameters: readonly ValueType[]
  readonly results: readonly ValueType[]
}

const sections = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const
const externals = { function: 0, memory: 2 } as const
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
export class ModuleBuilder {
  readonly #types = new Map<string, number>()
  readonly #typeBytes: number[][] = []
  readonly #imports: number[][] = []
  readonly #functions: number[][] = []
  readonly #exports: number[][] = []
  readonly #bodies: number[][] = []
  #functionCount = 0

  importMemory(module: string, field: string): void {
    const anyLimits = [0x00, 0x00]
    this.#imports.push([...name(module), ...name(field), externals.memory, ...anyLimits])
  }

  /** @returns the function's index; all imports must be added before the first function of the module's own */
  importFunction(module: string, field: string, signature: Signature): number {
    this.#imports.push([...name(module), ...name(field), externals.function, ...unsignedLeb128(this.#type(signature))])
    return this.#functionCount++
  }

  /** @returns the function's index; own functions have no results: they write to memory */
  function(code: FunctionBuilder): number {
    this.#functions.push(unsignedLeb128(this.#type({ parameters: code.parameters, results: [] })))
    this.#bodies.push(sized(code.body()))
    return this.#functionCount++
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
