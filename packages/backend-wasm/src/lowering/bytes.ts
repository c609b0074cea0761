/** Copies stretches of memory whose size is known when the code is emitted. */
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import type { AccessName } from '../assembler/opcodes.ts'

/** Up to this many bytes, loads and stores one after another beat a call of the engine, or a loop. */
export const inlineBytes = 128

/** Bytes that are copied in the time of an elementary operation. */
export const bytesPerOperation = 4

const units = [16, 8, 4, 2, 1] as const

/** Bytes that are accessed at once. */
export type Unit = (typeof units)[number]

/** Offsets at which accesses of the widest size that fits cover a stretch; the last two may overlap. */
export function coverOf(
  sizeBytes: number,
  has: (unit: Unit) => boolean,
): { readonly unit: Unit; readonly offsets: readonly number[] } {
  const unit = units.find((size) => size <= sizeBytes && has(size))!
  const offsets = Array.from({ length: Math.ceil(sizeBytes / unit) }, (_, i) => Math.min(i * unit, sizeBytes - unit))
  return { unit, offsets }
}

/** Accesses of so many bytes. */
export const accessesOf: Record<Unit, readonly [load: AccessName, store: AccessName]> = {
  16: ['v128.load', 'v128.store'],
  8: ['f64.load', 'f64.store'],
  4: ['i32.load', 'i32.store'],
  2: ['i32.load16_u', 'i32.store16'],
  1: ['i32.load8_u', 'i32.store8'],
}

/** Copies between stretches that do not overlap. */
export function emitCopyBytes(code: FunctionBuilder, to: Local, from: Local, sizeBytes: number): void {
  if (sizeBytes === 0) return
  if (sizeBytes > inlineBytes) {
    code.get(to, from).i32(sizeBytes).copyMemory()
    return
  }
  const { unit, offsets } = coverOf(sizeBytes, (size) => size < 16 || code.hasVectors)
  const [load, store] = accessesOf[unit]
  for (const offset of offsets) code.get(to, from).access(load, offset).access(store, offset)
}
