/** Debug level 4: the functions of a module as text, decoded from its bytes. */
import { InternalError } from '@neurite/core'
import { accesses, atomics, laneAccesses, laned, plain, valueTypes } from '../assembler/opcodes.ts'

/** Reads a module's bytes from left to right. */
class Reader {
  readonly bytes: Uint8Array
  at: number
  readonly end: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new InternalError('wasm: a module ends in the middle of an instruction')
    return byte
  }

  unsigned(): number {
    let [value, shift] = [0, 0]
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
      shift += 7
    }
  }

  signed(): number {
    let [value, shift] = [0, 0]
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      shift += 7
      if (byte < 0x80) return byte & 0x40 ? value - 2 ** shift : value
    }
  }

  view(sizeBytes: number): DataView {
    this.at += sizeBytes
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at - sizeBytes, sizeBytes)
  }

  name(): string {
    return Array.from({ length: this.unsigned() }, () => String.fromCharCode(this.byte())).join('')
  }

  /** The items behind a count. */
  vector<T>(item: () => T): T[] {
    return Array.from({ length: this.unsigned() }, item)
  }

  /** What stands behind its size; the reader goes on behind that. */
  sized(): Reader {
    const sizeBytes = this.unsigned()
    this.at += sizeBytes
    return new Reader(this.bytes, this.at - sizeBytes, this.at)
  }
}

const typeNames = new Map<number, string>(Object.entries(valueTypes).map(([name, code]) => [code, name]))

/** What an instruction is called, and how what stands behind its code reads. */
interface Instruction {
  readonly name: string
  readonly operands: (reader: Reader) => readonly (string | number)[]
}

/** A code behind a prefix as one number. */
const behind = (prefix: number, code: number): number => prefix * 2 ** 16 + code
const codeOf = (code: number | readonly [number, number]): number => (typeof code === 'number' ? code : behind(...code))

const offset = (bytes: number): string[] => (bytes === 0 ? [] : [`offset=${bytes}`])
const aligned = (reader: Reader): string[] => {
  reader.unsigned()
  return offset(reader.unsigned())
}
const hexadecimal = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`
const blockType = (reader: Reader): string[] => {
  const name = typeNames.get(reader.byte())
  return name === undefined ? [] : [name]
}

function instructions(): Map<number, Instruction> {
  const known = new Map<number, Instruction>()
  const row = (code: number, name: string, operands: Instruction['operands'] = () => []): void => {
    known.set(code, { name, operands })
  }
  const prefixed = (table: Readonly<Record<string, number>>, prefix: number, operands: Instruction['operands']): void => {
    for (const [name, code] of Object.entries(table)) row(behind(prefix, code), name, operands)
  }
  for (const [name, code] of Object.entries(plain)) row(codeOf(code), name)
  for (const [name, [code]] of Object.entries(accesses)) row(codeOf(code), name, aligned)
  prefixed(laned, 0xfd, (reader) => [reader.byte()])
  prefixed(laneAccesses, 0xfd, (reader) => [...aligned(reader), reader.byte()])
  prefixed(atomics, 0xfe, aligned)
  row(0x03, 'loop', blockType)
  row(0x04, 'if', blockType)
  row(0x05, 'else')
  row(0x0b, 'end')
  row(0x0d, 'br_if', (reader) => [reader.unsigned()])
  row(0x10, 'call', (reader) => [reader.unsigned()])
  row(0x20, 'local.get', (reader) => [reader.unsigned()])
  row(0x21, 'local.set', (reader) => [reader.unsigned()])
  row(0x22, 'local.tee', (reader) => [reader.unsigned()])
  row(0x41, 'i32.const', (reader) => [reader.signed()])
  row(0x42, 'i64.const', (reader) => [reader.signed()])
  row(0x43, 'f32.const', (reader) => [reader.view(4).getFloat32(0, true)])
  row(0x44, 'f64.const', (reader) => [reader.view(8).getFloat64(0, true)])
  row(behind(0xfc, 0x0a), 'memory.copy', (reader) => (reader.view(2), []))
  row(behind(0xfc, 0x0b), 'memory.fill', (reader) => (reader.view(1), []))
  row(behind(0xfd, 0x0c), 'v128.const', (reader) => {
    const lanes = reader.view(16)
    return ['i32x4', ...[0, 4, 8, 12].map((at) => hexadecimal(lanes.getUint32(at, true)))]
  })
  row(behind(0xfd, 0x0d), 'i8x16.shuffle', (reader) => {
    const lanes = reader.view(16)
    return Array.from({ length: 16 }, (_, at) => lanes.getUint8(at))
  })
  row(behind(0xfe, 0x00), 'memory.atomic.notify', aligned)
  row(behind(0xfe, 0x01), 'memory.atomic.wait32', aligned)
  return known
}

const prefixes = new Set([0xfc, 0xfd, 0xfe])

/** Instructions that nothing stands behind on a line: they leave the stack as empty as it was, or open or close a block. */
const endsLine = /^(local\.set|.*\.store\w*|memory\.\w+|drop|loop|if|else|end|br_if|unreachable)$/

/** Parameters and results of a function. */
interface Signature {
  readonly parameters: readonly string[]
  readonly results: readonly string[]
}

/** A function of a module. */
export interface ListedFunction {
  /** Its index in the module. */
  readonly index: number
  /** Its signature and its instructions: as many on a line as belong together. */
  readonly text: string
}

interface Sections {
  readonly signatures: readonly Signature[]
  /** Of all functions, those that are imported first. */
  readonly types: readonly number[]
  readonly importNames: readonly string[]
  readonly exportNames: ReadonlyMap<number, string>
  readonly bodies: readonly Reader[]
}

function readImport(reader: Reader): { name: string; type: number } | undefined {
  const name = `${reader.name()}.${reader.name()}`
  if (reader.byte() === 0) return { name, type: reader.unsigned() }
  // A memory: its flags, its least size, and its largest if it has one.
  const flags = reader.byte()
  reader.unsigned()
  if (flags & 1) reader.unsigned()
  return undefined
}

function readSections(bytes: Uint8Array): Sections {
  const magicBytes = 8
  const reader = new Reader(bytes, magicBytes)
  const typeName = (from: Reader): string => typeNames.get(from.byte()) ?? '?'
  let [signatures, imported, types, bodies]: [Signature[], { name: string; type: number }[], number[], Reader[]] = [
    [],
    [],
    [],
    [],
  ]
  const exportNames = new Map<number, string>()
  const sections: Readonly<Record<number, (section: Reader) => void>> = {
    1: (section) => {
      signatures = section.vector(() => {
        section.byte()
        return { parameters: section.vector(() => typeName(section)), results: section.vector(() => typeName(section)) }
      })
    },
    2: (section) => {
      imported = section.vector(() => readImport(section)).filter((item) => item !== undefined)
    },
    3: (section) => {
      types = section.vector(() => section.unsigned())
    },
    7: (section) => {
      section.vector(() => {
        const [name, kind, index] = [section.name(), section.byte(), section.unsigned()]
        if (kind === 0) exportNames.set(index, name)
      })
    },
    10: (section) => {
      bodies = section.vector(() => section.sized())
    },
  }
  while (reader.at < reader.end) {
    const [id, section] = [reader.byte(), reader.sized()]
    sections[id]?.(section)
  }
  return {
    signatures,
    types: [...imported.map(({ type }) => type), ...types],
    importNames: imported.map(({ name }) => name),
    exportNames,
    bodies,
  }
}

/** A function that another calls. */
interface Callee {
  readonly name: string
  readonly returns: boolean
}

/** The instructions of one function, indented by the blocks that they stand in. */
class Body {
  readonly #known: ReadonlyMap<number, Instruction>
  readonly #calleeOf: (index: number) => Callee
  readonly #lines: string[] = []
  #line: string[] = []
  #depth = 1

  constructor(known: ReadonlyMap<number, Instruction>, calleeOf: (index: number) => Callee) {
    this.#known = known
    this.#calleeOf = calleeOf
  }

  read(reader: Reader): string[] {
    this.#readLocals(reader)
    // The last byte ends the function.
    while (reader.at < reader.end - 1 && this.#readInstruction(reader));
    this.#breakLine()
    return this.#lines
  }

  #readLocals(reader: Reader): void {
    const locals = reader
      .vector(() => {
        const count = reader.unsigned()
        return new Array<string>(count).fill(typeNames.get(reader.byte()) ?? '?')
      })
      .flat()
    if (locals.length > 0) this.#lines.push(`  local ${locals.join(' ')}`)
  }

  /** @returns whether the next instruction can be found */
  #readInstruction(reader: Reader): boolean {
    const first = reader.byte()
    const code = prefixes.has(first) ? behind(first, reader.unsigned()) : first
    const instruction = this.#known.get(code)
    if (!instruction) {
      this.#line.push(`;; unknown instruction ${hexadecimal(code)}`)
      return false
    }
    const { name } = instruction
    const operands = instruction.operands(reader)
    if (name === 'else' || name === 'end') this.#close()
    const callee = name === 'call' ? this.#calleeOf(Number(operands[0])) : undefined
    this.#line.push([name, ...operands, ...(callee ? [`(${callee.name})`] : [])].join(' '))
    if (endsLine.test(name) || callee?.returns === false) this.#breakLine()
    if (name === 'loop' || name === 'if' || name === 'else') this.#depth += 1
    return true
  }

  #close(): void {
    this.#breakLine()
    this.#depth -= 1
  }

  #breakLine(): void {
    if (this.#line.length > 0) this.#lines.push('  '.repeat(this.#depth) + this.#line.join('  '))
    this.#line = []
  }
}

/**
 * The functions of a module in the words of WebAssembly's text format.
 *
 * @param nameOf - what a function is for, where that is known
 */
export function listFunctions(bytes: Uint8Array, nameOf: (index: number) => string | undefined): ListedFunction[] {
  const { signatures, types, importNames, exportNames, bodies } = readSections(bytes)
  const known = instructions()
  const signatureOf = (index: number): Signature => signatures[types[index]!]!
  const labelOf = (index: number): string => importNames[index] ?? exportNames.get(index) ?? nameOf(index) ?? `function ${index}`
  const calleeOf = (index: number): Callee => ({
    name: labelOf(index),
    returns: signatureOf(index).results.length > 0,
  })
  return bodies.map((body, i) => {
    const index = importNames.length + i
    const { parameters, results } = signatureOf(index)
    const head = `${index}: ${labelOf(index)}(${parameters.join(' ')})${results.length > 0 ? ` -> ${results.join(' ')}` : ''}`
    return { index, text: [`${head} {`, ...new Body(known, calleeOf).read(body), '}'].join('\n') }
  })
}
