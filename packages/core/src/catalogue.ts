/** What few pages need: operations beyond the everyday ones, and tools. Built as a file of its own: see everyday.ts. */
export * from './backend/check-program.ts'
export { graphToDot, type GraphDotOptions } from './graph/dot.ts'
export { flopsOf } from './graph/flops.ts'
export { setNanCheck } from './nan-check/set-nan-check.ts'
export * from './random/exponential.ts'
export * from './random/gamma.ts'
export { applyPrimitive, applyPrimitives, typeRules, vjps } from './ops/every-primitive.ts'
export * from './ops/control.ts'
export * from './ops/checkpoint.ts'
export * from './ops/convolution.ts'
export { type CustomGradientOptions, customGradient, type GradientContext } from './ops/custom-gradient.ts'
export * from './ops/pooling.ts'
export type { ExplicitPadding, Padding, PerAxis } from './ops/window-options.ts'
export * from './ops/axes.ts'
export * from './ops/counting.ts'
export * from './ops/cumulative.ts'
export * from './ops/diagonals.ts'
export * from './ops/einsum.ts'
export * from './ops/exponents.ts'
export * from './ops/finite.ts'
export * from './ops/interpolate.ts'
export * from './ops/linear-algebra/cholesky.ts'
export { det, slogDet } from './ops/linear-algebra/determinant.ts'
export * from './ops/linear-algebra/qr.ts'
export { inv, solve } from './ops/linear-algebra/solve.ts'
export * from './ops/logic.ts'
export * from './ops/nan-statistics.ts'
export * from './ops/norms.ts'
export * from './ops/order.ts'
export { cross, dot, inner, kron, outer, tensordot, vdot } from './ops/products.ts'
export { dstack, flipLr, flipUd, hstack, repeat, roll, rot90, split, tile, unstack, vstack } from './ops/rearrange.ts'
export * from './ops/rounding.ts'
export * from './ops/scatter.ts'
export * from './ops/segments.ts'
export {
  arange,
  type ArangeOptions,
  geomspace,
  linspace,
  logspace,
  type LogSpacingOptions,
  meshgrid,
  type MeshgridOptions,
  type SpacingOptions,
} from './ops/sequences.ts'
export * from './ops/statistics.ts'
export * from './ops/trigonometry.ts'
export * from './ops/window-functions.ts'
