/** Losses over classes work on the last axis: others are brought there. */
import { normalizeAxis, type Tensor } from '@neurite/core'

/** Option of losses over classes. */
export interface ClassAxis {
  /** Where the classes lie. Default -1, the last axis. */
  readonly axis?: number
}

/** The tensor with `axis` as its last. */
export function axisLast(call: string, x: Tensor, axis: number): Tensor {
  const at = normalizeAxis(call, axis, x.rank)
  if (at === x.rank - 1) return x
  return x.transpose([...x.shape.keys()].filter((other) => other !== at).concat(at))
}
