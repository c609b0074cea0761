/** Logarithm of the sigmoid. */
import type { Tensor } from '@neurite/core'
import { softplus } from './softplus.ts'

/** log(1 / (1 + exp(-x))): near x for negative, near 0 for positive numbers. @shape x [...] -> the same */
export const logSigmoid = (x: Tensor): Tensor => softplus(x.neg()).neg()
