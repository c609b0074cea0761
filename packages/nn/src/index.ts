/** Public surface of @neurite/nn. */
export * from './layers/index.ts'
export {
  type ActivationFunction,
  type ActivationLike,
  type ActivationName,
  activations,
  getActivation,
} from './activations/activations.ts'
export { celu } from './activations/celu.ts'
export { elu } from './activations/elu.ts'
export { exponential } from './activations/exponential.ts'
export { gelu } from './activations/gelu.ts'
export { glu } from './activations/glu.ts'
export { hardShrink } from './activations/hard-shrink.ts'
export { hardSigmoid } from './activations/hard-sigmoid.ts'
export { hardSilu } from './activations/hard-silu.ts'
export { hardTanh } from './activations/hard-tanh.ts'
export { leakyRelu } from './activations/leaky-relu.ts'
export { linear } from './activations/linear.ts'
export { logSigmoid } from './activations/log-sigmoid.ts'
export { mish } from './activations/mish.ts'
export { relu, type ReluOptions } from './activations/relu.ts'
export { relu6 } from './activations/relu6.ts'
export { selu } from './activations/selu.ts'
export { sigmoid } from './activations/sigmoid.ts'
export { silu } from './activations/silu.ts'
export { softShrink } from './activations/soft-shrink.ts'
export { softplus } from './activations/softplus.ts'
export { softsign } from './activations/softsign.ts'
export { sparsePlus } from './activations/sparse-plus.ts'
export { sparseSigmoid } from './activations/sparse-sigmoid.ts'
export { sparsemax } from './activations/sparsemax.ts'
export { squareplus } from './activations/squareplus.ts'
export { tanh } from './activations/tanh.ts'
export { tanhShrink } from './activations/tanh-shrink.ts'
export { threshold } from './activations/threshold.ts'
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
export { IdentityInitializer, type IdentityOptions } from './initializers/identity.ts'
export type { Fans } from './initializers/fans.ts'
export { Initializer, type InitializerConfig } from './initializers/initializer.ts'
export { LecunNormal, LecunUniform } from './initializers/lecun.ts'
export { Orthogonal, type OrthogonalOptions } from './initializers/orthogonal.ts'
export { STFT, type STFTOptions } from './initializers/stft.ts'
export { Ones } from './initializers/ones.ts'
export type { RandomInitializerOptions } from './initializers/random-initializer.ts'
export { RandomNormal, type RandomNormalOptions, TruncatedNormal } from './initializers/random-normal.ts'
export { RandomUniform, type RandomUniformOptions } from './initializers/random-uniform.ts'
export { VarianceScaling, type VarianceScalingOptions } from './initializers/variance-scaling.ts'
export { Zeros } from './initializers/zeros.ts'
export { constraintOf } from './constraints/constraint-of.ts'
export { Constraint } from './constraints/constraint.ts'
export {
  type ConstraintFunction,
  type ConstraintLike,
  type ConstraintName,
  constraints,
  getConstraint,
} from './constraints/get-constraint.ts'
export { MaxNorm, type MaxNormOptions } from './constraints/max-norm.ts'
export { MinMaxNorm, type MinMaxNormOptions } from './constraints/min-max-norm.ts'
export { NonNeg } from './constraints/non-neg.ts'
export type { NormConstraintOptions } from './constraints/norm-constraint.ts'
export { UnitNorm } from './constraints/unit-norm.ts'
export {
  getRegularizer,
  type RegularizerFunction,
  type RegularizerLike,
  type RegularizerName,
  regularizers,
} from './regularizers/get-regularizer.ts'
export { L1, L1L2, type L1L2Options, type L1Options, L2, type L2Options } from './regularizers/l1-l2.ts'
export { OrthogonalRegularizer, type OrthogonalRegularizerOptions } from './regularizers/orthogonal-regularizer.ts'
export { Regularizer } from './regularizers/regularizer.ts'
export type { ClassConfig } from './options/class-config.ts'
export { Configurable } from './options/configurable.ts'
export { checkOptions, type OptionNames } from './options/check-options.ts'
export { nextSeed, setRandomSeed } from './random/seed.ts'
export { SeedGenerator } from './random/seed-generator.ts'
export { BackupAndRestore, type BackupAndRestoreOptions } from './callbacks/backup-and-restore.ts'
export type {
  BatchBeginEvent,
  BatchEvent,
  Callback,
  CallbackState,
  EpochEndEvent,
  EpochEvent,
  PredictBatchBeginEvent,
  PredictBatchEvent,
  PredictEvent,
  TestBatchBeginEvent,
  TestBatchEvent,
  TestEndEvent,
  TestEvent,
  TrainEndEvent,
  TrainEvent,
} from './callbacks/callback.ts'
export { CSVLogger, type CSVLoggerOptions } from './callbacks/csv-logger.ts'
export { EarlyStopping, type EarlyStoppingOptions } from './callbacks/early-stopping.ts'
export { History } from './callbacks/history.ts'
export { LambdaCallback, type LambdaCallbackOptions } from './callbacks/lambda-callback.ts'
export { type EpochSchedule, LearningRateScheduler } from './callbacks/learning-rate-scheduler.ts'
export {
  type CheckpointInfo,
  type CheckpointTarget,
  ModelCheckpoint,
  type ModelCheckpointOptions,
} from './callbacks/model-checkpoint.ts'
export type { MonitorMode, MonitorOptions } from './callbacks/monitor.ts'
export { ProgressLogger, type ProgressLoggerOptions } from './callbacks/progress-logger.ts'
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './callbacks/reduce-lr-on-plateau.ts'
export type { SaveFreq } from './callbacks/save-freq.ts'
export type { ProgressOutput } from './callbacks/terminal.ts'
export { SwapEMAWeights, type SwapEMAWeightsOptions } from './callbacks/swap-ema-weights.ts'
export { TerminateOnNaN } from './callbacks/terminate-on-nan.ts'
export { BinaryCrossentropy, type BinaryCrossentropyOptions } from './losses/binary-crossentropy.ts'
export { BinaryFocalCrossentropy, type BinaryFocalCrossentropyOptions } from './losses/binary-focal-crossentropy.ts'
export { CategoricalCrossentropy, type CategoricalCrossentropyOptions } from './losses/categorical-crossentropy.ts'
export {
  CategoricalFocalCrossentropy,
  type CategoricalFocalCrossentropyOptions,
} from './losses/categorical-focal-crossentropy.ts'
export {
  CategoricalGeneralizedCrossEntropy,
  type CategoricalGeneralizedCrossEntropyOptions,
} from './losses/categorical-generalized-cross-entropy.ts'
export { CategoricalHinge } from './losses/categorical-hinge.ts'
export { Circle, type CircleOptions } from './losses/circle.ts'
export type { ClassAxis } from './losses/class-axis.ts'
export { CosineSimilarity, type CosineSimilarityOptions } from './losses/cosine-similarity.ts'
export { CTC } from './losses/ctc.ts'
export { Dice } from './losses/dice.ts'
export type { TargetKind } from './losses/fit-targets.ts'
export { FunctionLoss, type FunctionLossOptions, type LossFunction } from './losses/function-loss.ts'
export type { LossIdentifier, LossLike } from './losses/everyday-losses.ts'
export { getLoss, losses } from './losses/get-loss.ts'
export { Hinge } from './losses/hinge.ts'
export { Huber, type HuberOptions } from './losses/huber.ts'
export { KLDivergence } from './losses/kl-divergence.ts'
export type { LabelSmoothing } from './losses/label-smoothing.ts'
export { LogCosh } from './losses/log-cosh.ts'
export { Loss, lossOptionNames, type LossOptions } from './losses/loss.ts'
export { MeanAbsoluteError } from './losses/mean-absolute-error.ts'
export { MeanAbsolutePercentageError } from './losses/mean-absolute-percentage-error.ts'
export { MeanSquaredError } from './losses/mean-squared-error.ts'
export { MeanSquaredLogarithmicError } from './losses/mean-squared-logarithmic-error.ts'
export type { OverlapOptions } from './losses/overlap.ts'
export { Poisson } from './losses/poisson.ts'
export type { FromLogits } from './losses/probabilities.ts'
export type { LossWeights, Reduction } from './losses/reduction.ts'
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
} from './losses/sparse-categorical-crossentropy.ts'
export { SquaredHinge } from './losses/squared-hinge.ts'
export { Tversky, type TverskyOptions } from './losses/tversky.ts'
export { Accuracy } from './metrics/accuracy.ts'
export type { AlongAxisOptions } from './metrics/along-axis.ts'
export { AUC, type AUCOptions } from './metrics/auc.ts'
export {
  type ConstraintOptions,
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from './metrics/best-under-constraint.ts'
export { BinaryAccuracy, type BinaryAccuracyOptions } from './metrics/binary-accuracy.ts'
export { CategoricalAccuracy } from './metrics/categorical-accuracy.ts'
export { ConcordanceCorrelation } from './metrics/concordance-correlation.ts'
export { type CountOptions, FalseNegatives, FalsePositives, TrueNegatives, TruePositives } from './metrics/confusion-counts.ts'
export { F1Score, type F1ScoreOptions, FBetaScore, type FBetaScoreOptions } from './metrics/f-beta-score.ts'
export type { MetricIdentifier, MetricLike } from './metrics/everyday-metrics.ts'
export { getMetric, metrics } from './metrics/get-metric.ts'
export {
  BinaryIoU,
  type BinaryIoUOptions,
  IoU,
  type IoUOptions,
  MeanIoU,
  type MeanIoUOptions,
  OneHotIoU,
  type OneHotIoUOptions,
  OneHotMeanIoU,
  type OneHotMeanIoUOptions,
} from './metrics/iou.ts'
export { Mean } from './metrics/mean.ts'
export { MeanCosineSimilarity } from './metrics/mean-cosine-similarity.ts'
export { MeanLoss } from './metrics/mean-loss.ts'
export { MeanMetric } from './metrics/mean-metric.ts'
export { Metric, metricOptionNames, type MetricOptions } from './metrics/metric.ts'
export { PearsonCorrelation } from './metrics/pearson-correlation.ts'
export { Precision, type PrecisionOptions, Recall } from './metrics/precision-and-recall.ts'
export { R2Score, type R2ScoreOptions } from './metrics/r2-score.ts'
export { RootMeanSquaredError } from './metrics/root-mean-squared-error.ts'
export { SparseCategoricalAccuracy } from './metrics/sparse-categorical-accuracy.ts'
export { SparseTopKCategoricalAccuracy, type SparseTopKOptions } from './metrics/sparse-top-k-categorical-accuracy.ts'
export { Sum } from './metrics/sum.ts'
export type { ThresholdOption } from './metrics/threshold-metric.ts'
export { TopKCategoricalAccuracy, type TopKOptions } from './metrics/top-k-categorical-accuracy.ts'
export { input, type InputOptions } from './models/input.ts'
export { type FunctionalOptions, Model, type SummaryOptions, type TargetsOf } from './models/model.ts'
export { Sequential, type SequentialOptions } from './models/sequential.ts'
export { modelFromConfig } from './models/model-from-config.ts'
export { type SymbolicNest, type SymbolicOf, SymbolicTensor } from './models/symbolic-tensor.ts'
export type { SymbolicMethods, TensorMethod } from './models/tensor-methods.ts'
export { Adadelta, type AdadeltaOptions } from './optimizers/adadelta.ts'
export { Adafactor, type AdafactorOptions } from './optimizers/adafactor.ts'
export { Adagrad, type AdagradOptions } from './optimizers/adagrad.ts'
export { Adam, type AdamOptions } from './optimizers/adam.ts'
export { Adamax, type AdamaxOptions } from './optimizers/adamax.ts'
export { AdamW } from './optimizers/adamw.ts'
export type { Clipping } from './optimizers/clip-gradients.ts'
export { Ftrl, type FtrlOptions } from './optimizers/ftrl.ts'
export type { OptimizerIdentifier, OptimizerLike } from './optimizers/everyday-optimizers.ts'
export { getOptimizer, optimizers } from './optimizers/get-optimizer.ts'
export { Lamb, type LambOptions } from './optimizers/lamb.ts'
export type { LearningRate } from './optimizers/learning-rate.ts'
export { Lion, type LionOptions } from './optimizers/lion.ts'
export { Nadam, type NadamOptions } from './optimizers/nadam.ts'
export {
  type BaseOptions,
  type DecayExclusion,
  Optimizer,
  optimizerOptionNames,
  type OptimizerOptions,
  type SlotOptions,
  type Slots,
  type WeightStep,
  type WeightUpdate,
} from './optimizers/optimizer.ts'
export { RMSprop, type RMSpropOptions } from './optimizers/rmsprop.ts'
export { SGD, type SGDOptions } from './optimizers/sgd.ts'
export { CosineDecay, type CosineDecayOptions } from './schedules/cosine-decay.ts'
export { CosineDecayRestarts, type CosineDecayRestartsOptions } from './schedules/cosine-decay-restarts.ts'
export { ExponentialDecay } from './schedules/exponential-decay.ts'
export { getSchedule, schedules } from './schedules/get-schedule.ts'
export { InverseTimeDecay } from './schedules/inverse-time-decay.ts'
export { PiecewiseConstantDecay, type PiecewiseConstantDecayOptions } from './schedules/piecewise-constant-decay.ts'
export { PolynomialDecay, type PolynomialDecayOptions } from './schedules/polynomial-decay.ts'
export type { RateDecayOptions } from './schedules/rate-decay.ts'
export { Schedule } from './schedules/schedule.ts'
export type {
  LoadWeightsOptions,
  LoadWeightsReport,
  MismatchedWeight,
  SaveOptions,
  SaveTarget,
  WeightsSource,
} from './saving/saving-types.ts'
export type { BatchIterable, BatchSource, SourceBatch } from './training/batch-source.ts'
export type { ClassWeight } from './training/class-weight.ts'
export type { CompileModelOptions } from './training/compiled.ts'
export type { Logs, StepResults } from './training/epoch-record.ts'
export type { EvaluateOptions } from './training/evaluate.ts'
export type { FitOptions, ValidationData } from './training/fit-options.ts'
export type { FitSnapshot, FitState } from './training/fit-state.ts'
export type { LossChoice, MetricChoice, MetricChoices, PerOutput } from './training/heads.ts'
export type { OnBatchOptions } from './training/on-batch.ts'
export type { PredictOptions } from './training/predict.ts'
export type { Batch, InputSpec } from './training/samples.ts'
export type { LossInputs } from './training/steps.ts'
export type { Data, DataNest, Structure } from './training/structure.ts'
export type { OutputSpec, Trainable } from './training/trainable.ts'
