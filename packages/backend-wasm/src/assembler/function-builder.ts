/** Assembles the body of one WebAssembly function. */
import { signedLeb128, unsignedLeb128 } from './leb128.ts'
import { type AccessName, accesses, type PlainName, plain, type ValueType, valueTypes } from './opcodes.ts'

/** Index of a parameter or a local. */
export type Local = number

const voidBlock = 0x40

/** Instructions are appended in order; structured ones take a callback that appends what stands inside. */
export class FunctionBuilder {
  readonly parameters: readonly ValueType[]
  readonly #locals: ValueType[] = []
  readonly #bytes: number[] = []

  constructor(parameters: readonly ValueType[]) {
    this.parameters = parameters
  }

  /** A new local; zero until it is set, once per call. */
  local(type: ValueType): Local {
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
    return this.#append(0xfd, 0x1f, lane)
  }

  call(functionIndex: number): this {
    return this.#append(0x10, ...unsignedLeb128(functionIndex))
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
    return typeof opcode === 'number' ? this.#append(opcode) : this.#append(opcode[0], ...unsignedLeb128(opcode[1]))
  }

  #append(...bytes: readonly number[]): this {
    for (const byte of bytes) this.#bytes.push(byte)
    return this
  }
}
