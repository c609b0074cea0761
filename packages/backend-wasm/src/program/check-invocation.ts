/** Checks what core promises about runs, so that a bug shows itself instead of overwriting memory. */
import { type Binding, formatType, InternalError, type Invocation, scalarSlotBytes } from '@neurite/core'
import { sizeBytesOfType } from '../lowering/view.ts'

/** A range of memory that a binding stands for. */
interface Range {
  readonly binding: number
  readonly isInput: boolean
  readonly start: number
  readonly end: number
}

const fail = (message: string): never => {
  throw new InternalError(`wasm run: ${message}`)
}

/** Sweeps over the ranges from low to high: none may begin before an earlier one has ended, except inputs among inputs. */
function checkOverlaps(ranges: readonly Range[]): void {
  let [end, writtenEnd] = [0, 0]
  for (const range of ranges.filter(({ start, end: last }) => last > start).sort((a, b) => a.start - b.start)) {
    if (range.start < (range.isInput ? writtenEnd : end)) fail(`buffer ${range.binding} overlaps another that is written or read`)
    end = Math.max(end, range.end)
    if (!range.isInput) writtenEnd = Math.max(writtenEnd, range.end)
  }
}

/** Throws unless the numbers of an invocation fit the program. */
export function checkNumbers(scalarCount: number, { scalars, repeat = 1 }: Invocation): void {
  const scalarBytes = scalarCount * scalarSlotBytes
  if (scalars.byteLength < scalarBytes) fail(`expected ${scalarBytes} bytes of scalars, got ${scalars.byteLength}`)
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > 2 ** 31) fail(`expected repeat to be a positive integer, got ${repeat}`)
}

/**
 * Throws unless the buffers of an invocation fit the program.
 *
 * @param buffered - the bindings that are not scalars
 * @param addresses - of the invocation's buffers, in the same order
 */
export function checkBuffers(buffered: readonly Binding[], { buffers }: Invocation, addresses: readonly number[]): void {
  const ranges = buffered.map(({ role, type }, binding) => {
    const [sizeBytes, start] = [sizeBytesOfType(type), addresses[binding]!]
    const given = buffers[binding]!.sizeBytes
    if (given < sizeBytes) fail(`buffer ${binding} is ${role} ${formatType(type)} of ${sizeBytes} bytes, got ${given}`)
    return { binding, isInput: role === 'input', start, end: start + sizeBytes }
  })
  checkOverlaps(ranges)
}
