/** Sorts in the memory of modules, for those that call the host to sort. */
import { type DType, type HostArray, hostView, InternalError, sizeBytesOf } from '@neurite/core'
import { copyBytes, type HostFunction, type WasmMemory } from '../engine.ts'
import { supportedDTypes } from './element.ts'

/** Orders numbers with NaN last in both directions. */
function compare(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  if (a === b) return 0
  return a < b === descending ? 1 : -1
}

function sortArray(
  x: HostArray,
  values: HostArray,
  permutation: Int32Array,
  length: number,
  inner: number,
  descending: boolean,
): void {
  const order = new Int32Array(length)
  for (let line = 0; line < x.length / length; line++) {
    const start = Math.floor(line / inner) * length * inner + (line % inner)
    for (let i = 0; i < length; i++) order[i] = i
    // Equal elements stay in order, whether the engine's sort is stable or not.
    order.sort((a, b) => compare(x[start + a * inner]!, x[start + b * inner]!, descending) || a - b)
    for (let i = 0; i < length; i++) {
      values[start + i * inner] = x[start + order[i]! * inner]!
      permutation[start + i * inner] = order[i]!
    }
  }
}

/** What modules import to sort. Works on copies: a slice may start where no typed array can. */
export const sortIn =
  (memory: WasmMemory): HostFunction =>
  (...operands) => {
    const [dtypeIndex, x, values, permutation, outer, length, inner, descending] = operands.map((operand) => operand >>> 0)
    if (descending === undefined) throw new InternalError('wasm: sort takes eight operands')
    const dtype: DType = supportedDTypes[dtypeIndex!]!
    const count = outer! * length! * inner!
    if (count === 0) return
    const source = hostView(dtype, copyBytes(memory, x!, count * sizeBytesOf(dtype)))
    const sorted = source.slice()
    const order = new Int32Array(count)
    sortArray(source, sorted, order, length!, inner!, descending === 1)
    new Uint8Array(memory.buffer, values).set(new Uint8Array(sorted.buffer))
    new Uint8Array(memory.buffer, permutation).set(new Uint8Array(order.buffer))
  }
