/** Transposed convolutions: from small to large. */
import { ArgumentError, convTranspose, type PerAxis, type Tensor, type Variable } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkCount } from '../../options/check-values.ts'
import { checkExtent, checkLayout } from '../check-extents.ts'
import { type KernelOptions, kernelOptionNames } from '../kernel-options.ts'
import type { BatchShape, LayerConfig } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'
import { Convolution, type ConvolutionKind, type ConvolutionOptions, convolutionOptionNames } from './convolution.ts'
import { checkPerAxis, layoutOf } from './spatial.ts'

/** Options of `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose`. */
export interface ConvTransposeLayerOptions extends ConvolutionOptions, KernelOptions {
  /** `valid` or `same`. Default valid. */
  readonly padding?: 'valid' | 'same'
  /** Cells added at the end of each axis of the outputs, fewer than the strides. Default: whatever `padding` calls for. */
  readonly outputPadding?: PerAxis | undefined
}

const optionNames: OptionNames<ConvTransposeLayerOptions> = {
  ...convolutionOptionNames,
  ...kernelOptionNames,
  outputPadding: true,
}

/** What the three transposed convolutions share. */
export abstract class ConvTranspose extends Convolution {
  /** Channels of the outputs. */
  readonly filters: number
  readonly outputPadding: readonly number[] | undefined
  /** [...kernelSize, filters, in], once built. */
  kernel: Variable | undefined
  readonly #kernelRule: WeightRule

  constructor(kind: ConvolutionKind, filters: number, kernelSize: PerAxis, options: ConvTransposeLayerOptions) {
    const { call, rank } = kind
    checkCount(call, 'filters', filters)
    super({ ...kind, paddings: ['valid', 'same'] }, kernelSize, checkOptions(call, options, optionNames))
    this.filters = filters
    this.#kernelRule = weightRule(call, 'kernel', options, 'glorotUniform')
    const { outputPadding } = options
    if (outputPadding === undefined || outputPadding === null) return
    this.outputPadding = checkPerAxis(call, 'outputPadding', outputPadding, rank, 0)
    if (this.outputPadding.some((cells, axis) => cells >= this.strides[axis]!)) {
      throw new ArgumentError(
        `${call}: outputPadding must be less than the strides, got ${JSON.stringify(outputPadding)} with strides ${JSON.stringify(this.strides)}`,
      )
    }
  }

  protected override checkInput(shape: BatchShape): void {
    checkLayout(this.path, shape, layoutOf(this.rank))
    checkExtent(this.path, shape, shape.length - 1, this.kernel?.shape.at(-1))
  }

  protected override outputChannels(): number {
    return this.filters
  }

  protected override buildKernels(channels: number): void {
    this.kernel = this.addWeight('kernel', this.kernelShape(this.filters, channels), this.#kernelRule)
  }

  protected override convolve(x: Tensor): Tensor {
    const { strides, dilationRate, outputPadding } = this
    const padding = this.padding === 'same' ? 'same' : 'valid'
    return convTranspose(x, this.kernel!.value, {
      strides,
      padding,
      dilations: dilationRate,
      ...(outputPadding && { outputPadding }),
    })
  }

  protected override positions(inputShape: BatchShape): BatchShape {
    return inputShape.slice(1, -1).map((extent, axis) => {
      if (extent === null) return null
      const stride = this.strides[axis]!
      const reach = (this.kernelSize[axis]! - 1) * this.dilationRate[axis]! + 1
      const further = this.outputPadding?.[axis]
      if (this.padding === 'same') return further === undefined ? extent * stride : (extent - 1) * stride + (reach % 2) + further
      return (extent - 1) * stride + reach + (further ?? Math.max(0, stride - reach))
    })
  }

  override getConfig(): LayerConfig {
    const { filters, outputPadding } = this
    const kernelRule = this.#kernelRule
    return {
      ...super.getConfig(),
      filters,
      ...(outputPadding && { outputPadding }),
      ...weightRuleConfig('kernel', kernelRule),
    }
  }
}

/**
 * Transposed convolution over sequences.
 *
 * @shape x [batch, steps, in] -> [batch, newSteps, filters]; newSteps is steps * strides with padding `same`
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param filters - channels of the outputs
 * @param kernelSize - extent of the kernel
 * @throws ShapeError when the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const twiceAsLong = new Conv1DTranspose(8, 4, { strides: 2, padding: 'same' }).apply(sequences)
 * ```
 * @source Dumoulin & Visin 2016, chapter 4
 */
export class Conv1DTranspose extends ConvTranspose {
  static override readonly className: string = 'Conv1DTranspose'

  constructor(filters: number, kernelSize: PerAxis, options: ConvTransposeLayerOptions = {}) {
    super({ call: 'Conv1DTranspose', rank: 1 }, filters, kernelSize, options)
  }
}

/**
 * Transposed convolution over images.
 *
 * @shape x [batch, height, width, in] -> [batch, newHeight, newWidth, filters]; extents times strides with padding `same`
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param filters - channels of the outputs
 * @param kernelSize - extent of the kernel, one number or height and width
 * @throws ShapeError when the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const twiceAsLarge = new Conv2DTranspose(16, 3, { strides: 2, padding: 'same' }).apply(images)
 * ```
 * @source Dumoulin & Visin 2016, chapter 4
 */
export class Conv2DTranspose extends ConvTranspose {
  static override readonly className: string = 'Conv2DTranspose'

  constructor(filters: number, kernelSize: PerAxis, options: ConvTransposeLayerOptions = {}) {
    super({ call: 'Conv2DTranspose', rank: 2 }, filters, kernelSize, options)
  }
}

/**
 * Transposed convolution over volumes.
 *
 * @shape x [batch, depth, height, width, in] -> [batch, newDepth, newHeight, newWidth, filters]; extents times strides with padding
 * `same`
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param filters - channels of the outputs
 * @param kernelSize - extent of the kernel, one number or depth, height and width
 * @throws ShapeError when the channels differ from the kernel's; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const twiceAsLarge = new Conv3DTranspose(8, 3, { strides: 2, padding: 'same' }).apply(volumes)
 * ```
 * @source Dumoulin & Visin 2016, chapter 4
 */
export class Conv3DTranspose extends ConvTranspose {
  static override readonly className: string = 'Conv3DTranspose'

  constructor(filters: number, kernelSize: PerAxis, options: ConvTransposeLayerOptions = {}) {
    super({ call: 'Conv3DTranspose', rank: 3 }, filters, kernelSize, options)
  }
}
