/** Public surface of @neurite/core. */
export * from './backend/backend.ts'
export * from './dtype/dtype.ts'
export { float16ToNumber, numberToFloat16 } from './dtype/float16.ts'
export { promote, promoteNumber, toFloat } from './dtype/promote.ts'
export * from './errors/errors.ts'
export { suggest } from './errors/suggest.ts'
export { GraphBuilder, pruneGraph } from './graph/builder.ts'
export * from './graph/graph.ts'
export { attributesKey } from './graph/key.ts'
export { graphToDot, type GraphDotOptions } from './graph/dot.ts'
export { flopsOf } from './graph/flops.ts'
export { formatType, printGraph, type PrintOptions } from './graph/print.ts'
export type * from './primitives/attributes.ts'
export { primitiveNames, type TypeRule, typeRules } from './primitives/type-rules.ts'
export * from './shape/shape.ts'
export { grad, type TensorNest, valueAndGrad, variableGrads, vjp } from './autodiff/grad.ts'
export type { NoGradient, VjpRule } from './autodiff/vjp-rule.ts'
export { vjps } from './autodiff/vjps.ts'
export * from './backend/registry.ts'
export {
  type Argument,
  type CallArgument,
  compile,
  type CompiledFunction,
  type CompileOptions,
  type CompileResult,
  nanCheck,
  type Static,
} from './compile/compile.ts'
export { decodeNumbers, encodeNumbers } from './dtype/encode.ts'
export { withLayerPath } from './lazy/layer-path.ts'
export { computeTogether } from './lazy/read.ts'
export { liveMemory, type LiveMemory } from './lazy/storage.ts'
export { setNanCheck } from './nan-check/set-nan-check.ts'
export type { NanCheckOptions, NanCheckSetting } from './nan-check/setting.ts'
export { flattenNest, type Flattened, mapNest, type NestOf } from './nest/nest.ts'
export * from './ops/arrange.ts'
export * from './ops/composite.ts'
export * from './ops/create.ts'
export * from './ops/softmax.ts'
export * from './random/choice.ts'
export * from './random/exponential.ts'
export * from './random/gamma.ts'
export * from './random/key.ts'
export { type NormalOptions, randomNormal, randomTruncatedNormal } from './random/normal.ts'
export { type IntOptions, randomBernoulli, randomInt, randomUniform, type UniformOptions } from './random/uniform.ts'
export { debugLevel, debugLine, debugSource, setDebugLevel } from './runtime/debug.ts'
export { formatKernel, type KernelReport, reportKernel, reportsKernels } from './runtime/kernel-report.ts'
export { macrotask, yieldWhenDue } from './runtime/macrotask.ts'
export { runtimeCounts, type RuntimeCounts } from './runtime/programs.ts'
export type { NestedNumbers, TensorData, TensorOptions } from './tensor/host-value.ts'
export { StaticValue, staticValue } from './tensor/static-value.ts'
export {
  applyPrimitive,
  applyPrimitives,
  type CumulativeOptions,
  type ReduceOptions,
  Tensor,
  type TensorLike,
  toTensor,
} from './tensor/tensor.ts'
export { type LazyVariableOptions, Variable, type VariableOptions } from './variable/variable.ts'
export { takeRows } from './ops/take-rows.ts'
export { isElementwise } from './primitives/families.ts'
export * from './ops/control.ts'
export * from './ops/checkpoint.ts'
export * from './ops/convolution.ts'
export { type CustomGradientOptions, customGradient, type GradientContext } from './ops/custom-gradient.ts'
export * from './ops/host-call.ts'
export * from './ops/pooling.ts'
export type { ExplicitPadding, Padding, PerAxis } from './ops/window-options.ts'
export * from './ops/axes.ts'
export * from './ops/bits.ts'
export * from './ops/counting.ts'
export * from './ops/cumulative.ts'
export * from './ops/diagonals.ts'
export * from './ops/einsum.ts'
export * from './ops/error-function.ts'
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
