/** Numbers so small that devices may take them for zero: WGSL and some processors' modes leave it open. */
import { decodeNumbers, type HostArray, type PrimitiveName } from '@neurite/core'
import type { HostTensor } from '../values/host-tensor.ts'
import type { Tolerance } from './tolerance.ts'

/** What a backend does with subnormal float32 numbers: those of other dtypes are always kept. */
export type Subnormals = 'kept' | 'flushed'

/** The least float32 number with all its digits. */
export const leastNormal = 2 ** -126

const isSubnormal = (value: number): boolean => value !== 0 && Math.abs(value) < leastNormal

/** Primitives that look at numbers, though they round none. */
const looking: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'neg',
  'abs',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
  'sort',
  'argMax',
  'argMin',
  'windowSelect',
  'cast',
])

/** Whether a primitive computes: what only moves elements keeps their bits, whatever they mean. */
export const mayFlush = (primitive: PrimitiveName, tolerance: Tolerance): boolean =>
  tolerance !== 'exact' || looking.has(primitive)

/** Operands as a device sees them that flushes: the same where none is subnormal. */
export function flushed(operands: readonly HostTensor[]): readonly HostTensor[] {
  const isTouched = operands.some(({ dtype, bits }) => dtype === 'float32' && bits.some(isSubnormal))
  if (!isTouched) return operands
  return operands.map((operand) => {
    if (operand.dtype !== 'float32') return operand
    return { ...operand, bits: Float32Array.from(operand.bits, (value) => (isSubnormal(value) ? (value < 0 ? -0 : 0) : value)) }
  })
}

/** The given elements, those replaced by the expected ones that are right for a device that flushes. */
export function withFlushesAccepted(
  given: HostArray,
  expected: HostTensor,
  alternative: HostTensor,
  isNear: (given: HostArray, expected: HostArray, index: number) => boolean,
): HostArray {
  if (given.length !== expected.bits.length) return given
  const bits = given.slice()
  const isFloat = expected.dtype === 'float32'
  const numbers = decodeNumbers(expected.dtype, given)
  for (let i = 0; i < bits.length; i++) {
    const isFlushed = isFloat && numbers[i] === 0 && (isSubnormal(expected.bits[i]!) || isSubnormal(alternative.bits[i]!))
    if (isFlushed || isNear(given, alternative.bits, i)) bits[i] = expected.bits[i]!
  }
  return bits
}
