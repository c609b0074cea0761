/** How far each primitive may be from the reference. */
import type { PrimitiveName } from '@neurite/core'

/**
 * What counts as equal, in float dtypes; integers and bool are always exact.
 *
 * - `exact`: the same number, signs of zeros included. Any NaN is as good as another.
 * - `ulps`: at most so many units in the last place away; zeros are equal whatever their sign.
 * - `ulps` with `ofTerms`: at most so many units of the sum of the magnitudes of all terms, since terms may cancel.
 * - `ofFactors`: anything goes where factors of both sides of 1 may overflow on the way, since that hangs on their order.
 */
export type Tolerance = 'exact' | { readonly ulps: number; readonly ofTerms?: true; readonly ofFactors?: true }

/** Tolerances of a backend that differ from the table, each for a reason that the backend documents. */
export type ToleranceOverrides = { readonly [P in PrimitiveName]?: Tolerance }

const rounded = { ulps: 0 } as const
const factors = { ulps: 64, ofFactors: true } as const
const terms = { ulps: 8, ofTerms: true } as const

/**
 * The table: what is one operation of IEEE 754 rounds correctly, functions are good to a few units, sums to a few units of their
 * terms. What moves elements, or only looks at them, changes no bit.
 */
export const tolerances = {
  neg: 'exact',
  abs: 'exact',
  sign: rounded,
  exp: { ulps: 4 },
  expm1: { ulps: 4 },
  log: { ulps: 4 },
  log1p: { ulps: 4 },
  sqrt: { ulps: 1 },
  rsqrt: { ulps: 2 },
  sin: { ulps: 4 },
  cos: { ulps: 4 },
  tan: { ulps: 8 },
  asin: { ulps: 4 },
  acos: { ulps: 4 },
  atan: { ulps: 4 },
  sinh: { ulps: 5 },
  cosh: { ulps: 5 },
  tanh: { ulps: 5 },
  asinh: { ulps: 5 },
  acosh: { ulps: 5 },
  atanh: { ulps: 5 },
  sigmoid: { ulps: 5 },
  erf: { ulps: 8 },
  floor: rounded,
  ceil: rounded,
  round: rounded,
  logicalNot: 'exact',
  bitwiseNot: 'exact',

  add: rounded,
  sub: rounded,
  mul: rounded,
  // WGSL promises 2.5 units.
  div: { ulps: 3 },
  mod: { ulps: 1 },
  pow: { ulps: 16 },
  atan2: { ulps: 5 },
  min: rounded,
  max: rounded,
  bitwiseAnd: 'exact',
  bitwiseOr: 'exact',
  bitwiseXor: 'exact',
  shiftLeft: 'exact',
  shiftRight: 'exact',
  logicalAnd: 'exact',
  logicalOr: 'exact',

  equal: 'exact',
  notEqual: 'exact',
  less: 'exact',
  lessEqual: 'exact',
  greater: 'exact',
  greaterEqual: 'exact',

  select: 'exact',
  cast: 'exact',
  bitcast: 'exact',

  reshape: 'exact',
  transpose: 'exact',
  broadcast: 'exact',
  flip: 'exact',
  slice: 'exact',
  pad: 'exact',
  concat: 'exact',

  reduceSum: terms,
  reduceProd: factors,
  reduceMax: rounded,
  reduceMin: rounded,
  argMax: 'exact',
  argMin: 'exact',
  cumSum: { ulps: 32, ofTerms: true },
  cumProd: factors,
  cumMax: rounded,

  dotGeneral: { ulps: 16, ofTerms: true },

  conv: { ulps: 16, ofTerms: true },
  convInput: { ulps: 16, ofTerms: true },
  convFilter: { ulps: 16, ofTerms: true },
  windowSum: terms,
  windowMax: rounded,
  windowSelect: 'exact',
  windowScatter: terms,

  gather: 'exact',
  // One update after another, as cumSum.
  scatterAdd: { ulps: 32, ofTerms: true },
  dynamicSlice: 'exact',
  dynamicUpdateSlice: 'exact',
  sort: 'exact',

  constant: 'exact',
  iota: 'exact',
  randomBits: 'exact',
  stopGradient: 'exact',
  barrier: 'exact',
  composite: { ulps: 64 },
  // A few sums and products after one another.
  scan: { ulps: 64, ofTerms: true },
  cond: { ulps: 4 },
  while: { ulps: 64, ofTerms: true },
  hostCall: 'exact',
} satisfies { readonly [P in PrimitiveName]: Tolerance }

/** The tolerance of a primitive on a backend. */
export const toleranceOf = (primitive: PrimitiveName, overrides: ToleranceOverrides): Tolerance =>
  overrides[primitive] ?? tolerances[primitive]
