/** Relu up to 6. */
import { staticValue, type Tensor } from '@neurite/core'
import { saturate } from './saturate.ts'

/** x limited to 0 and 6. The gradient at 0 and at 6 is 0. @shape x [...] -> the same */
export const relu6 = (x: Tensor): Tensor => saturate(x, 0, staticValue(6))
