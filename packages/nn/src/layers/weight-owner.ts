/** The base of layers: a name and a path, weights of its own and of inner layers, and which of them are trained. */
import { ArgumentError, type DType, type Shape, sizeOf, Variable } from '@neurite/core'
import { setConstraint } from '../constraints/constraint-of.ts'
import type { Constraint } from '../constraints/constraint.ts'
import type { Fans } from '../initializers/fans.ts'
import type { Initializer } from '../initializers/initializer.ts'
import { classNameOf } from '../options/class-config.ts'
import { checkFlag } from '../options/check-values.ts'
import { describeValue } from '../options/describe-value.ts'
import { SeedGenerator } from '../random/seed-generator.ts'
import { checkSeed } from '../random/seed.ts'
import { setRegularizer } from '../regularizers/regularizer-of.ts'
import type { Regularizer } from '../regularizers/regularizer.ts'
import type { AnyLayer } from './layer.ts'
import { checkName, uniqueName } from './layer-name.ts'

/** How a weight is made. */
export interface WeightOptions {
  /** What the weight begins with. */
  readonly initializer: Initializer
  /** Default true. */
  readonly trainable?: boolean
  /** Default: the layer's. */
  readonly dtype?: DType
  /** How many inputs and outputs each unit connects, for initializers that scale by it. Default: from the shape, as of a convolution. */
  readonly fans?: Fans
  /** What the weight adds to the loss of training. Default nothing. */
  readonly regularizer?: Regularizer | undefined
  /** What the weight obeys after every step of training. Default nothing. */
  readonly constraint?: Constraint | undefined
}

/** What a layer remembers of each weight, to name it anew when the layer moves into a model. */
interface NamedVariable {
  readonly name: string
  readonly variable: Variable
}

/** Without repeats: a shared inner layer counts once. */
const unique = (variables: readonly Variable[]): readonly Variable[] => [...new Set(variables)]

/** What layers are made of: their weights, the layers inside them, and state that is no weight. */
export abstract class WeightOwner {
  /** Name of the class, for layer names and configurations; state it, so that it survives minification. Default: the class's own. */
  static readonly className: string | undefined = undefined

  /** Name of the class. */
  readonly className: string
  /** Unique among the layers of a model. */
  readonly name: string
  /** What weights are kept in, unless they say otherwise. */
  abstract readonly dtype: DType
  readonly #ownWeights: NamedVariable[] = []
  readonly #ownState: NamedVariable[] = []
  readonly #inner: AnyLayer[] = []
  #ownPath: string
  #isTrainable: boolean

  constructor({ name, trainable = true }: { readonly name?: string; readonly trainable?: boolean }) {
    this.className = classNameOf(new.target)
    this.#isTrainable = checkFlag(this.className, 'trainable', trainable)
    this.name = name === undefined ? uniqueName(this.className) : checkName(this.className, name)
    this.#ownPath = this.name
  }

  /** Whether the weights exist. */
  abstract get built(): boolean

  /** What errors and weights are named by: the name, or `model/name` inside a model. Setting it names the weights anew. */
  get path(): string {
    return this.#ownPath
  }

  set path(path: string) {
    this.#ownPath = path
    for (const { name, variable } of [...this.#ownWeights, ...this.#ownState]) variable.path = `${path}/${name}`
    for (const layer of this.#inner) layer.path = `${path}/${layer.name}`
  }

  /**
   * Makes a weight. Its initial value is computed when it is first needed, outside of any compiled function.
   *
   * @param name - the last part of the weight's path, such as `kernel`
   */
  protected addWeight(
    name: string,
    shape: Shape,
    { initializer, trainable = true, dtype = this.dtype, fans, regularizer, constraint }: WeightOptions,
  ): Variable {
    const path = `${this.#ownPath}/${name}`
    if (this.#ownWeights.some((weight) => weight.name === name)) {
      throw new ArgumentError(`${path}: the layer has a weight of this name already; names of weights must differ`)
    }
    const variable = new Variable(() => initializer.create(shape, dtype, fans), { shape, dtype, path, trainable })
    if (regularizer) setRegularizer(variable, regularizer)
    if (constraint) setConstraint(variable, constraint)
    this.#ownWeights.push({ name, variable })
    return variable
  }

  /** Makes a source of random keys whose state belongs to the layer. Without a seed, one comes from `nextSeed`. */
  protected addSeedGenerator(seed?: number): SeedGenerator {
    const generator = new SeedGenerator(seed === undefined ? undefined : checkSeed(this.className, seed))
    this.trackState('seedState', generator.state)
    return generator
  }

  /** Makes an inner layer's weights count as this one's, and its path begin with this one's. Returns the layer. */
  protected addLayer<L extends AnyLayer>(layer: L): L {
    if (!(layer instanceof WeightOwner)) {
      throw new ArgumentError(
        `${this.#ownPath}: expected a layer, got ${describeValue(layer)}; pass an instance such as new Dense(10)`,
      )
    }
    layer.path = `${this.#ownPath}/${layer.name}`
    this.#inner.push(layer)
    return layer
  }

  /** Makes a variable that is no weight count as the layer's, and its path begin with this one's. */
  protected trackState(name: string, variable: Variable): void {
    const count = this.#ownState.filter((state) => state.name.startsWith(name)).length
    const ownName = count === 0 ? name : `${name}_${count}`
    variable.path = `${this.#ownPath}/${ownName}`
    this.#ownState.push({ name: ownName, variable })
  }

  /** Layers inside this one, in the order of `addLayer`. */
  protected get innerLayers(): readonly AnyLayer[] {
    return this.#inner
  }

  /** Takes back the weights of a build that failed half-way. */
  protected dropWeights(): void {
    this.#ownWeights.length = 0
  }

  /** The layer's own weights in the order they were made, then those of inner layers. */
  get weights(): readonly Variable[] {
    return unique([...this.#ownWeights.map(({ variable }) => variable), ...this.#inner.flatMap(({ weights }) => weights)])
  }

  /** The weights that training changes: none when `trainable` is false. */
  get trainableWeights(): readonly Variable[] {
    if (!this.#isTrainable) return []
    const own = this.#ownWeights.filter(({ variable }) => variable.trainable).map(({ variable }) => variable)
    return unique([...own, ...this.#inner.flatMap(({ trainableWeights }) => trainableWeights)])
  }

  /** The weights that training leaves alone. */
  get nonTrainableWeights(): readonly Variable[] {
    const trainable = new Set(this.trainableWeights)
    return this.weights.filter((variable) => !trainable.has(variable))
  }

  /** The weights, and state that is no weight: the counters of random generators. */
  get variables(): readonly Variable[] {
    return unique([
      ...this.weights,
      ...this.#ownState.map(({ variable }) => variable),
      ...this.#inner.flatMap(({ variables }) => variables),
    ])
  }

  /** Whether training changes the weights. Setting it sets it for inner layers too. */
  get trainable(): boolean {
    return this.#isTrainable
  }

  set trainable(trainable: boolean) {
    this.#isTrainable = checkFlag(this.#ownPath, 'trainable', trainable)
    for (const layer of this.#inner) layer.trainable = trainable
  }

  /**
   * Number of elements of all weights.
   *
   * @throws ArgumentError before the layer is built
   */
  countParams(): number {
    if (!this.built || this.#inner.some(({ built }) => !built)) {
      throw new ArgumentError(
        `${this.#ownPath}.countParams: the layer has no weights before it is built; give inputShape, or apply it once`,
      )
    }
    return this.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  }
}
