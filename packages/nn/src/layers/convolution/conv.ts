/** Convolutions that mix all channels, or those of a group. */
import { ArgumentError, conv, formatShape, type PerAxis, ShapeError, type Tensor, type Variable } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkCount } from '../../options/check-values.ts'
import { type KernelOptions, kernelOptionNames } from '../kernel-options.ts'
import type { BatchShape, LayerConfig } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'
import { Convolution, type ConvolutionKind, type ConvolutionOptions, convolutionOptionNames } from './convolution.ts'

/** Options of `Conv1D`, `Conv2D` and `Conv3D`. */
export interface ConvLayerOptions extends ConvolutionOptions, KernelOptions {
  /** Parts into which input and output channels are divided; each output sees the inputs of its part. Default 1. */
  readonly groups?: number
}

const optionNames: OptionNames<ConvLayerOptions> = { ...convolutionOptionNames, ...kernelOptionNames, groups: true }

/** What `Conv1D`, `Conv2D` and `Conv3D` share. */
export abstract class Conv extends Convolution {
  /** Channels of the outputs. */
  readonly filters: number
  readonly groups: number
  /** [...kernelSize, in / groups, filters], once built. */
  kernel: Variable | undefined
  readonly #kernelRule: WeightRule

  constructor(kind: ConvolutionKind, filters: number, kernelSize: PerAxis, options: ConvLayerOptions) {
    const { call } = kind
    checkCount(call, 'filters', filters)
    super(kind, kernelSize, checkOptions(call, options, optionNames))
    this.filters = filters
    this.groups = checkCount(call, 'groups', options.groups ?? 1)
    this.#kernelRule = weightRule(call, 'kernel', options, 'glorotUniform')
    if (filters % this.groups !== 0) {
      throw new ArgumentError(`${call}: groups must divide filters, got ${this.groups} groups and ${filters} filters`)
    }
  }

  protected override checkInput(shape: BatchShape): void {
    super.checkInput(shape)
    const channels = shape.at(-1)!
    if (channels === null || channels % this.groups === 0) return
    throw new ShapeError(
      `${this.path}: expected a number of channels that ${this.groups} groups divide, got ${channels} in shape ${formatShape(shape)}; change groups`,
    )
  }

  protected override outputChannels(): number {
    return this.filters
  }

  protected override buildKernels(channels: number): void {
    this.kernel = this.addWeight('kernel', this.kernelShape(channels / this.groups, this.filters), this.#kernelRule)
  }

  protected override convolve(x: Tensor): Tensor {
    const { strides, padding, dilationRate, groups } = this
    return conv(x, this.kernel!.value, { strides, padding, dilations: dilationRate, groups })
  }

  override getConfig(): LayerConfig {
    const { filters, groups } = this
    const kernelRule = this.#kernelRule
    return { ...super.getConfig(), filters, groups, ...weightRuleConfig('kernel', kernelRule) }
  }
}

/**
 * Convolution over sequences.
 *
 * @shape x [batch, steps, in] -> [batch, newSteps, filters]
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param filters - channels of the outputs
 * @param kernelSize - extent of the kernel
 * @throws ShapeError when the kernel does not fit, or the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const y = new Conv1D(32, 5, { padding: 'causal', activation: 'relu' }).apply(sequences)
 * ```
 */
export class Conv1D extends Conv {
  static override readonly className: string = 'Conv1D'

  constructor(filters: number, kernelSize: PerAxis, options: ConvLayerOptions = {}) {
    super({ call: 'Conv1D', rank: 1 }, filters, kernelSize, options)
  }
}

/**
 * Convolution over images.
 *
 * @shape x [batch, height, width, in] -> [batch, newHeight, newWidth, filters]
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param filters - channels of the outputs
 * @param kernelSize - extent of the kernel, one number or height and width
 * @throws ShapeError when the kernel does not fit, or the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const model = new Sequential([new Conv2D(32, 3, { activation: 'relu', inputShape: [28, 28, 1] }), new MaxPooling2D()])
 * ```
 */
export class Conv2D extends Conv {
  static override readonly className: string = 'Conv2D'

  constructor(filters: number, kernelSize: PerAxis, options: ConvLayerOptions = {}) {
    super({ call: 'Conv2D', rank: 2 }, filters, kernelSize, options)
  }
}

/**
 * Convolution over volumes.
 *
 * @shape x [batch, depth, height, width, in] -> [batch, newDepth, newHeight, newWidth, filters]
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param filters - channels of the outputs
 * @param kernelSize - extent of the kernel, one number or depth, height and width
 * @throws ShapeError when the kernel does not fit, or the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const y = new Conv3D(8, 3, { padding: 'same' }).apply(volumes)
 * ```
 */
export class Conv3D extends Conv {
  static override readonly className: string = 'Conv3D'

  constructor(filters: number, kernelSize: PerAxis, options: ConvLayerOptions = {}) {
    super({ call: 'Conv3D', rank: 3 }, filters, kernelSize, options)
  }
}
