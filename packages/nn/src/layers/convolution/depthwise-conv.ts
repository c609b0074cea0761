/** Convolutions of each channel by itself. */
import { depthwiseConv, type PerAxis, type Tensor, type Variable } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkCount } from '../../options/check-values.ts'
import type { AnyLayer, LayerConfig } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'
import { Convolution, type ConvolutionKind, type ConvolutionOptions, convolutionOptionNames } from './convolution.ts'
import { type DepthwiseOptions, depthwiseOptionNames } from './depthwise-options.ts'

/** Options of `DepthwiseConv1D` and `DepthwiseConv2D`. */
export interface DepthwiseConvLayerOptions extends ConvolutionOptions, DepthwiseOptions {}

const optionNames: OptionNames<DepthwiseConvLayerOptions> = { ...convolutionOptionNames, ...depthwiseOptionNames }

/** What `DepthwiseConv1D` and `DepthwiseConv2D` share. */
export abstract class DepthwiseConv extends Convolution {
  readonly depthMultiplier: number
  /** [...kernelSize, in, depthMultiplier], once built. */
  kernel: Variable | undefined
  readonly #kernelRule: WeightRule

  constructor(kind: ConvolutionKind, kernelSize: PerAxis, options: DepthwiseConvLayerOptions) {
    const { call } = kind
    super(kind, kernelSize, checkOptions(call, options, optionNames))
    this.depthMultiplier = checkCount(call, 'depthMultiplier', options.depthMultiplier ?? 1)
    this.#kernelRule = weightRule(call, 'depthwise', options, 'glorotUniform')
  }

  protected override outputChannels(channels: number): number {
    return channels * this.depthMultiplier
  }

  protected override buildKernels(channels: number): void {
    this.kernel = this.addWeight('kernel', this.kernelShape(channels, this.depthMultiplier), this.#kernelRule)
  }

  protected override convolve(x: Tensor): Tensor {
    const { strides, padding, dilationRate } = this
    return depthwiseConv(x, this.kernel!.value, { strides, padding, dilations: dilationRate })
  }

  override getConfig(): LayerConfig {
    const { depthMultiplier } = this
    const kernelRule = this.#kernelRule
    return { ...super.getConfig(), depthMultiplier, ...weightRuleConfig('depthwise', kernelRule) }
  }

  /** A layer from `getConfig`: there are as many filters as the inputs have channels, times the multiplier. */
  static override fromConfig({ kernelSize, ...options }: LayerConfig): AnyLayer {
    const layer: unknown = Reflect.construct(this, [kernelSize, options])
    return layer as AnyLayer
  }
}

/**
 * Convolution over sequences, of each channel by itself.
 *
 * @shape x [batch, steps, in] -> [batch, newSteps, in * depthMultiplier]; the outputs of one channel stand together
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param kernelSize - extent of the kernel
 * @throws ShapeError when the kernel does not fit, or the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const y = new DepthwiseConv1D(3, { depthMultiplier: 2 }).apply(sequences)
 * ```
 */
export class DepthwiseConv1D extends DepthwiseConv {
  static override readonly className: string = 'DepthwiseConv1D'

  constructor(kernelSize: PerAxis, options: DepthwiseConvLayerOptions = {}) {
    super({ call: 'DepthwiseConv1D', rank: 1 }, kernelSize, options)
  }
}

/**
 * Convolution over images, of each channel by itself.
 *
 * @shape x [batch, height, width, in] -> [batch, newHeight, newWidth, in * depthMultiplier]; the outputs of one channel stand together
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param kernelSize - extent of the kernel, one number or height and width
 * @throws ShapeError when the kernel does not fit, or the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const y = new DepthwiseConv2D(3, { padding: 'same' }).apply(images)
 * ```
 * @source Howard et al. 2017, section 3.1
 */
export class DepthwiseConv2D extends DepthwiseConv {
  static override readonly className: string = 'DepthwiseConv2D'

  constructor(kernelSize: PerAxis, options: DepthwiseConvLayerOptions = {}) {
    super({ call: 'DepthwiseConv2D', rank: 2 }, kernelSize, options)
  }
}
