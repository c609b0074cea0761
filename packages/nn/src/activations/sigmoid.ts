/** Logistic function. */
import type { Tensor } from '@neurite/core'

/** 1 / (1 + exp(-x)), from 0 to 1. @shape x [...] -> the same */
export const sigmoid = (x: Tensor): Tensor => x.sigmoid()
