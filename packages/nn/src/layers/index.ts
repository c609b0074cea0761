/** Every layer that the package exports: a new one needs its file and a line here. Reading models finds the classes here, too. */
export { type CollectedLosses, collectLosses, weightLosses } from './collect-losses.ts'
export { type MaskOf, maskOf, setMask } from './mask.ts'
export { Wrapper } from './wrapper.ts'
export type { ConfigurableClass, ConfiguredLayer, LayerClasses } from './layer-classes.ts'
export type { BiasOptions, KernelOptions } from './kernel-options.ts'
export { AdditiveAttention } from './attention/additive-attention.ts'
export {
  type AdditiveAttentionOptions,
  Attention,
  type AttentionCallOptions,
  type AttentionOptions,
  type AttentionResult,
} from './attention/attention.ts'
export type { AttentionInputs, AttentionRecord } from './attention/attention-inputs.ts'
export { GroupQueryAttention, type GroupQueryAttentionOptions } from './attention/group-query-attention.ts'
export { MultiHeadAttention, type MultiHeadAttentionOptions } from './attention/multi-head-attention.ts'
export type { ProjectedAttentionOptions, ProjectedCallOptions } from './attention/projected-attention.ts'
export { Conv1D, Conv2D, Conv3D, type ConvLayerOptions } from './convolution/conv.ts'
export {
  Conv1DTranspose,
  Conv2DTranspose,
  Conv3DTranspose,
  type ConvTransposeLayerOptions,
} from './convolution/conv-transpose.ts'
export type { ConvolutionOptions } from './convolution/convolution.ts'
export { DepthwiseConv1D, DepthwiseConv2D, type DepthwiseConvLayerOptions } from './convolution/depthwise-conv.ts'
export type { DepthwiseOptions } from './convolution/depthwise-options.ts'
export { SeparableConv1D, SeparableConv2D, type SeparableConvLayerOptions } from './convolution/separable-conv.ts'
export type { DataFormat } from './convolution/spatial.ts'
export type { AffineOptions } from './normalization/affine-normalization.ts'
export { BatchNormalization, type BatchNormalizationOptions } from './normalization/batch-normalization.ts'
export { GroupNormalization, type GroupNormalizationOptions } from './normalization/group-normalization.ts'
export { LayerNormalization, type LayerNormalizationOptions } from './normalization/layer-normalization.ts'
export { RMSNormalization, type RMSNormalizationOptions } from './normalization/rms-normalization.ts'
export { SpectralNormalization, type SpectralNormalizationOptions } from './normalization/spectral-normalization.ts'
export { UnitNormalization, type UnitNormalizationOptions } from './normalization/unit-normalization.ts'
export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
} from './pooling/adaptive-average-pooling.ts'
export { AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D } from './pooling/adaptive-max-pooling.ts'
export type { AdaptivePoolingOptions } from './pooling/adaptive-pooling.ts'
export { AveragePooling1D, AveragePooling2D, AveragePooling3D } from './pooling/average-pooling.ts'
export { GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D } from './pooling/global-average-pooling.ts'
export { GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D } from './pooling/global-max-pooling.ts'
export type { GlobalPoolingOptions } from './pooling/global-pooling.ts'
export { MaxPooling1D, MaxPooling2D, MaxPooling3D } from './pooling/max-pooling.ts'
export type { PoolingOptions } from './pooling/pooling.ts'
export { Bidirectional, type BidirectionalOptions, type BidirectionalOutput } from './rnn/bidirectional.ts'
export { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, type ConvLSTMOptions } from './rnn/conv-lstm.ts'
export { ConvLSTMCell, type ConvLSTMCellOptions, type InputConvolutionOptions } from './rnn/conv-lstm-cell.ts'
export { GRU, type GRUOptions } from './rnn/gru.ts'
export { GRUCell, type GRUCellOptions, type GRUOptionsOnly } from './rnn/gru-cell.ts'
export { LSTM, type LSTMOptions } from './rnn/lstm.ts'
export { LSTMCell, type LSTMCellOptions, type LSTMOptionsOnly } from './rnn/lstm-cell.ts'
export type { MergeMode } from './rnn/merge-mode.ts'
export type { RecurrentCellOptions, RecurrentOptions } from './rnn/recurrent-cell.ts'
export { RNN, type RNNOptions, type RNNOutput, type SequenceOptions } from './rnn/rnn.ts'
export { type CellInputs, type CellOutputs, RNNCell, type SequenceContext } from './rnn/rnn-cell.ts'
export type { RNNCallOptions, RNNInputs, SequencesWithState } from './rnn/rnn-inputs.ts'
export { SimpleRNN, type SimpleRNNOptions } from './rnn/simple-rnn.ts'
export { SimpleRNNCell } from './rnn/simple-rnn-cell.ts'
export { StackedRNNCells } from './rnn/stacked-rnn-cells.ts'
export { TimeDistributed } from './rnn/time-distributed.ts'
export { Activation } from './activation.ts'
export { ELU, type ELUOptions } from './activation/elu.ts'
export { LeakyReLU, type LeakyReLUOptions } from './activation/leaky-relu.ts'
export { PReLU, type PReLUOptions } from './activation/prelu.ts'
export { ReLU, type ReLUOptions } from './activation/relu.ts'
export { Softmax, type SoftmaxOptions } from './activation/softmax.ts'
export { EinsumDense, type EinsumDenseOptions, type EinsumOutputShape } from './core/einsum-dense.ts'
export { Embedding, type EmbeddingOptions } from './core/embedding.ts'
export { Identity } from './core/identity.ts'
export { Lambda, type LambdaFunction, type LambdaMask, type LambdaOptions } from './core/lambda.ts'
export { Masking, type MaskingOptions } from './core/masking.ts'
export { TensorOperation, type TensorOperationOptions } from './core/tensor-operation.ts'
export { Add } from './merging/add.ts'
export { Average } from './merging/average.ts'
export { Concatenate, type ConcatenateOptions } from './merging/concatenate.ts'
export { Dot, type DotAxes, type DotOptions } from './merging/dot.ts'
export { Maximum } from './merging/maximum.ts'
export { Minimum } from './merging/minimum.ts'
export { Multiply } from './merging/multiply.ts'
export { Subtract } from './merging/subtract.ts'
export { Normalization, type NormalizationOptions } from './preprocessing/normalization.ts'
export { Rescaling, type RescalingOptions, type Scalars } from './preprocessing/rescaling.ts'
export { ActivityRegularization, type ActivityRegularizationOptions } from './regularization/activity-regularization.ts'
export { AlphaDropout, type AlphaDropoutOptions } from './regularization/alpha-dropout.ts'
export { GaussianDropout } from './regularization/gaussian-dropout.ts'
export { GaussianNoise } from './regularization/gaussian-noise.ts'
export type { NoiseOptions } from './regularization/noise-layer.ts'
export { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from './regularization/spatial-dropout.ts'
export { Cropping1D, Cropping2D, Cropping3D } from './reshaping/cropping.ts'
export type { Edge, Edges1D, Edges2D, Edges3D } from './reshaping/edges.ts'
export { Permute } from './reshaping/permute.ts'
export { RepeatVector } from './reshaping/repeat-vector.ts'
export { Reshape } from './reshaping/reshape.ts'
export {
  type Interpolation,
  UpSampling1D,
  UpSampling2D,
  type UpSampling2DOptions,
  UpSampling3D,
} from './reshaping/up-sampling.ts'
export { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from './reshaping/zero-padding.ts'
export type { BatchShape, BatchShapes } from './batch-shape.ts'
export { Dense, type DenseOptions } from './dense.ts'
export { Dropout, type DropoutOptions } from './dropout.ts'
export { Flatten } from './flatten.ts'
export {
  type AnyLayer,
  type ApplyOptions,
  type CallContext,
  Layer,
  type LayerConfig,
  layerOptionNames,
  type LayerOptions,
  type WeightOptions,
} from './layer.ts'
