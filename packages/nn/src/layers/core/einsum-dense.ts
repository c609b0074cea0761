/** A dense layer between axes of the user's choice. */
import { ArgumentError, einsum, formatShape, ShapeError, type Tensor, type Variable } from '@neurite/core'
import { activationConfig, type ActivationFunction, type ActivationLike, getActivation } from '../../activations/activations.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { activatedShape } from '../activated-shape.ts'
import { type BiasOptions, biasOptionNames, type KernelOptions, kernelOptionNames } from '../kernel-options.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'
import { type EinsumEquation, einsumShapes, parseEquation } from './einsum-equation.ts'

/** Options of `EinsumDense`. */
export interface EinsumDenseOptions extends LayerOptions, KernelOptions, Omit<BiasOptions, 'useBias'> {
  /** Applied to the outputs. Default linear. */
  readonly activation?: ActivationLike
  /** Letters of the output along which there is a bias. Default none, and no bias. */
  readonly biasAxes?: string | undefined
}

const { useBias: _, ...biasNames } = biasOptionNames

const optionNames: OptionNames<EinsumDenseOptions> = {
  ...layerOptionNames,
  ...kernelOptionNames,
  ...biasNames,
  activation: true,
  biasAxes: true,
}

/** What `EinsumDense` takes as the shape of its outputs. */
export type EinsumOutputShape = number | BatchShape

function checkOutputShape(shape: EinsumOutputShape): BatchShape {
  const list = typeof shape === 'number' ? [shape] : shape
  if (Array.isArray(list) && list.every((n) => n === null || (Number.isSafeInteger(n) && n > 0))) return [...list]
  const got = Array.isArray(list) ? formatShape(list) : describeValue(shape)
  throw new ArgumentError(
    `EinsumDense: outputShape must hold a positive integer or null per axis, without the batch axis, got ${got}; write [null, 64], for example`,
  )
}

/**
 * Contracts axes of the input with those of a kernel, as an equation says: `y = activation(einsum(equation, x, kernel) + bias)`.
 *
 * @shape x -> as the equation says; kernel and bias likewise
 * @dtype float16 | float32 | float64 (the layer's); integer inputs are converted to it
 * @param equation - one letter per axis of input, kernel and output; `...` stands for axes that stay as they are
 * @param outputShape - without the batch axis and those behind the dots; null where the input says it
 * @throws ShapeError when the input does not fit the equation; ArgumentError when the equation is not understood
 * @example
 * ```ts
 * const perStep = new EinsumDense('abc,cd->abd', [null, 64], { biasAxes: 'd' }) // [batch, steps, in] -> [batch, steps, 64]
 * const heads = new EinsumDense('...x,xhd->...hd', [8, 32])
 * ```
 */
export class EinsumDense extends Layer {
  static override readonly className: string = 'EinsumDense'

  /** As the equation says, once built. */
  kernel: Variable | undefined
  /** Along `biasAxes`, once built; none without them. */
  bias: Variable | undefined
  readonly #equation: string
  readonly #parsed: EinsumEquation
  readonly #outputShape: BatchShape
  readonly #biasAxes: string
  readonly #activation: ActivationFunction
  readonly #kernelRule: WeightRule
  readonly #biasRule: WeightRule

  constructor(equation: string, outputShape: EinsumOutputShape, options: EinsumDenseOptions = {}) {
    const call = 'EinsumDense'
    const parsed = parseEquation(call, equation)
    super(checkOptions(call, options, optionNames))
    this.#equation = equation
    this.#parsed = parsed
    this.#outputShape = checkOutputShape(outputShape)
    this.#biasAxes = options.biasAxes ?? ''
    this.#activation = getActivation(call, options.activation ?? 'linear')
    this.#kernelRule = weightRule(call, 'kernel', options, 'glorotUniform')
    this.#biasRule = weightRule(call, 'bias', options, 'zeros')
    const stray = [...this.#biasAxes].find((letter) => !parsed.output.includes(letter))
    if (stray)
      throw new ArgumentError(`${call}: "${stray}" of biasAxes is no axis of the output "${parsed.output}"; choose among those`)
  }

  #shapesFor(inputShape: BatchShape): ReturnType<typeof einsumShapes> {
    return einsumShapes(this.path, this.#parsed, inputShape, this.#outputShape, this.#biasAxes)
  }

  protected override checkInput(shape: BatchShape): void {
    if (!this.kernel) {
      this.#shapesFor(shape)
      return
    }
    const { input, kernel, elided } = this.#parsed
    const from = elided === 'left' ? shape.length - input.length : 0
    const wrong = [...input].findIndex((letter, axis) => {
      const expected = this.kernel!.shape[kernel.indexOf(letter)]
      const extent = shape[axis + from]
      return extent === undefined || (expected !== undefined && extent !== null && extent !== expected)
    })
    if (wrong === -1 && (elided !== 'none' || shape.length === input.length)) return
    const fix = 'pass inputs like those that the layer was built for'
    throw new ShapeError(`${this.path}: expected an input for "${this.#equation}", got shape ${formatShape(shape)}; ${fix}`)
  }

  protected override build(inputShape: BatchShape): void {
    const { kernel, bias, fans } = this.#shapesFor(inputShape)
    this.kernel = this.addWeight('kernel', kernel, { ...this.#kernelRule, fans })
    if (this.#biasAxes !== '') this.bias = this.addWeight('bias', bias, this.#biasRule)
  }

  protected override call(input: Tensor): Tensor {
    const product = einsum(this.#equation, input, this.kernel!.value)
    return this.#activation(this.bias ? product.add(this.bias.value) : product)
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    const known = this.kernel ? this.#withKernelExtents(inputShape) : inputShape
    return activatedShape(this.#activation, this.#shapesFor(known).output, this)
  }

  /** The shape with what the kernel knows in the place of open extents. */
  #withKernelExtents(shape: BatchShape): BatchShape {
    this.checkInput(shape)
    const { input, kernel, elided } = this.#parsed
    const from = elided === 'left' ? shape.length - input.length : 0
    return shape.map((extent, axis) => {
      const letter = input[axis - from]
      return extent ?? (letter === undefined ? null : (this.kernel!.shape[kernel.indexOf(letter)] ?? null))
    })
  }

  override getConfig(): LayerConfig {
    const [equation, outputShape, biasAxes] = [this.#equation, this.#outputShape, this.#biasAxes]
    return {
      ...super.getConfig(),
      equation,
      outputShape,
      activation: activationConfig(this.#activation),
      ...(biasAxes !== '' && { biasAxes }),
      ...weightRuleConfig('kernel', this.#kernelRule),
      ...weightRuleConfig('bias', this.#biasRule),
    }
  }

  static override fromConfig({ equation, outputShape, ...options }: LayerConfig): EinsumDense {
    return new this(equation as string, outputShape as EinsumOutputShape, options)
  }
}
