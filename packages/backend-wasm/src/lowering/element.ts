/** How each dtype lives in memory and on WebAssembly's stack. */
import type { DType } from '@neurite/core'
import type { AccessName } from '../assembler/opcodes.ts'

interface Memory {
  readonly load: AccessName
  readonly store: AccessName
  readonly sizeBytes: number
}

/** An element as the instructions see it; 8-bit ones are i32 on the stack, and wrap when they are stored. */
export type Element = Memory &
  (
    | { readonly kind: 'float'; readonly type: 'f32' | 'f64'; readonly lowest: number; readonly highest: number }
    | { readonly kind: 'signed' | 'unsigned'; readonly type: 'i32'; readonly lowest: number; readonly highest: number }
  )

const word = { load: 'i32.load', store: 'i32.store', sizeBytes: 4, type: 'i32' } as const
const byte = { store: 'i32.store8', sizeBytes: 1, type: 'i32' } as const
const infinite = { lowest: -Infinity, highest: Infinity } as const

const elements: Record<DType, Element> = {
  float32: { kind: 'float', type: 'f32', load: 'f32.load', store: 'f32.store', sizeBytes: 4, ...infinite },
  // Raw bits: nothing computes with them (see widen-float16.ts).
  float16: { kind: 'unsigned', type: 'i32', load: 'i32.load16_u', store: 'i32.store16', sizeBytes: 2, lowest: 0, highest: 65535 },
  float64: { kind: 'float', type: 'f64', load: 'f64.load', store: 'f64.store', sizeBytes: 8, ...infinite },
  int32: { ...word, kind: 'signed', lowest: -(2 ** 31), highest: 2 ** 31 - 1 },
  uint32: { ...word, kind: 'unsigned', lowest: 0, highest: 2 ** 32 - 1 },
  int8: { ...byte, kind: 'signed', load: 'i32.load8_s', lowest: -128, highest: 127 },
  uint8: { ...byte, kind: 'unsigned', load: 'i32.load8_u', lowest: 0, highest: 255 },
  bool: { ...byte, kind: 'unsigned', load: 'i32.load8_u', lowest: 0, highest: 1 },
}

/** All dtypes; a dtype's place here is its number in calls from modules to the host. */
export const supportedDTypes = Object.keys(elements) as readonly DType[]

/** The element of a dtype. */
export const elementOf = (dtype: DType): Element => elements[dtype]
