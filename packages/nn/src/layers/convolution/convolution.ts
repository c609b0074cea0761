/** The base of all convolutions: window, bias, activation. */
import type { PerAxis, Shape, Tensor, Variable } from '@neurite/core'
import { activationConfig, type ActivationFunction, type ActivationLike, getActivation } from '../../activations/activations.ts'
import type { OptionNames } from '../../options/check-options.ts'
import { checkChoice, checkFlag } from '../../options/check-values.ts'
import { activatedShape } from '../activated-shape.ts'
import { checkExtent } from '../check-extents.ts'
import { type BiasOptions, biasOptionNames } from '../kernel-options.ts'
import { type AnyLayer, type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'
import {
  checkDataFormat,
  checkPerAxis,
  checkSpatialInput,
  type DataFormat,
  type MovingWindow,
  positionsOf,
  type SpatialRank,
} from './spatial.ts'

/** Options that all convolutions share. */
export interface ConvolutionOptions extends LayerOptions, BiasOptions {
  /** Steps of the kernel, one number or one per spatial axis. Default 1. */
  readonly strides?: PerAxis
  /**
   * `valid`: the kernel stays inside; `same`: zeros around, so that strides of 1 keep the extents (an odd one at the end); `causal` (one
   * spatial axis only): zeros before, so that no output sees what comes after it. Default valid.
   */
  readonly padding?: 'valid' | 'same' | 'causal'
  /** Distance between neighbours in the kernel, one number or one per spatial axis. Default 1. */
  readonly dilationRate?: PerAxis
  /** Applied to the outputs. Default linear. */
  readonly activation?: ActivationLike
  /** Only `channelsLast`. */
  readonly dataFormat?: DataFormat
}

/** Rows of `ConvolutionOptions`, to spread into a layer's own. */
export const convolutionOptionNames: OptionNames<ConvolutionOptions> = {
  ...layerOptionNames,
  ...biasOptionNames,
  strides: true,
  padding: true,
  dilationRate: true,
  activation: true,
  dataFormat: true,
}

/** How a convolution differs from the others. */
export interface ConvolutionKind {
  /** What errors begin with. */
  readonly call: string
  readonly rank: SpatialRank
  /** Default: `valid` and `same`, and `causal` where there is one spatial axis. */
  readonly paddings?: readonly ('valid' | 'same' | 'causal')[]
}

const paddingsOf = ({ rank, paddings }: ConvolutionKind): readonly ('valid' | 'same' | 'causal')[] =>
  paddings ?? (rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same'])

/** A convolution, then the bias, then the activation. */
export abstract class Convolution extends Layer {
  readonly kernelSize: readonly number[]
  readonly strides: readonly number[]
  readonly dilationRate: readonly number[]
  readonly padding: 'valid' | 'same' | 'causal'
  /** One element per channel of the outputs, once built; none without `useBias`. */
  bias: Variable | undefined
  /** How many spatial axes there are. */
  protected readonly rank: SpatialRank
  readonly #activation: ActivationFunction
  readonly #useBias: boolean
  readonly #biasRule: WeightRule
  #inputChannels: number | undefined

  constructor(kind: ConvolutionKind, kernelSize: PerAxis, options: ConvolutionOptions) {
    const { call, rank } = kind
    super(options)
    this.rank = rank
    this.kernelSize = checkPerAxis(call, 'kernelSize', kernelSize, rank)
    this.strides = checkPerAxis(call, 'strides', options.strides ?? 1, rank)
    this.dilationRate = checkPerAxis(call, 'dilationRate', options.dilationRate ?? 1, rank)
    this.padding = checkChoice(call, 'padding', options.padding ?? 'valid', paddingsOf(kind))
    checkDataFormat(call, options.dataFormat ?? 'channelsLast')
    this.#activation = getActivation(call, options.activation ?? 'linear')
    this.#useBias = checkFlag(call, 'useBias', options.useBias ?? true)
    this.#biasRule = weightRule(call, 'bias', options, 'zeros')
  }

  /** Channels of the outputs for inputs with so many. */
  protected abstract outputChannels(inputChannels: number): number

  /** Makes the kernels. */
  protected abstract buildKernels(inputChannels: number): void

  /** The outputs without bias and activation. */
  protected abstract convolve(x: Tensor): Tensor

  /** The kernel as it moves over the inputs. */
  protected get window(): MovingWindow {
    return { size: this.kernelSize, strides: this.strides, dilations: this.dilationRate, padding: this.padding }
  }

  protected override checkInput(shape: BatchShape): void {
    checkSpatialInput(this.path, shape, this.rank, this.window, 'kernel')
    checkExtent(this.path, shape, shape.length - 1, this.#inputChannels)
  }

  protected override build(inputShape: BatchShape): void {
    const channels = inputShape.at(-1)!
    this.buildKernels(channels)
    if (this.#useBias) this.bias = this.addWeight('bias', [this.outputChannels(channels)], this.#biasRule)
    this.#inputChannels = channels
  }

  protected override call(x: Tensor): Tensor {
    const outputs = this.convolve(x.cast(this.dtype))
    return this.#activation(this.bias ? outputs.add(this.bias.value) : outputs)
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    const shape = [inputShape[0]!, ...this.positions(inputShape), this.outputChannels(inputShape.at(-1)!)]
    return activatedShape(this.#activation, shape, this)
  }

  /** Spatial extents of the outputs. */
  protected positions(inputShape: BatchShape): BatchShape {
    return positionsOf(inputShape, this.window)
  }

  /** The shape of a kernel whose last axes are these. */
  protected kernelShape(...channels: readonly number[]): Shape {
    return [...this.kernelSize, ...channels]
  }

  override getConfig(): LayerConfig {
    const { kernelSize, strides, dilationRate, padding } = this
    const [useBias, biasRule] = [this.#useBias, this.#biasRule]
    return {
      ...super.getConfig(),
      kernelSize,
      strides,
      padding,
      dilationRate,
      activation: activationConfig(this.#activation),
      useBias,
      ...weightRuleConfig('bias', biasRule),
    }
  }

  /** A layer from `getConfig`, of a class that is made with filters and the kernel's size before its options. */
  static override fromConfig({ filters, kernelSize, ...options }: LayerConfig): AnyLayer {
    const layer: unknown = Reflect.construct(this, [filters, kernelSize, options])
    return layer as AnyLayer
  }
}
