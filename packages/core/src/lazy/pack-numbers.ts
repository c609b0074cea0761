/** The numbers that a run is given, as the contract packs them. */
import { packScalars } from '../runtime/programs.ts'
import type { Value } from './value.ts'

/** Numbers among the sources of a run, in their order. */
export function packNumbers(sources: readonly Value[]): Uint8Array {
  const numbers = sources.flatMap(({ type, state }) => (state.kind === 'number' ? [{ type, value: state.value }] : []))
  return packScalars(numbers)
}
