/** Scaled exponential linear unit. */
import { staticValue, type Tensor } from '@neurite/core'
import { elu } from './elu.ts'

/** Makes mean 0 and variance 1 a fixed point of layers. @source Klambauer et al. 2017, eq. 14 */
const [alpha, scale] = [1.6732632423543772, staticValue(1.0507009873554805)]

/**
 * scale elu(x, alpha), with constants that keep signals at mean 0 and variance 1 where kernels come from `lecunNormal`.
 *
 * @shape x [...] -> the same
 * @source Klambauer et al. 2017, eq. 2
 */
export const selu = (x: Tensor): Tensor => elu(x, alpha).mul(scale)
