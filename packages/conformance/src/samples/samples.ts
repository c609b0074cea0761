/** The table of samples: one row per primitive, so that a new primitive does not compile without one. */
import type { PrimitiveName } from '@neurite/core'
import { between, moderate, positive } from '../values/domain.ts'
import { dotGeneral } from './contract-samples.ts'
import { cond, hostCall, scan, whileLoop } from './control-samples.ts'
import { angles, binary, bitcast, cast, distances, exponents, select, unary } from './elementwise-samples.ts'
import { composite, constant, iota, randomBits } from './generate-samples.ts'
import { dynamicSlice, dynamicUpdateSlice, gather, scatterAdd, sort } from './index-samples.ts'
import { broadcast, concat, flip, pad, reshape, slice, transpose } from './movement-samples.ts'
import { argReduce, cumMax, cumSum, reduceExtremum, reduceProd, reduceSum } from './reduce-samples.ts'
import type { Samples } from './sample.ts'
import { convFilter, convInput, convolution, windowMax, windowScatter, windowSelect, windowSum } from './window-samples.ts'

const exponential = unary({ wide: between(-90, 90) })
const logarithm = unary({ typical: positive })
const inverse = unary({ typical: between(-0.9, 0.9), wide: between(-1, 1) })
const shift = binary({ second: between(0, 7), secondEdges: distances })

/** The table. */
export const samples = {
  neg: unary(),
  abs: unary(),
  sign: unary(),
  exp: exponential,
  expm1: exponential,
  log: logarithm,
  log1p: unary({ typical: between(-0.9, 3) }),
  sqrt: logarithm,
  rsqrt: logarithm,
  sin: unary({ wide: between(-100, 100), edges: angles }),
  cos: unary({ wide: between(-100, 100), edges: angles }),
  tan: unary({ wide: between(-100, 100), edges: angles }),
  asin: inverse,
  acos: inverse,
  atan: unary(),
  sinh: exponential,
  cosh: exponential,
  tanh: exponential,
  asinh: unary(),
  acosh: unary({ typical: between(1, 4) }),
  atanh: inverse,
  sigmoid: exponential,
  erf: unary({ wide: between(-7, 7) }),
  floor: unary({ wide: between(-100, 100) }),
  ceil: unary({ wide: between(-100, 100) }),
  round: unary({ wide: between(-100, 100) }),
  logicalNot: unary(),
  bitwiseNot: unary(),

  add: binary(),
  sub: binary(),
  mul: binary(),
  div: binary(),
  mod: binary(),
  pow: binary({ typical: positive, second: moderate, secondEdges: exponents }),
  atan2: binary(),
  min: binary(),
  max: binary(),
  bitwiseAnd: binary(),
  bitwiseOr: binary(),
  bitwiseXor: binary(),
  shiftLeft: shift,
  shiftRight: shift,
  logicalAnd: binary(),
  logicalOr: binary(),

  equal: binary(),
  notEqual: binary(),
  less: binary(),
  lessEqual: binary(),
  greater: binary(),
  greaterEqual: binary(),

  select,
  cast,
  bitcast,

  reshape,
  transpose,
  broadcast,
  flip,
  slice,
  pad,
  concat,

  reduceSum,
  reduceProd,
  reduceMax: reduceExtremum,
  reduceMin: reduceExtremum,
  argMax: argReduce,
  argMin: argReduce,
  cumSum,
  cumProd: cumSum,
  cumMax,

  dotGeneral,

  conv: convolution,
  convInput,
  convFilter,
  windowSum,
  windowMax,
  windowSelect,
  windowScatter,

  gather,
  scatterAdd,
  dynamicSlice,
  dynamicUpdateSlice,
  sort,

  constant,
  iota,
  randomBits,
  stopGradient: unary(),
  barrier: unary(),
  composite,
  scan,
  cond,
  while: whileLoop,
  hostCall,
} satisfies { readonly [P in PrimitiveName]: Samples<P> }
