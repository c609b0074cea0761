/** Relu that lets a share of negative values through. */
import { type Tensor, where } from '@neurite/core'

/**
 * x above 0, negativeSlope x below.
 *
 * @shape x [...] -> the same
 * @param negativeSlope - default 0.2
 */
export const leakyRelu = (x: Tensor, negativeSlope = 0.2): Tensor => where(x.greater(0), x, x.mul(negativeSlope))
