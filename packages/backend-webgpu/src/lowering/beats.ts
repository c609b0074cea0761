/** Orders of elements as WGSL conditions. */
import type { DType } from '@neurite/core'
import { scalarOf, type TaskWriter } from '../kernel/task-writer.ts'

const numberOf = (value: string, dtype: DType): string => (scalarOf(dtype) === 'bool' ? `u32(${value})` : value)

/** Whether an element is more extreme than the best so far: the first NaN is the most extreme. */
export function beatsText(code: TaskWriter, value: string, best: string, dtype: DType, isGreatest: boolean): string {
  const beats = `(${numberOf(value, dtype)} ${isGreatest ? '>' : '<'} ${numberOf(best, dtype)})`
  if (scalarOf(dtype) !== 'f32') return beats
  const isNan = code.use('is_nan')
  return `(!${isNan}(${best}) && (${isNan}(${value}) || ${beats}))`
}

/** Whether an element comes strictly before another one when sorted: NaN last, whatever the direction. */
export function precedesText(code: TaskWriter, a: string, b: string, dtype: DType, isDescending: boolean): string {
  const precedes = `(${numberOf(a, dtype)} ${isDescending ? '>' : '<'} ${numberOf(b, dtype)})`
  if (scalarOf(dtype) !== 'f32') return precedes
  const isNan = code.use('is_nan')
  return `(!${isNan}(${a}) && (${isNan}(${b}) || ${precedes}))`
}
