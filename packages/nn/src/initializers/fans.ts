/** How many inputs and outputs each unit of a weight connects. */
import type { Shape } from '@neurite/core'

/** Connections of one output, and of one input. */
export interface Fans {
  readonly fanIn: number
  readonly fanOut: number
}

/** The fans of a weight: kernels are [in, out], those of convolutions [...kernel size, in, out]. */
export function fansOf(shape: Shape): Fans {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 }
  const receptiveField = shape.slice(0, -2).reduce((product, extent) => product * extent, 1)
  return { fanIn: shape.at(-2)! * receptiveField, fanOut: shape.at(-1)! * receptiveField }
}
