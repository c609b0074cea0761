/**
 * The primitives that a module computes in float32 by functions of its own: an argument is reduced to a small one, and what is
 * left is a polynomial. Their coefficients come from Remez exchanges, weighted so that the greatest error relative to the
 * function's value is the least; the error that each comment gives is that of exact arithmetic.
 */
import type { ScalarName } from '@neurite/compiler'
import { erf } from './error-function.ts'
import { exp, expm1, sigmoid, tanh } from './exponential.ts'
import type { VectorFunction } from './expression.ts'
import { log, log1p } from './logarithm.ts'
import { pow } from './power.ts'
import { cos, sin } from './trigonometry.ts'

/** The table; in other dtypes, and where it has no row, the host computes. */
export const vectorFunctions: { readonly [P in ScalarName]?: VectorFunction } = {
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tanh,
  sigmoid,
  erf,
  pow,
}
