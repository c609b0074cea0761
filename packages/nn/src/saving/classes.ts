/** The table of all layers and models, for what files describe. Only what reads models imports it: other pages carry none of it. */
import { Activation } from '../layers/activation.ts'
import { ELU } from '../layers/activation/elu.ts'
import { LeakyReLU } from '../layers/activation/leaky-relu.ts'
import { PReLU } from '../layers/activation/prelu.ts'
import { ReLU } from '../layers/activation/relu.ts'
import { Softmax } from '../layers/activation/softmax.ts'
import { AdditiveAttention } from '../layers/attention/additive-attention.ts'
import { Attention } from '../layers/attention/attention.ts'
import { GroupQueryAttention } from '../layers/attention/group-query-attention.ts'
import { MultiHeadAttention } from '../layers/attention/multi-head-attention.ts'
import { Conv1DTranspose, Conv2DTranspose, Conv3DTranspose } from '../layers/convolution/conv-transpose.ts'
import { Conv1D, Conv2D, Conv3D } from '../layers/convolution/conv.ts'
import { DepthwiseConv1D, DepthwiseConv2D } from '../layers/convolution/depthwise-conv.ts'
import { SeparableConv1D, SeparableConv2D } from '../layers/convolution/separable-conv.ts'
import { EinsumDense } from '../layers/core/einsum-dense.ts'
import { Embedding } from '../layers/core/embedding.ts'
import { Identity } from '../layers/core/identity.ts'
import { Lambda } from '../layers/core/lambda.ts'
import { Masking } from '../layers/core/masking.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { Flatten } from '../layers/flatten.ts'
import { Add } from '../layers/merging/add.ts'
import { Average } from '../layers/merging/average.ts'
import { Concatenate } from '../layers/merging/concatenate.ts'
import { Dot } from '../layers/merging/dot.ts'
import { Maximum } from '../layers/merging/maximum.ts'
import { Minimum } from '../layers/merging/minimum.ts'
import { Multiply } from '../layers/merging/multiply.ts'
import { Subtract } from '../layers/merging/subtract.ts'
import { BatchNormalization } from '../layers/normalization/batch-normalization.ts'
import { GroupNormalization } from '../layers/normalization/group-normalization.ts'
import { LayerNormalization } from '../layers/normalization/layer-normalization.ts'
import { RMSNormalization } from '../layers/normalization/rms-normalization.ts'
import { SpectralNormalization } from '../layers/normalization/spectral-normalization.ts'
import { UnitNormalization } from '../layers/normalization/unit-normalization.ts'
import {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
} from '../layers/pooling/adaptive-average-pooling.ts'
import { AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D } from '../layers/pooling/adaptive-max-pooling.ts'
import { AveragePooling1D, AveragePooling2D, AveragePooling3D } from '../layers/pooling/average-pooling.ts'
import {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
} from '../layers/pooling/global-average-pooling.ts'
import { GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D } from '../layers/pooling/global-max-pooling.ts'
import { MaxPooling1D, MaxPooling2D, MaxPooling3D } from '../layers/pooling/max-pooling.ts'
import { Normalization } from '../layers/preprocessing/normalization.ts'
import { Rescaling } from '../layers/preprocessing/rescaling.ts'
import { ActivityRegularization } from '../layers/regularization/activity-regularization.ts'
import { AlphaDropout } from '../layers/regularization/alpha-dropout.ts'
import { GaussianDropout } from '../layers/regularization/gaussian-dropout.ts'
import { GaussianNoise } from '../layers/regularization/gaussian-noise.ts'
import { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from '../layers/regularization/spatial-dropout.ts'
import { Cropping1D, Cropping2D, Cropping3D } from '../layers/reshaping/cropping.ts'
import { Permute } from '../layers/reshaping/permute.ts'
import { RepeatVector } from '../layers/reshaping/repeat-vector.ts'
import { Reshape } from '../layers/reshaping/reshape.ts'
import { UpSampling1D, UpSampling2D, UpSampling3D } from '../layers/reshaping/up-sampling.ts'
import { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from '../layers/reshaping/zero-padding.ts'
import { Bidirectional } from '../layers/rnn/bidirectional.ts'
import { ConvLSTMCell } from '../layers/rnn/conv-lstm-cell.ts'
import { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D } from '../layers/rnn/conv-lstm.ts'
import { GRUCell } from '../layers/rnn/gru-cell.ts'
import { GRU } from '../layers/rnn/gru.ts'
import { LSTMCell } from '../layers/rnn/lstm-cell.ts'
import { LSTM } from '../layers/rnn/lstm.ts'
import { RNN } from '../layers/rnn/rnn.ts'
import { SimpleRNNCell } from '../layers/rnn/simple-rnn-cell.ts'
import { SimpleRNN } from '../layers/rnn/simple-rnn.ts'
import { StackedRNNCells } from '../layers/rnn/stacked-rnn-cells.ts'
import { TimeDistributed } from '../layers/rnn/time-distributed.ts'
import { Wrapper } from '../layers/wrapper.ts'
import type { LayerClasses } from '../layers/layer-classes.ts'
import { Model } from '../models/model.ts'
import { Sequential } from '../models/sequential.ts'

/** Every class of layers that the package exports, by the name that configurations give it. */
export const classes = {
  Activation,
  ActivityRegularization,
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  Add,
  AdditiveAttention,
  AlphaDropout,
  Attention,
  Average,
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  ConvLSTM1D,
  ConvLSTM2D,
  ConvLSTM3D,
  ConvLSTMCell,
  Cropping1D,
  Cropping2D,
  Cropping3D,
  Dense,
  DepthwiseConv1D,
  DepthwiseConv2D,
  Dot,
  Dropout,
  ELU,
  EinsumDense,
  Embedding,
  Flatten,
  GRU,
  GRUCell,
  GaussianDropout,
  GaussianNoise,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  GroupNormalization,
  GroupQueryAttention,
  Identity,
  LSTM,
  LSTMCell,
  Lambda,
  LayerNormalization,
  LeakyReLU,
  Masking,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  Maximum,
  Minimum,
  Model,
  MultiHeadAttention,
  Multiply,
  Normalization,
  PReLU,
  Permute,
  RMSNormalization,
  RNN,
  ReLU,
  RepeatVector,
  Rescaling,
  Reshape,
  SeparableConv1D,
  SeparableConv2D,
  Sequential,
  SimpleRNN,
  SimpleRNNCell,
  Softmax,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
  SpectralNormalization,
  StackedRNNCells,
  Subtract,
  TimeDistributed,
  UnitNormalization,
  UpSampling1D,
  UpSampling2D,
  UpSampling3D,
  Wrapper,
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
} satisfies LayerClasses
