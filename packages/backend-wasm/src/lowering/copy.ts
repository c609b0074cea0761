/** Copies one view onto another of the same shape and dtype. */
import type { FunctionBuilder } from '../assembler/function-builder.ts'
import { elementOf } from './element.ts'
import { emitMap } from './map.ts'
import { emitRows, mergeAxes } from './nest.ts'
import { byteStrides, startOf, type View } from './view.ts'

/** Below this many bytes in a row, loads and stores beat the call that `memory.copy` is. */
const bulkBytes = 64

/** Emits the copy: `memory.copy` per row where rows are dense, else element by element. */
export function emitCopy(code: FunctionBuilder, source: View, target: View): void {
  const { sizeBytes } = elementOf(target.dtype)
  const { extents, walks } = mergeAxes(target.shape, [
    { pointer: source.pointer, strides: byteStrides(source) },
    { pointer: target.pointer, strides: byteStrides(target) },
  ])
  const isDense = walks.every(({ strides }) => (strides.at(-1) ?? sizeBytes) === sizeBytes)
  if (!isDense || (extents.at(-1) ?? 1) * sizeBytes < bulkBytes) {
    emitMap(
      code,
      [source],
      target,
      ([value]) => code.get(value!),
      ([value]) => code.get(value!),
    )
    return
  }
  const [from, to] = [startOf(code, source), startOf(code, target)]
  const moving = [
    { pointer: from, strides: byteStrides(source) },
    { pointer: to, strides: byteStrides(target) },
  ]
  emitRows(code, target.shape, moving, (extent) =>
    code
      .get(to, from)
      .i32(extent * sizeBytes)
      .copyMemory(),
  )
}
