/** What pages carry at once: all that training needs, and backends. Built as a file of its own, so that the rest can come later. */
export * from './backend/backend.ts'
export * from './dtype/dtype.ts'
export { float16ToNumber, numberToFloat16 } from './dtype/float16.ts'
export { promote, promoteNumber, toFloat } from './dtype/promote.ts'
export * from './errors/errors.ts'
export { suggest } from './errors/suggest.ts'
export { GraphBuilder, pruneGraph } from './graph/builder.ts'
export * from './graph/graph.ts'
export { attributesKey } from './graph/key.ts'
export { formatType, printGraph, type PrintOptions } from './graph/print.ts'
export type * from './primitives/attributes.ts'
export { primitiveNames, type TypeRule } from './primitives/type-rules.ts'
export * from './shape/shape.ts'
export { grad, type TensorNest, valueAndGrad, variableGrads, vjp } from './autodiff/grad.ts'
export type { NoGradient, VjpRule } from './autodiff/vjp-rule.ts'
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
export type { NanCheckOptions, NanCheckSetting } from './nan-check/setting.ts'
export { flattenNest, type Flattened, mapNest, type NestOf } from './nest/nest.ts'
export * from './ops/arrange.ts'
export * from './ops/composite.ts'
export * from './ops/create.ts'
export * from './ops/softmax.ts'
export * from './random/choice.ts'
export * from './random/key.ts'
export { type NormalOptions, randomNormal, randomTruncatedNormal } from './random/normal.ts'
export { type IntOptions, randomBernoulli, randomInt, randomUniform, type UniformOptions } from './random/uniform.ts'
export { debugLevel, debugLine, debugSource, setDebugLevel } from './runtime/debug.ts'
export { formatKernel, type KernelReport, reportKernel, reportsKernels } from './runtime/kernel-report.ts'
export { macrotask, yieldWhenDue } from './runtime/macrotask.ts'
export { runtimeCounts, type RuntimeCounts } from './runtime/programs.ts'
export type { NestedNumbers, TensorData, TensorOptions } from './tensor/host-value.ts'
export { StaticValue, staticValue } from './tensor/static-value.ts'
export { type CumulativeOptions, type ReduceOptions, Tensor, type TensorLike, toTensor } from './tensor/tensor.ts'
export { type LazyVariableOptions, Variable, type VariableOptions } from './variable/variable.ts'
export { takeRows } from './ops/take-rows.ts'
export { isElementwise } from './primitives/families.ts'
export * from './ops/host-call.ts'
export * from './ops/bits.ts'
export * from './ops/error-function.ts'
