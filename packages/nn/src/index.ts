/** Public surface of @neurite/nn. */
export {
  type ActivationFunction,
  type ActivationLike,
  type ActivationName,
  activations,
  getActivation,
} from './activations/activations.ts'
export { elu } from './activations/elu.ts'
export { linear } from './activations/linear.ts'
export { relu } from './activations/relu.ts'
export { sigmoid } from './activations/sigmoid.ts'
export { softplus } from './activations/softplus.ts'
export { tanh } from './activations/tanh.ts'
export { Constant, type ConstantOptions } from './initializers/constant.ts'
export {
  getInitializer,
  type InitializerFunction,
  type InitializerLike,
  type InitializerName,
  initializers,
} from './initializers/get-initializer.ts'
export { GlorotNormal, GlorotUniform } from './initializers/glorot.ts'
export { HeNormal, HeUniform } from './initializers/he.ts'
export { Initializer, type InitializerConfig } from './initializers/initializer.ts'
export { LecunNormal, LecunUniform } from './initializers/lecun.ts'
export { Ones } from './initializers/ones.ts'
export type { RandomInitializerOptions } from './initializers/random-initializer.ts'
export { RandomNormal, type RandomNormalOptions, TruncatedNormal } from './initializers/random-normal.ts'
export { RandomUniform, type RandomUniformOptions } from './initializers/random-uniform.ts'
export { VarianceScaling, type VarianceScalingOptions } from './initializers/variance-scaling.ts'
export { Zeros } from './initializers/zeros.ts'
export { Activation } from './layers/activation.ts'
export type { BatchShape, BatchShapes } from './layers/batch-shape.ts'
export { Dense, type DenseOptions } from './layers/dense.ts'
export { Dropout, type DropoutOptions } from './layers/dropout.ts'
export { Flatten } from './layers/flatten.ts'
export {
  type AnyLayer,
  type ApplyOptions,
  type CallContext,
  Layer,
  type LayerConfig,
  layerOptionNames,
  type LayerOptions,
  type WeightOptions,
} from './layers/layer.ts'
export { checkOptions, type OptionNames } from './options/check-options.ts'
export { nextSeed, setRandomSeed } from './random/seed.ts'
export { SeedGenerator } from './random/seed-generator.ts'
export type { BatchEvent, Callback, EpochEndEvent, EpochEvent, TrainEndEvent, TrainEvent } from './callbacks/callback.ts'
export { History } from './callbacks/history.ts'
export { ProgressLogger, type ProgressLoggerOptions } from './callbacks/progress-logger.ts'
export type { ProgressOutput } from './callbacks/terminal.ts'
export { BinaryCrossentropy, type BinaryCrossentropyOptions } from './losses/binary-crossentropy.ts'
export { CategoricalCrossentropy, type CategoricalCrossentropyOptions } from './losses/categorical-crossentropy.ts'
export type { TargetKind } from './losses/fit-targets.ts'
export { getLoss, type LossIdentifier, losses } from './losses/get-loss.ts'
export { Loss, type LossOptions } from './losses/loss.ts'
export { MeanAbsoluteError } from './losses/mean-absolute-error.ts'
export { MeanSquaredError } from './losses/mean-squared-error.ts'
export type { FromLogits } from './losses/probabilities.ts'
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
} from './losses/sparse-categorical-crossentropy.ts'
export { BinaryAccuracy, type BinaryAccuracyOptions } from './metrics/binary-accuracy.ts'
export { CategoricalAccuracy } from './metrics/categorical-accuracy.ts'
export { getMetric, type MetricIdentifier, metrics } from './metrics/get-metric.ts'
export { Mean } from './metrics/mean.ts'
export { MeanLoss } from './metrics/mean-loss.ts'
export { MeanMetric } from './metrics/mean-metric.ts'
export { Metric, type MetricOptions } from './metrics/metric.ts'
export { SparseCategoricalAccuracy } from './metrics/sparse-categorical-accuracy.ts'
export { Model, type SummaryOptions } from './models/model.ts'
export { type LayerClass, Sequential, type SequentialOptions } from './models/sequential.ts'
export { Adam, type AdamOptions } from './optimizers/adam.ts'
export { getOptimizer, type OptimizerIdentifier, optimizers } from './optimizers/get-optimizer.ts'
export { Optimizer, type OptimizerOptions, type Slots, type WeightUpdate } from './optimizers/optimizer.ts'
export { SGD, type SGDOptions } from './optimizers/sgd.ts'
export type { CompileModelOptions } from './training/compiled.ts'
export type { Logs } from './training/epoch.ts'
export type { EvaluateOptions } from './training/evaluate.ts'
export type { FitOptions } from './training/fit.ts'
export type { PredictOptions } from './training/predict.ts'
export type { Data } from './training/samples.ts'
export type { Trainable } from './training/trainable.ts'
