/** A model whose layers follow one another. */
import { ArgumentError, DataError, ShapeError, type Tensor, type TensorNest } from '@neurite/core'
import { type BatchShape, type CallContext, Layer, type LayerConfig } from '../layers/layer.ts'
import { configuredLayer, type LayerClasses, layerFromConfig } from '../layers/layer-classes.ts'
import { checkOptions } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { fitsSampleShape, formatBatch, formatSample } from '../training/format-shape.ts'
import type { InputSpec } from '../training/samples.ts'
import type { OutputSpec } from '../training/trainable.ts'
import { Model } from './model.ts'
import type { SummaryRow } from './summary.ts'

/** Options of `Sequential`. */
export interface SequentialOptions {
  /** Default `sequential`, `sequential_1`, ... */
  readonly name?: string
  /** Whether training changes the weights. Default true. */
  readonly trainable?: boolean
}

/** @throws ArgumentError unless it is an array of layers */
function checkLayers(layers: readonly Layer[]): readonly Layer[] {
  if (!Array.isArray(layers)) {
    throw new ArgumentError(
      `Sequential: expected an array of layers, got ${describeValue(layers)}; write new Sequential([new Dense(10)])`,
    )
  }
  return layers
}

/**
 * A stack of layers: the outputs of each are the inputs of the next.
 *
 * Where the first layer has an `inputShape`, the model is built at once, so that layers that do not fit throw here; else at the
 * first use.
 *
 * @shape x as the first layer takes it -> what the last layer puts out
 * @param layers - in order; more can be added with `add`
 * @throws ShapeError when a layer does not fit the one before; ArgumentError when something is no layer, or two have one name
 * @example
 * ```ts
 * const model = new Sequential([
 *   new Dense(128, { activation: 'relu', inputShape: [784] }),
 *   new Dense(10, { activation: 'softmax' }),
 * ])
 * ```
 */
export class Sequential extends Model {
  static override readonly className = 'Sequential'

  readonly #stack: Layer[] = []
  /** Shapes between the layers, once built: the inputs of the first, then the outputs of each. */
  #shapes: BatchShape[] = []

  constructor(layers: readonly Layer[] = [], options: SequentialOptions = {}) {
    checkOptions('Sequential', options, { name: true, trainable: true })
    // Inputs are for the first layer: they come in its dtype.
    const dtype = checkLayers(layers)[0]?.dtype
    super({ ...options, ...(dtype && { dtype }) })
    for (const layer of layers) this.add(layer)
  }

  override get layers(): readonly Layer[] {
    return this.#stack
  }

  override get sampleShape(): BatchShape | undefined {
    const [first] = this.#stack
    return first instanceof Model ? first.sampleShape : first?.inputShape
  }

  /**
   * Adds a layer at the end.
   *
   * @throws ShapeError when it does not fit the layer before; ArgumentError when it is no layer, or its name is taken
   */
  add(layer: Layer): void {
    this.#checkLayer(layer)
    layer.path = `${this.path}/${layer.name}`
    if (this.built) this.#shapes.push(append(layer, this.#shapes.at(-1)!))
    this.addLayer(layer)
    this.#stack.push(layer)
    if (!this.built && this.sampleShape) this.buildFrom([null, ...this.sampleShape])
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return this.#stack.reduce<BatchShape>((shape, layer) => layer.computeOutputShape(shape), inputShape)
  }

  override getConfig(): LayerConfig {
    const { name, trainable } = this
    return { name, trainable, layers: this.#stack.map(configuredLayer) }
  }

  /**
   * A model from `getConfig`, weights aside.
   *
   * @param classes - the classes of its layers, by their names
   * @throws ArgumentError when one of them is missing
   * @example
   * ```ts
   * const copy = Sequential.fromConfig(model.getConfig(), { Dense })
   * ```
   */
  static override fromConfig(config: LayerConfig, classes: LayerClasses = {}): Sequential {
    const { layers, ...options } = config
    const known: LayerClasses = { Sequential, Model, ...classes }
    if (!Array.isArray(layers)) {
      throw new DataError('Sequential.fromConfig: the configuration must hold an array of layers; it is damaged')
    }
    const made = layers.map((layer: unknown) => layerFromConfig('Sequential.fromConfig', layer, known))
    return new Sequential(made, options)
  }

  override get inputSpec(): InputSpec {
    return { structure: 'x', sampleShapes: [this.sampleShape] }
  }

  override outputSpec(x: TensorNest): OutputSpec {
    const shape = [null, ...(x as Tensor).shape.slice(1)]
    const output = this.computeOutputShape(shape)
    this.buildFrom(shape)
    return { structure: 'output', shapes: [output] }
  }

  protected override get outputNames(): readonly string[] {
    return ['output']
  }

  protected override get takesNest(): boolean {
    return false
  }

  protected override checkInput(inputShape: BatchShape): void {
    if (this.#stack.length === 0)
      throw new ArgumentError(`${this.path}: the model has no layers; add one with ${this.path}.add(new Dense(10)), for example`)
    const expected = this.sampleShape
    if (!expected || fitsSampleShape(inputShape.slice(1), expected)) return
    throw new ShapeError(
      `${this.path}: the model takes inputs of shape ${formatSample(expected)}, got ${formatBatch(inputShape)}; reshape them, or change the inputShape of ${this.#stack[0]!.path}`,
    )
  }

  protected override build(inputShape: BatchShape): void {
    const shapes = [inputShape]
    for (const layer of this.#stack) shapes.push(append(layer, shapes.at(-1)!))
    this.#shapes = shapes
  }

  protected override call(x: Tensor, { training }: CallContext): Tensor {
    return this.#stack.reduce((outputs, layer) => layer.apply(outputs, { training }), x)
  }

  protected override summaryRows(): readonly SummaryRow[] {
    return this.#stack.map((layer, index) => ({ layer, shape: this.#shapes[index + 1] }))
  }

  #checkLayer(layer: Layer): void {
    if (!(layer instanceof Layer)) {
      throw new ArgumentError(`${this.path}: expected a layer, got ${describeValue(layer)}; pass an object such as new Dense(10)`)
    }
    if (this.#stack.some(({ name }) => name === layer.name)) {
      throw new ArgumentError(`${this.path}: two layers are called "${layer.name}"; give one of them another name`)
    }
  }
}

/** Builds a layer for inputs of this shape; returns the shape of its outputs. */
function append(layer: Layer, inputShape: BatchShape): BatchShape {
  layer.buildFrom(inputShape)
  return layer.computeOutputShape(inputShape)
}
