/** Convolutions of each channel by itself, then a mixture of the channels at each position. */
import { type PerAxis, separableConv, type Tensor, type Variable } from '@neurite/core'
import type { ConstraintLike } from '../../constraints/get-constraint.ts'
import type { InitializerLike } from '../../initializers/get-initializer.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkCount } from '../../options/check-values.ts'
import type { RegularizerLike } from '../../regularizers/get-regularizer.ts'
import type { LayerConfig } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'
import { Convolution, type ConvolutionKind, type ConvolutionOptions, convolutionOptionNames } from './convolution.ts'
import { type DepthwiseOptions, depthwiseOptionNames } from './depthwise-options.ts'

/** Options of `SeparableConv1D` and `SeparableConv2D`. */
export interface SeparableConvLayerOptions extends ConvolutionOptions, DepthwiseOptions {
  /** Of the kernel that mixes channels. Default glorotUniform. */
  readonly pointwiseInitializer?: InitializerLike
  /** Default nothing. */
  readonly pointwiseRegularizer?: RegularizerLike | undefined
  /** Default nothing. */
  readonly pointwiseConstraint?: ConstraintLike | undefined
}

const optionNames: OptionNames<SeparableConvLayerOptions> = {
  ...convolutionOptionNames,
  ...depthwiseOptionNames,
  pointwiseInitializer: true,
  pointwiseRegularizer: true,
  pointwiseConstraint: true,
}

/** What `SeparableConv1D` and `SeparableConv2D` share. */
export abstract class SeparableConv extends Convolution {
  /** Channels of the outputs. */
  readonly filters: number
  readonly depthMultiplier: number
  /** [...kernelSize, in, depthMultiplier], once built. */
  depthwiseKernel: Variable | undefined
  /** [...1, in * depthMultiplier, filters], once built. */
  pointwiseKernel: Variable | undefined
  readonly #depthwiseRule: WeightRule
  readonly #pointwiseRule: WeightRule

  constructor(kind: ConvolutionKind, filters: number, kernelSize: PerAxis, options: SeparableConvLayerOptions) {
    const { call } = kind
    checkCount(call, 'filters', filters)
    super(kind, kernelSize, checkOptions(call, options, optionNames))
    this.filters = filters
    this.depthMultiplier = checkCount(call, 'depthMultiplier', options.depthMultiplier ?? 1)
    this.#depthwiseRule = weightRule(call, 'depthwise', options, 'glorotUniform')
    this.#pointwiseRule = weightRule(call, 'pointwise', options, 'glorotUniform')
  }

  protected override outputChannels(): number {
    return this.filters
  }

  protected override buildKernels(channels: number): void {
    const { depthMultiplier, filters } = this
    const ones = this.kernelSize.map(() => 1)
    this.depthwiseKernel = this.addWeight('depthwiseKernel', this.kernelShape(channels, depthMultiplier), this.#depthwiseRule)
    this.pointwiseKernel = this.addWeight('pointwiseKernel', [...ones, channels * depthMultiplier, filters], this.#pointwiseRule)
  }

  protected override convolve(x: Tensor): Tensor {
    const { strides, padding, dilationRate } = this
    const options = { strides, padding, dilations: dilationRate }
    return separableConv(x, this.depthwiseKernel!.value, this.pointwiseKernel!.value, options)
  }

  override getConfig(): LayerConfig {
    const { filters, depthMultiplier } = this
    const [depthwiseRule, pointwiseRule] = [this.#depthwiseRule, this.#pointwiseRule]
    return {
      ...super.getConfig(),
      filters,
      depthMultiplier,
      ...weightRuleConfig('depthwise', depthwiseRule),
      ...weightRuleConfig('pointwise', pointwiseRule),
    }
  }
}

/**
 * Separable convolution over sequences: each channel by itself, then a mixture of the channels at each step.
 *
 * @shape x [batch, steps, in] -> [batch, newSteps, filters]
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param filters - channels of the outputs
 * @param kernelSize - extent of the kernel
 * @throws ShapeError when the kernel does not fit, or the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const y = new SeparableConv1D(16, 5).apply(sequences)
 * ```
 * @source Chollet 2017, section 3
 */
export class SeparableConv1D extends SeparableConv {
  static override readonly className: string = 'SeparableConv1D'

  constructor(filters: number, kernelSize: PerAxis, options: SeparableConvLayerOptions = {}) {
    super({ call: 'SeparableConv1D', rank: 1 }, filters, kernelSize, options)
  }
}

/**
 * Separable convolution over images: each channel by itself, then a mixture of the channels at each position.
 *
 * @shape x [batch, height, width, in] -> [batch, newHeight, newWidth, filters]
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param filters - channels of the outputs
 * @param kernelSize - extent of the kernel, one number or height and width
 * @throws ShapeError when the kernel does not fit, or the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const y = new SeparableConv2D(64, 3, { padding: 'same', activation: 'relu' }).apply(images)
 * ```
 * @source Chollet 2017, section 3
 */
export class SeparableConv2D extends SeparableConv {
  static override readonly className: string = 'SeparableConv2D'

  constructor(filters: number, kernelSize: PerAxis, options: SeparableConvLayerOptions = {}) {
    super({ call: 'SeparableConv2D', rank: 2 }, filters, kernelSize, options)
  }
}
