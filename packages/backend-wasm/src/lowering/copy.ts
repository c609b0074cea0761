/** Copies one view onto another of the same shape and dtype. */
import type { FunctionBuilder } from '../assembler/function-builder.ts'
import { emitCopyBytes } from './bytes.ts'
import { elementOf } from './element.ts'
import { emitNest, emitRows, mergeAxes } from './nest.ts'
import { byteStrides, startOf, type View } from './view.ts'

/** Emits the copy: row by row where rows are dense, else element by element. The views do not overlap. */
export function emitCopy(code: FunctionBuilder, source: View, target: View): void {
  const { sizeBytes } = elementOf(target.dtype)
  const [from, to] = [startOf(code, source), startOf(code, target)]
  const walks = [
    { pointer: from, strides: byteStrides(source) },
    { pointer: to, strides: byteStrides(target) },
  ]
  const isDense = mergeAxes(target.shape, walks).walks.every(({ strides }) => (strides.at(-1) ?? sizeBytes) === sizeBytes)
  if (isDense) emitRows(code, target.shape, walks, (extent) => emitCopyBytes(code, to, from, extent * sizeBytes))
  else emitNest(code, target.shape, walks, () => emitCopyBytes(code, to, from, sizeBytes))
}
