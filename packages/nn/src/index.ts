/** Public surface of @neurite/nn. */
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
export type { ClassConfig } from './options/class-table.ts'
export { type CollectedLosses, collectLosses, weightLosses } from './layers/collect-losses.ts'
export { type MaskOf, maskOf, setMask } from './layers/mask.ts'
export { Wrapper } from './layers/wrapper.ts'
export type { ConfigurableClass, ConfiguredLayer, LayerClasses } from './layers/layer-classes.ts'
export type { BiasOptions, KernelOptions } from './layers/kernel-options.ts'
export { AdditiveAttention } from './layers/attention/additive-attention.ts'
export {
  type AdditiveAttentionOptions,
  Attention,
  type AttentionCallOptions,
  type AttentionOptions,
  type AttentionResult,
} from './layers/attention/attention.ts'
export type { AttentionInputs, AttentionRecord } from './layers/attention/attention-inputs.ts'
export { GroupQueryAttention, type GroupQueryAttentionOptions } from './layers/attention/group-query-attention.ts'
export { MultiHeadAttention, type MultiHeadAttentionOptions } from './layers/attention/multi-head-attention.ts'
export type { ProjectedAttentionOptions, ProjectedCallOptions } from './layers/attention/projected-attention.ts'
export { Conv1D, Conv2D, Conv3D, type ConvLayerOptions } from './layers/convolution/conv.ts'
export {
  Conv1DTranspose,
  Conv2DTranspose,
  Conv3DTranspose,
  type ConvTransposeLayerOptions,
} from './layers/convolution/conv-transpose.ts'
export type { ConvolutionOptions } from './layers/convolution/convolution.ts'
export { DepthwiseConv1D, DepthwiseConv2D, type DepthwiseConvLayerOptions } from './layers/convolution/depthwise-conv.ts'
export type { DepthwiseOptions } from './layers/convolution/depthwise-options.ts'
export { SeparableConv1D, SeparableConv2D, type SeparableConvLayerOptions } from './layers/convolution/separable-conv.ts'
export type { DataFormat } from './layers/convolution/spatial.ts'
export type { AffineOptions } from './layers/normalization/affine-normalization.ts'
export { BatchNormalization, type BatchNormalizationOptions } from './layers/normalization/batch-normalization.ts'
export { GroupNormalization, type GroupNormalizationOptions } from './layers/normalization/group-normalization.ts'
export { LayerNormalization, type LayerNormalizationOptions } from './layers/normalization/layer-normalization.ts'
export { RMSNormalization, type RMSNormalizationOptions } from './layers/normalization/rms-normalization.ts'
export { SpectralNormalization, type SpectralNormalizationOptions } from './layers/normalization/spectral-normalization.ts'
export { UnitNormalization, type UnitNormalizationOptions } from './layers/normalization/unit-normalization.ts'
export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
} from './layers/pooling/adaptive-average-pooling.ts'
export { AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D } from './layers/pooling/adaptive-max-pooling.ts'
export type { AdaptivePoolingOptions } from './layers/pooling/adaptive-pooling.ts'
export { AveragePooling1D, AveragePooling2D, AveragePooling3D } from './layers/pooling/average-pooling.ts'
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
} from './layers/pooling/global-average-pooling.ts'
export { GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D } from './layers/pooling/global-max-pooling.ts'
export type { GlobalPoolingOptions } from './layers/pooling/global-pooling.ts'
export { MaxPooling1D, MaxPooling2D, MaxPooling3D } from './layers/pooling/max-pooling.ts'
export type { PoolingOptions } from './layers/pooling/pooling.ts'
export { Bidirectional, type BidirectionalOptions, type BidirectionalOutput } from './layers/rnn/bidirectional.ts'
export { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, type ConvLSTMOptions } from './layers/rnn/conv-lstm.ts'
export { ConvLSTMCell, type ConvLSTMCellOptions, type InputConvolutionOptions } from './layers/rnn/conv-lstm-cell.ts'
export { GRU, type GRUOptions } from './layers/rnn/gru.ts'
export { GRUCell, type GRUCellOptions, type GRUOptionsOnly } from './layers/rnn/gru-cell.ts'
export { LSTM, type LSTMOptions } from './layers/rnn/lstm.ts'
export { LSTMCell, type LSTMCellOptions, type LSTMOptionsOnly } from './layers/rnn/lstm-cell.ts'
export type { MergeMode } from './layers/rnn/merge-mode.ts'
export type { RecurrentCellOptions, RecurrentOptions } from './layers/rnn/recurrent-cell.ts'
export { RNN, type RNNOptions, type RNNOutput, type SequenceOptions } from './layers/rnn/rnn.ts'
export { type CellInputs, type CellOutputs, RNNCell, type SequenceContext } from './layers/rnn/rnn-cell.ts'
export type { RNNCallOptions, RNNInputs, SequencesWithState } from './layers/rnn/rnn-inputs.ts'
export { SimpleRNN, type SimpleRNNOptions } from './layers/rnn/simple-rnn.ts'
export { SimpleRNNCell } from './layers/rnn/simple-rnn-cell.ts'
export { StackedRNNCells } from './layers/rnn/stacked-rnn-cells.ts'
export { TimeDistributed } from './layers/rnn/time-distributed.ts'
export { Activation } from './layers/activation.ts'
export { ELU, type ELUOptions } from './layers/activation/elu.ts'
export { LeakyReLU, type LeakyReLUOptions } from './layers/activation/leaky-relu.ts'
export { PReLU, type PReLUOptions } from './layers/activation/prelu.ts'
export { ReLU, type ReLUOptions } from './layers/activation/relu.ts'
export { Softmax, type SoftmaxOptions } from './layers/activation/softmax.ts'
export { EinsumDense, type EinsumDenseOptions, type EinsumOutputShape } from './layers/core/einsum-dense.ts'
export { Embedding, type EmbeddingOptions } from './layers/core/embedding.ts'
export { Identity } from './layers/core/identity.ts'
export { Lambda, type LambdaFunction, type LambdaMask, type LambdaOptions } from './layers/core/lambda.ts'
export { Masking, type MaskingOptions } from './layers/core/masking.ts'
export { Add } from './layers/merging/add.ts'
export { Average } from './layers/merging/average.ts'
export { Concatenate, type ConcatenateOptions } from './layers/merging/concatenate.ts'
export { Dot, type DotAxes, type DotOptions } from './layers/merging/dot.ts'
export { Maximum } from './layers/merging/maximum.ts'
export { Minimum } from './layers/merging/minimum.ts'
export { Multiply } from './layers/merging/multiply.ts'
export { Subtract } from './layers/merging/subtract.ts'
export { Normalization, type NormalizationOptions } from './layers/preprocessing/normalization.ts'
export { Rescaling, type RescalingOptions, type Scalars } from './layers/preprocessing/rescaling.ts'
export { ActivityRegularization, type ActivityRegularizationOptions } from './layers/regularization/activity-regularization.ts'
export { AlphaDropout, type AlphaDropoutOptions } from './layers/regularization/alpha-dropout.ts'
export { GaussianDropout } from './layers/regularization/gaussian-dropout.ts'
export { GaussianNoise } from './layers/regularization/gaussian-noise.ts'
export type { NoiseOptions } from './layers/regularization/noise-layer.ts'
export { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from './layers/regularization/spatial-dropout.ts'
export { Cropping1D, Cropping2D, Cropping3D } from './layers/reshaping/cropping.ts'
export type { Edge, Edges1D, Edges2D, Edges3D } from './layers/reshaping/edges.ts'
export { Permute } from './layers/reshaping/permute.ts'
export { RepeatVector } from './layers/reshaping/repeat-vector.ts'
export { Reshape } from './layers/reshaping/reshape.ts'
export {
  type Interpolation,
  UpSampling1D,
  UpSampling2D,
  type UpSampling2DOptions,
  UpSampling3D,
} from './layers/reshaping/up-sampling.ts'
export { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from './layers/reshaping/zero-padding.ts'
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
export { BackupAndRestore, type BackupAndRestoreOptions } from './callbacks/backup-and-restore.ts'
export type {
  BatchBeginEvent,
  BatchEvent,
  Callback,
  CallbackState,
  EpochEndEvent,
  EpochEvent,
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
export { getLoss, type LossIdentifier, type LossLike, losses } from './losses/get-loss.ts'
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
export { getMetric, type MetricIdentifier, type MetricLike, metrics } from './metrics/get-metric.ts'
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
export { type SymbolicNest, type SymbolicOf, SymbolicTensor } from './models/symbolic-tensor.ts'
export { Adadelta, type AdadeltaOptions } from './optimizers/adadelta.ts'
export { Adafactor, type AdafactorOptions } from './optimizers/adafactor.ts'
export { Adagrad, type AdagradOptions } from './optimizers/adagrad.ts'
export { Adam, type AdamOptions } from './optimizers/adam.ts'
export { Adamax, type AdamaxOptions } from './optimizers/adamax.ts'
export { AdamW } from './optimizers/adamw.ts'
export type { Clipping } from './optimizers/clip-gradients.ts'
export { Ftrl, type FtrlOptions } from './optimizers/ftrl.ts'
export { getOptimizer, type OptimizerIdentifier, type OptimizerLike, optimizers } from './optimizers/get-optimizer.ts'
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
