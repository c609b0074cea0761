/** Public surface of @neurite/core. */
export * from './backend/backend.ts'
export * from './dtype/dtype.ts'
export { float16ToNumber, numberToFloat16 } from './dtype/float16.ts'
export { promote, promoteNumber, toFloat } from './dtype/promote.ts'
export * from './errors/errors.ts'
export { suggest } from './errors/suggest.ts'
export * from './graph/graph.ts'
export { formatType, printGraph } from './graph/print.ts'
export type * from './primitives/attributes.ts'
export { primitiveNames, type TypeRule, typeRules } from './primitives/type-rules.ts'
export * from './shape/shape.ts'
export { grad, type TensorNest, valueAndGrad, variableGrads, vjp } from './autodiff/grad.ts'
export { type NoGradient, type VjpRule, vjps } from './autodiff/vjps.ts'
export * from './backend/registry.ts'
export {
  type Argument,
  type CallArgument,
  compile,
  type CompiledFunction,
  type CompileOptions,
  type CompileResult,
  type Static,
} from './compile/compile.ts'
export { decodeNumbers, encodeNumbers } from './dtype/encode.ts'
export { computeTogether } from './lazy/read.ts'
export { liveMemory, type LiveMemory } from './lazy/storage.ts'
export { flattenNest, type Flattened, mapNest, type NestOf } from './nest/nest.ts'
export * from './ops/arrange.ts'
export * from './ops/composite.ts'
export * from './ops/create.ts'
export * from './ops/softmax.ts'
export * from './random/random.ts'
export { debugLevel, debugLine, setDebugLevel } from './runtime/debug.ts'
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
