/** The fully connected layer. */
import { ArgumentError, ShapeError, formatShape, type Tensor, type Variable } from '@neurite/core'
import { activationConfig, type ActivationFunction, type ActivationLike, getActivation } from '../activations/activations.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { activatedShape } from './activated-shape.ts'
import { type BiasOptions, biasOptionNames, type KernelOptions, kernelOptionNames } from './kernel-options.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from './layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from './weight-rule.ts'

/** Options of `Dense`. */
export interface DenseOptions extends LayerOptions, KernelOptions, BiasOptions {
  /** Applied to the outputs. Default linear. */
  readonly activation?: ActivationLike
}

const optionNames: OptionNames<DenseOptions> = {
  ...layerOptionNames,
  ...kernelOptionNames,
  ...biasOptionNames,
  activation: true,
}

/**
 * Affine map of the last axis, then the activation: `y = activation(x @ kernel + bias)`.
 *
 * @shape x [batch, ..., in] -> [batch, ..., units]; half of the units where the activation is glu
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param units - size of the outputs, at least 1
 * @throws ShapeError when the inputs have no batch axis, or their last axis differs from the kernel's
 * @example
 * ```ts
 * const dense = new Dense(10, { activation: 'softmax' })
 * const probabilities = dense.apply(x)
 * ```
 */
export class Dense extends Layer {
  static override readonly className: string = 'Dense'

  readonly units: number
  /** [in, units], once built. */
  kernel: Variable | undefined
  /** [units], once built; none without `useBias`. */
  bias: Variable | undefined
  readonly #activation: ActivationFunction
  readonly #useBias: boolean
  readonly #kernelRule: WeightRule
  readonly #biasRule: WeightRule

  constructor(units: number, options: DenseOptions = {}) {
    if (!Number.isSafeInteger(units) || units < 1) {
      const got = typeof units === 'number' ? units : describeValue(units)
      throw new ArgumentError(`Dense: units must be a positive integer, got ${got}; write new Dense(10), for example`)
    }
    super(checkOptions('Dense', options, optionNames))
    this.units = units
    this.#activation = getActivation('Dense', options.activation ?? 'linear')
    this.#useBias = options.useBias ?? true
    this.#kernelRule = weightRule('Dense', 'kernel', options, 'glorotUniform')
    this.#biasRule = weightRule('Dense', 'bias', options, 'zeros')
  }

  override get supportsMasking(): boolean {
    return true
  }

  protected override checkInput(shape: BatchShape): void {
    const last = shape.at(-1)
    if (shape.length < 2) {
      throw new ShapeError(
        `${this.path}: expected a batch of inputs, shape [batch, ..., features], got shape ${formatShape(shape)}; add the missing axis`,
      )
    }
    const expected = this.kernel?.shape[0]
    if (expected === undefined && !last) {
      throw new ShapeError(
        `${this.path}: expected the last axis to have a fixed, positive size, got shape ${formatShape(shape)}; set inputShape`,
      )
    }
    if (expected === undefined || last === expected || last === null) return
    const fix = shape.length > 2 ? 'flatten the input' : `pass inputs with ${expected} features`
    throw new ShapeError(
      `${this.path}: expected the last axis to be ${expected}, got shape ${formatShape(shape)}; ${fix} or set inputShape`,
    )
  }

  protected override build(inputShape: BatchShape): void {
    this.kernel = this.addWeight('kernel', [inputShape.at(-1)!, this.units], this.#kernelRule)
    if (this.#useBias) this.bias = this.addWeight('bias', [this.units], this.#biasRule)
  }

  protected override call(x: Tensor): Tensor {
    const product = x.matmul(this.kernel!.value)
    return this.#activation(this.bias ? product.add(this.bias.value) : product)
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return activatedShape(this.#activation, [...inputShape.slice(0, -1), this.units], this)
  }

  override getConfig(): LayerConfig {
    return {
      ...super.getConfig(),
      units: this.units,
      activation: activationConfig(this.#activation),
      useBias: this.#useBias,
      ...weightRuleConfig('kernel', this.#kernelRule),
      ...weightRuleConfig('bias', this.#biasRule),
    }
  }

  static override fromConfig({ units, ...options }: LayerConfig): Dense {
    return new this(units as number, options)
  }
}
