/** How many inputs and outputs each unit of a weight connects. */
import type { Shape } from '@neurite/core'

/** Connections of one output, and of one input. */
export interface Fans {
  /** How many inputs each output is connected to. */
  readonly fanIn: number
  /** How many outputs each input is connected to. */
  readonly fanOut: number
}

/** The fans of a weight: kernels are [in, out], those of convolutions [...kernel size, in, out]. */
export function fansOf(shape: Shape): Fans {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 }
  const receptiveField = shape.slice(0, -2).reduce((product, extent) => product * extent, 1)
  return { fanIn: shape.at(-2)! * receptiveField, fanOut: shape.at(-1)! * receptiveField }
}
