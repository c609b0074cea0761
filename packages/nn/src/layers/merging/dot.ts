/** Scalar products of the samples of two inputs. */
import { applyPrimitive, ArgumentError, l2Normalize, promote, ShapeError, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { checkFlag } from '../../options/check-values.ts'
import { describeValue } from '../../options/describe-value.ts'
import { type BatchShape, type CallContext, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { formatShapes, type Inputs, Merge } from './merge.ts'

/** Options of `Dot`. */
export interface DotOptions extends LayerOptions {
  /** Whether vectors are scaled to length 1 first, which makes the product their cosine. Default false. */
  readonly normalize?: boolean
}

/** Along which axis of the first and of the second input, or of both, the products are summed. */
export type DotAxes = number | readonly [number, number]

/** Shorter vectors count as this long: a zero vector stays zero instead of becoming NaN. */
const leastLength = 1e-6

/**
 * Sums the products of the two inputs of each sample over one axis of each.
 *
 * @shape a [batch, ...m, k, ...], b [batch, ...n, k, ...] -> [batch, ...m, ...n]; [batch, 1] where nothing else is left
 * @param axes - counted with the batch axis, so not 0
 * @throws ShapeError when the axes differ in extent; ArgumentError when they are no integers
 * @example
 * ```ts
 * const similarity = new Dot(-1, { normalize: true }).apply([query, answer])
 * ```
 */
export class Dot extends Merge {
  static override readonly className: string = 'Dot'

  readonly #axes: DotAxes
  readonly #normalize: boolean

  constructor(axes: DotAxes, options: DotOptions = {}) {
    const list: readonly unknown[] = Array.isArray(axes) ? axes : [axes, axes]
    if (list.length !== 2 || !list.every((axis) => Number.isSafeInteger(axis) && axis !== 0)) {
      const got = Array.isArray(axes) ? `[${axes.join(', ')}]` : typeof axes === 'number' ? axes : describeValue(axes)
      throw new ArgumentError(
        `Dot: axes must be an integer or two, and not the batch axis 0, got ${got}; write new Dot(-1), for example`,
      )
    }
    super(checkOptions('Dot', options, { ...layerOptionNames, normalize: true }))
    this.#axes = axes
    this.#normalize = checkFlag('Dot', 'normalize', options.normalize ?? false)
  }

  protected override get inputCount(): number {
    return 2
  }

  #axesOf(shapes: readonly BatchShape[]): readonly [number, number] {
    const [a, b] = typeof this.#axes === 'number' ? [this.#axes, this.#axes] : this.#axes
    const fromFront = (axis: number, { length }: BatchShape): number => (axis < 0 ? axis + length : axis)
    return [fromFront(a, shapes[0]!), fromFront(b, shapes[1]!)]
  }

  protected override checkInput(shapes: readonly BatchShape[]): void {
    this.checkCount(shapes)
    const axes = this.#axesOf(shapes)
    const [k, l] = axes.map((axis, index) => (axis > 0 ? shapes[index]![axis] : undefined))
    if (k !== undefined && l !== undefined && (k === l || k === null || l === null)) return
    throw new ShapeError(
      `${this.path}: expected axes ${axes.join(' and ')} of the two inputs to be equal, got shapes ${formatShapes(shapes)}; change the axes or the inputs`,
    )
  }

  // Inputs need not have the same number of axes: they are not aligned.
  protected override call(inputs: Inputs, _context: CallContext<Inputs>): Tensor {
    return this.merge(inputs)
  }

  protected override merge([a, b]: Inputs): Tensor {
    const dtype = promote(a!.dtype, b!.dtype)
    const axes = this.#axesOf([a!.shape, b!.shape])
    const [lhs, rhs] = [a!, b!].map((x, index) => {
      const same = x.cast(dtype)
      return this.#normalize ? l2Normalize(same, axes[index]!, { epsilon: leastLength }) : same
    })
    const attributes = { lhsBatch: [0], rhsBatch: [0], lhsContracting: [axes[0]], rhsContracting: [axes[1]] }
    const product = applyPrimitive('dotGeneral', [lhs!, rhs!], attributes, 'Dot')
    return product.rank === 1 ? product.expandDims(1) : product
  }

  override computeMask(): undefined {
    return undefined
  }

  override computeOutputShape(shapes: readonly BatchShape[]): BatchShape {
    this.checkInput(shapes)
    const axes = this.#axesOf(shapes)
    const batch = shapes.map(([extent]) => extent!).find((extent) => extent !== null) ?? null
    const rest = shapes.flatMap((shape, index) => shape.filter((_, axis) => axis !== 0 && axis !== axes[index]))
    return rest.length === 0 ? [batch, 1] : [batch, ...rest]
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axes: this.#axes, normalize: this.#normalize }
  }

  static override fromConfig({ axes, ...options }: LayerConfig): Dot {
    return new this(axes as DotAxes, options)
  }
}
