/** Piecewise linear sigmoid. */
import { staticValue, type Tensor } from '@neurite/core'
import { saturate } from './saturate.ts'

/** x / 6 + 1 / 2, limited to 0 and 1. @shape x [...] -> the same */
export const hardSigmoid = (x: Tensor): Tensor => saturate(x.add(staticValue(3)).div(staticValue(6)), 0, 1)
