/** The base of SimpleRNNCell, LSTMCell and GRUCell: kernels for all gates, and dropout that stays the same over a sequence. */
import {
  randomBernoulli,
  type Shape,
  ShapeError,
  formatShape,
  staticValue,
  type Tensor,
  type Variable,
  zeros,
} from '@neurite/core'
import { activationConfig, type ActivationFunction, type ActivationLike } from '../../activations/activations.ts'
import type { ConstraintLike } from '../../constraints/get-constraint.ts'
import type { InitializerLike } from '../../initializers/get-initializer.ts'
import type { Initializer } from '../../initializers/initializer.ts'
import type { OptionNames } from '../../options/check-options.ts'
import { checkCount, checkFlag, checkShare } from '../../options/check-values.ts'
import type { SeedGenerator } from '../../random/seed-generator.ts'
import type { RegularizerLike } from '../../regularizers/get-regularizer.ts'
import { getStateActivation } from '../activated-shape.ts'
import { checkExtent } from '../check-extents.ts'
import { type BiasOptions, biasOptionNames, type KernelOptions, kernelOptionNames } from '../kernel-options.ts'
import { type BatchShape, type BatchShapes, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'
import { maskedProduct, type Product } from './gates.ts'
import { type CellInputs, RNNCell, type SequenceContext } from './rnn-cell.ts'

/** Options of the computation in a cell: what a cell and the layer that runs it both have. */
export interface RecurrentOptions extends KernelOptions, BiasOptions {
  /** Default tanh. */
  readonly activation?: ActivationLike
  /** Of the kernel that multiplies the state. Default orthogonal. */
  readonly recurrentInitializer?: InitializerLike
  /** Default nothing. */
  readonly recurrentRegularizer?: RegularizerLike | undefined
  /** Default nothing. */
  readonly recurrentConstraint?: ConstraintLike | undefined
  /** Share of the input features that is dropped in training, the same over a whole sequence. Default 0. */
  readonly dropout?: number
  /** Share of the state's features that is dropped in training, the same over a whole sequence. Default 0. */
  readonly recurrentDropout?: number
  /** Makes the dropped ones repeatable. Default: `nextSeed()`. */
  readonly seed?: number
}

/** Options of cells with kernels for inputs and state. */
export interface RecurrentCellOptions extends LayerOptions, RecurrentOptions {}

/** Rows of `RecurrentOptions`, to spread into a layer's own. */
export const recurrentOptionNames: OptionNames<RecurrentOptions> = {
  ...kernelOptionNames,
  ...biasOptionNames,
  activation: true,
  recurrentInitializer: true,
  recurrentRegularizer: true,
  recurrentConstraint: true,
  dropout: true,
  recurrentDropout: true,
  seed: true,
}

/** Rows of `RecurrentCellOptions`, to spread into a cell's own. */
export const recurrentCellOptionNames: OptionNames<RecurrentCellOptions> = { ...layerOptionNames, ...recurrentOptionNames }

/** What dropout multiplies inputs and state by: none, one for all gates, or one for each. */
export interface DropoutMasks {
  readonly inputs: readonly Tensor[]
  readonly state: readonly Tensor[]
}

const noMasks: DropoutMasks = { inputs: [], state: [] }

/** A cell with a kernel for its inputs, one for its state, and a bias, each for all gates side by side. */
export abstract class RecurrentCell extends RNNCell<DropoutMasks> {
  /** Size of the output, and of each state. */
  readonly units: number
  /** [in, gates * units], once built. */
  kernel: Variable | undefined
  /** [units, gates * units], once built. */
  recurrentKernel: Variable | undefined
  /** Once built; none without `useBias`. */
  bias: Variable | undefined
  /** Of the candidate, and of the state where it becomes the output. */
  readonly activation: ActivationFunction
  readonly #gates: number
  readonly #useBias: boolean
  readonly #kernelRule: WeightRule
  readonly #recurrentRule: WeightRule
  readonly #biasRule: WeightRule
  readonly #dropout: number
  readonly #recurrentDropout: number
  readonly #seed: number | undefined
  readonly #generator: SeedGenerator | undefined

  /**
   * @param call - what errors begin with
   * @param gates - how many stand side by side in the kernels
   */
  constructor(call: string, gates: number, units: number, options: RecurrentCellOptions) {
    super(options)
    this.#gates = gates
    this.units = checkCount(call, 'units', units)
    this.activation = getStateActivation(call, 'activation', options.activation ?? 'tanh')
    this.#useBias = checkFlag(call, 'useBias', options.useBias ?? true)
    this.#kernelRule = weightRule(call, 'kernel', options, 'glorotUniform')
    this.#recurrentRule = weightRule(call, 'recurrent', options, 'orthogonal')
    this.#biasRule = weightRule(call, 'bias', options, 'zeros')
    this.#dropout = checkShare(call, 'dropout', options.dropout ?? 0)
    this.#recurrentDropout = checkShare(call, 'recurrentDropout', options.recurrentDropout ?? 0)
    this.#seed = options.seed
    if (this.#dropout > 0 || this.#recurrentDropout > 0) this.#generator = this.addSeedGenerator(options.seed)
  }

  get stateSizes(): readonly number[] {
    return [this.units]
  }

  get outputSize(): number {
    return this.units
  }

  override get outputState(): number | undefined {
    return 0
  }

  /** Shape of the bias. */
  protected get biasShape(): Shape {
    return [this.#gates * this.units]
  }

  /** What the bias begins as. */
  protected biasInitializer(initializer: Initializer): Initializer {
    return initializer
  }

  override checkStep(path: string, stepShape: BatchShape, states: readonly BatchShape[] | undefined): void {
    if (stepShape.length !== 2) {
      throw new ShapeError(
        `${path}: expected features along one axis, shape [batch, features] per step, got shape ${formatShape(stepShape)} per step`,
      )
    }
    checkExtent(path, stepShape, 1, this.kernel?.shape[0])
    super.checkStep(path, stepShape, states)
  }

  protected override build({ inputs }: BatchShapes<CellInputs>): void {
    const width = this.#gates * this.units
    this.kernel = this.addWeight('kernel', [...this.window, inputs.at(-1)!, width], this.#kernelRule)
    this.recurrentKernel = this.addWeight('recurrentKernel', [...this.window, this.units, width], this.#recurrentRule)
    if (!this.#useBias) return
    const biasRule = this.#biasRule
    this.bias = this.addWeight('bias', this.biasShape, { ...biasRule, initializer: this.biasInitializer(biasRule.initializer) })
  }

  /** Extents of the kernels before their axes of features: none, but for convolutions. */
  protected get window(): Shape {
    return []
  }

  override prepare(stepShape: Shape, { training }: SequenceContext): DropoutMasks {
    const [gates, dropout, recurrentDropout] = [this.#gates, this.#dropout, this.#recurrentDropout]
    if (!training || !this.#generator) return noMasks
    // As Keras: what drops parts of the state drops for each gate by itself.
    const count = recurrentDropout > 0 ? gates : 1
    const masks = (rate: number, shape: Shape): Tensor[] =>
      rate === 0 ? [] : Array.from({ length: count }, () => this.#dropoutMask(shape, rate))
    const state = this.stateShapes(stepShape)[0]!.map(Number)
    return { inputs: masks(dropout, stepShape), state: masks(recurrentDropout, state) }
  }

  #dropoutMask(shape: Shape, rate: number): Tensor {
    if (rate === 1) return zeros(shape, this.dtype)
    const keepRate = 1 - rate
    return randomBernoulli(this.#generator!.next(), shape, keepRate).cast(this.dtype).div(staticValue(keepRate))
  }

  override project(x: Tensor, masks: DropoutMasks = noMasks): Tensor {
    const product = maskedProduct(x.cast(this.dtype), masks.inputs, this.kernel!.value, this.inputProduct)
    const bias = this.inputBias()
    return bias ? product.add(bias) : product
  }

  /** What the kernel does to the inputs: the matrix product, but for convolutions. */
  protected readonly inputProduct: Product = (x, kernel) => x.matmul(kernel)

  /** What is added to the projected inputs. */
  protected inputBias(): Tensor | undefined {
    return this.bias?.value
  }

  /** The options that make an equal cell, but for those that every layer has. */
  getRecurrentConfig(): Readonly<Record<string, unknown>> {
    const { units } = this
    const [useBias, dropout, recurrentDropout, seed] = [this.#useBias, this.#dropout, this.#recurrentDropout, this.#seed]
    return {
      units,
      activation: activationConfig(this.activation),
      useBias,
      ...weightRuleConfig('kernel', this.#kernelRule),
      ...weightRuleConfig('recurrent', this.#recurrentRule),
      ...weightRuleConfig('bias', this.#biasRule),
      dropout,
      recurrentDropout,
      ...(seed !== undefined && { seed }),
    }
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), ...this.getRecurrentConfig() }
  }
}
