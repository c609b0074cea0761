/** Assembles the body of one WebAssembly function. */
import { InternalError } from '@neurite/core'
import type { SimdLevel } from '../features/simd-level.ts'
import { signedLeb128, unsignedLeb128 } from './leb128.ts'
import {
  type AccessName,
  accesses,
  type AtomicName,
  atomics,
  firstRelaxed,
  type LaneAccessName,
  laneAccesses,
  type LanedName,
  laned,
  type PlainName,
  plain,
  type ValueType,
  valueTypes,
  vectorPrefix,
} from './opcodes.ts'

/** Index of a parameter or a local. */
export type Local = number

/** What the functions of a module have in common: those that it holds once, however many of the others call them. */
export interface SharedFunctions {
  /** How much SIMD they may use. */
  readonly simd: SimdLevel
  /** @returns the function's index; `define` makes it where the module has none under that key yet */
  readonly shared: (key: string, define: () => FunctionBuilder) => number
}

const voidBlock = 0x40

/** Instructions are appended in order; structured ones take a callback that appends what stands inside. */
export class FunctionBuilder {
  readonly parameters: readonly ValueType[]
  readonly results: readonly ValueType[]
  /** Indices of the functions that it calls. */
  readonly calls = new Set<number>()
  readonly #locals: ValueType[] = []
  readonly #bytes: number[] = []
  readonly #module: SharedFunctions | undefined
  /** How much SIMD the function may use. */
  readonly simd: SimdLevel

  /** @param module - where the function will stand; needed to call functions that it shares with others */
  constructor(parameters: readonly ValueType[], module?: SharedFunctions, results: readonly ValueType[] = []) {
    this.parameters = parameters
    this.results = results
    this.#module = module
    this.simd = module?.simd ?? 'plain'
  }

  /** Whether there are vectors. */
  get hasVectors(): boolean {
    return this.simd !== 'none'
  }

  /** A new local; zero until it is set, once per call. */
  local(type: ValueType): Local {
    if (type === 'v128' && !this.hasVectors) this.#refuse('a vector')
    return this.parameters.length + this.#locals.push(type) - 1
  }

  get(...locals: readonly Local[]): this {
    for (const local of locals) this.#append(0x20, ...unsignedLeb128(local))
    return this
  }

  set(local: Local): this {
    return this.#append(0x21, ...unsignedLeb128(local))
  }

  tee(local: Local): this {
    return this.#append(0x22, ...unsignedLeb128(local))
  }

  op(...names: readonly PlainName[]): this {
    for (const name of names) this.#opcode(plain[name])
    return this
  }

  /** A load from the address on the stack, or a store to the address below the value on the stack. */
  access(name: AccessName, offsetBytes = 0): this {
    const [opcode, alignment] = accesses[name]
    return this.#opcode(opcode).#append(alignment, ...unsignedLeb128(offsetBytes))
  }

  i32(value: number): this {
    return this.#append(0x41, ...signedLeb128(value))
  }

  f32(value: number): this {
    return this.#append(0x43, ...new Uint8Array(new Float32Array([value]).buffer))
  }

  f64(value: number): this {
    return this.#append(0x44, ...new Uint8Array(new Float64Array([value]).buffer))
  }

  /** A constant of a scalar type. */
  constant(type: Exclude<ValueType, 'v128'>, value: number): this {
    return this[type](value)
  }

  extractLane(lane: number): this {
    return this.lane('f32x4.extract_lane', lane)
  }

  /** Takes a lane out of the vector on the stack, or puts the scalar on the stack into one of the vector below it. */
  lane(name: LanedName, lane: number): this {
    return this.#vector(laned[name]).#append(lane)
  }

  /** Loads 32 bits into a lane of the vector on the stack, or stores one; the address is below the vector. */
  laneAccess(name: LaneAccessName, lane: number, offsetBytes = 0): this {
    return this.#vector(laneAccesses[name]).#append(2, ...unsignedLeb128(offsetBytes), lane)
  }

  atomic(name: AtomicName, offsetBytes = 0): this {
    return this.#append(0xfe, atomics[name], 2, ...unsignedLeb128(offsetBytes))
  }

  /**
   * Sleeps while the i32 at the address below the expected value on the stack still is that value, at most so long; leaves how it
   * ended. Not every thread may sleep.
   */
  waitMemory(timeoutNs: number, offsetBytes = 0): this {
    return this.#append(0x42, ...signedLeb128(timeoutNs)).#append(0xfe, 0x01, 2, ...unsignedLeb128(offsetBytes))
  }

  /** Wakes as many threads as the number on the stack says that sleep on the address below it; leaves how many did. */
  notifyMemory(offsetBytes = 0): this {
    return this.#append(0xfe, 0x00, 2, ...unsignedLeb128(offsetBytes))
  }

  /** A constant of four 32-bit integers. */
  i32x4(...values: readonly [number, number, number, number]): this {
    return this.#vector(0x0c).#append(...new Uint8Array(new Int32Array(values).buffer))
  }

  /** Picks 32-bit lanes out of the two vectors on the stack, numbered 0 to 7. */
  shuffle(...lanes: readonly [number, number, number, number]): this {
    return this.#vector(0x0d).#append(...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)))
  }

  call(functionIndex: number): this {
    this.calls.add(functionIndex)
    return this.#append(0x10, ...unsignedLeb128(functionIndex))
  }

  /** Calls a function that the module holds once; the first call adds what `define` emits. */
  callShared(key: string, define: (module: SharedFunctions) => FunctionBuilder): this {
    const module = this.#module
    if (!module) throw new InternalError(`wasm: ${key} is shared, but this function stands in no module`)
    return this.call(module.shared(key, () => define(module)))
  }

  /** Copies; destination, source and size are on the stack. Overlap is allowed. */
  copyMemory(): this {
    return this.#append(0xfc, 0x0a, 0, 0)
  }

  /** Fills with a byte; destination, byte and size are on the stack. */
  fillMemory(): this {
    return this.#append(0xfc, 0x0b, 0)
  }

  /** Runs `body` again while the i32 that it leaves on the stack is not zero. */
  loop(body: () => void): this {
    this.#append(0x03, voidBlock)
    body()
    return this.#append(0x0d, 0, 0x0b)
  }

  /** Takes an i32 from the stack and runs one of two branches; with `type`, both leave a value of it. */
  branch(type: ValueType | undefined, then: () => void, otherwise?: () => void): this {
    this.#append(0x04, type === undefined ? voidBlock : valueTypes[type])
    then()
    if (otherwise) {
      this.#append(0x05)
      otherwise()
    }
    return this.#append(0x0b)
  }

  /** The entry of the code section: locals, instructions, end. */
  body(): number[] {
    const locals = this.#locals.flatMap((type) => [1, valueTypes[type]])
    return [...unsignedLeb128(this.#locals.length), ...locals, ...this.#bytes, 0x0b]
  }

  #opcode(opcode: number | readonly [number, number]): this {
    if (typeof opcode === 'number') return this.#append(opcode)
    const [prefix, code] = opcode
    return prefix === vectorPrefix ? this.#vector(code) : this.#append(prefix, ...unsignedLeb128(code))
  }

  /** An instruction of SIMD, without what stands behind its code. */
  #vector(code: number): this {
    if (!this.hasVectors) this.#refuse('a vector')
    if (code >= firstRelaxed && this.simd !== 'relaxed') this.#refuse('relaxed SIMD')
    return this.#append(vectorPrefix, ...unsignedLeb128(code))
  }

  #refuse(what: string): never {
    throw new InternalError(`wasm: ${what} in a module whose simd is '${this.simd}'`)
  }

  #append(...bytes: readonly number[]): this {
    for (const byte of bytes) this.#bytes.push(byte)
    return this
  }
}
