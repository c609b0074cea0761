/** Comparison of an element with the most extreme one so far, for whatever looks for the place of an extreme. */
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { elementOf } from './element.ts'
import type { Lane } from './lane/lane.ts'

const typed = (locals: readonly Local[], dtype: DType): { local: Local; dtype: DType }[] =>
  locals.map((local) => ({ local, dtype }))

/** Leaves a bool: whether `best` stays, since `value` is no more extreme. A NaN is more extreme, unless `best` is one. */
export function emitStays(code: FunctionBuilder, lane: Lane, dtype: DType, greatest: boolean, value: Local, best: Local): void {
  lane.apply(code, greatest ? 'lessEqual' : 'greaterEqual', typed([value, best], dtype), 'bool')
  if (elementOf(dtype).kind !== 'float') return
  const [isReached, isNaN] = [code.local(lane.type('bool')), code.local(lane.type('bool'))]
  code.set(isReached)
  lane.apply(code, 'notEqual', typed([best, best], dtype), 'bool')
  code.set(isNaN)
  lane.apply(code, 'logicalOr', typed([isReached, isNaN], 'bool'), 'bool')
}

/** Leaves `value` where `condition` holds, and `otherwise` where not. */
export function emitSelect(
  code: FunctionBuilder,
  lane: Lane,
  dtype: DType,
  condition: Local,
  value: Local,
  otherwise: Local,
): void {
  lane.apply(code, 'select', [...typed([condition], 'bool'), ...typed([value, otherwise], dtype)], dtype)
}
