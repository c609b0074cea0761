/** Fills what kernels add to with zeros, part by part. */
import type { Frame } from './kernel.ts'
import { stretchOf } from './nest.ts'
import type { Cut } from './parts.ts'
import { sizeBytesOfType, type View } from './view.ts'

/** Fills with zeros what the parts to run write of a dense tensor, whose leading axes are the ones that are cut. */
export function clearParts(frame: Frame, cut: Cut | undefined, target: View): void {
  const { code } = frame
  const sizeBytes = sizeBytesOfType(target)
  if (!cut) {
    code.get(target.pointer).i32(0).i32(sizeBytes).fillMemory()
    return
  }
  const { start, count } = stretchOf(code, frame.range, cut.block, cut.count)
  const indexBytes = sizeBytes / cut.count
  code.get(target.pointer, start).i32(indexBytes).op('i32.mul', 'i32.add').i32(0)
  code.get(count).i32(indexBytes).op('i32.mul').fillMemory()
}
