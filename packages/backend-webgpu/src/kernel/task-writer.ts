/** Writes the body of one task in WGSL, and notes how it reaches memory; the accessors themselves are made later. */
import type { DType } from '@neurite/core'

/** How tasks compute with a dtype: float16 in f32, 8-bit integers in 32 bits. */
export type Scalar = 'f32' | 'i32' | 'u32' | 'bool'

const scalars: Record<DType, Scalar | undefined> = {
  float32: 'f32',
  float16: 'f32',
  float64: undefined,
  int32: 'i32',
  uint32: 'u32',
  int8: 'i32',
  uint8: 'u32',
  bool: 'bool',
}

/** The WGSL type that tasks compute with. */
export function scalarOf(dtype: DType): Scalar {
  const scalar = scalars[dtype]
  if (!scalar) throw new Error(`internal: webgpu: ${dtype} has no WGSL type`)
  return scalar
}

/** How a task reaches one of its values. */
export interface Access {
  readonly kind: 'load' | 'store' | 'counts'
  /** Which of the task's reads or writes. */
  readonly slot: number
  /** What the code computes with: values of another dtype of the same bytes are read as this one. */
  readonly dtype: DType
  /** Four elements at a time. */
  readonly isVector: boolean
}

/** The name of an accessor. */
export const accessName = ({ kind, slot, dtype, isVector }: Access): string => `${kind}${slot}_${dtype}${isVector ? '_x4' : ''}`

/** Memory that a workgroup shares. */
export interface SharedArray {
  readonly name: string
  /** `array<f32, 64>`, or any type of WGSL that may stand in workgroup memory. */
  readonly type: string
}

/** A body in the making. Indices are `i32` expressions; element indices are those of the dense, row-major value. */
export class TaskWriter {
  readonly lines: string[] = []
  readonly accesses = new Map<string, Access>()
  readonly shared: SharedArray[] = []
  /** Functions that the body calls. */
  readonly functions = new Set<string>()
  #depth = 1
  #names = 0
  readonly #prefix: string

  /** @param prefix - what the names of this task begin with, since several tasks may share a module */
  constructor(prefix = '') {
    this.#prefix = prefix
  }

  /** A name that the body has not used. */
  name(hint = 't'): string {
    return `${hint}${this.#names++}`
  }

  line(text: string): void {
    this.lines.push('  '.repeat(this.#depth) + text)
  }

  /** `head {`, what `body` writes, `}`. */
  block(head: string, body: () => void, tail = ''): void {
    this.line(`${head} {`)
    this.#depth += 1
    body()
    this.#depth -= 1
    this.line(`}${tail}`)
  }

  /** Gives an expression a name, and returns that. */
  let(value: string, hint = 't'): string {
    const name = this.name(hint)
    this.line(`let ${name} = ${value};`)
    return name
  }

  /** `for (var i = from; i < to; i += step)`; hands the name of the index over. */
  loop({ from = '0', to, step = '1' }: { from?: string; to: string; step?: string }, body: (index: string) => void): void {
    const index = this.name('i')
    this.block(`for (var ${index} = ${from}; ${index} < ${to}; ${index} += ${step})`, () => body(index))
  }

  /** A WGSL expression: an element, as `scalarOf(dtype)`. */
  load(slot: number, dtype: DType, index: string): string {
    return `${this.#access({ kind: 'load', slot, dtype, isVector: false })}(${index})`
  }

  /** Four elements from one whose index is a multiple of 4, as `vec4<...>`; the index is that of the first. */
  load4(slot: number, dtype: DType, index: string): string {
    return `${this.#access({ kind: 'load', slot, dtype, isVector: true })}(${index})`
  }

  store(slot: number, dtype: DType, index: string, value: string): void {
    this.line(`${this.#access({ kind: 'store', slot, dtype, isVector: false })}(${index}, ${value});`)
  }

  /** Four elements from one whose index is a multiple of 4. */
  store4(slot: number, dtype: DType, index: string, value: string): void {
    this.line(`${this.#access({ kind: 'store', slot, dtype, isVector: true })}(${index}, ${value});`)
  }

  /** Stores how many workgroups the dispatches of a gate have: none, unless it is open. */
  counts(slot: number, open: string): void {
    this.line(`${this.#access({ kind: 'counts', slot, dtype: 'uint32', isVector: false })}(${open});`)
  }

  /** Declares memory of the workgroup; returns its name. */
  share(type: string, hint = 'shared'): string {
    const name = this.#prefix + this.name(hint)
    this.shared.push({ name, type })
    return name
  }

  barrier(): void {
    this.line('workgroupBarrier();')
  }

  /** Notes that the body calls a function of the library; returns its name. */
  use(name: string): string {
    this.functions.add(name)
    return name
  }

  #access(access: Access): string {
    const name = accessName(access)
    this.accesses.set(name, access)
    return this.#prefix + name
  }
}
