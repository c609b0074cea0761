/** Piecewise linear tanh. */
import type { Tensor } from '@neurite/core'
import { saturate } from './saturate.ts'

/** x limited to -1 and 1. @shape x [...] -> the same */
export const hardTanh = (x: Tensor): Tensor => saturate(x, -1, 1)
