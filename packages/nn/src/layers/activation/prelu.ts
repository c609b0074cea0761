/** Rectified linear units that learn their slope below 0. */
import { ArgumentError, formatShape, ShapeError, type Tensor, type Variable, where } from '@neurite/core'
import type { ConstraintLike } from '../../constraints/get-constraint.ts'
import type { InitializerLike } from '../../initializers/get-initializer.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import type { RegularizerLike } from '../../regularizers/get-regularizer.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type BatchShape, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'

/** Options of `PReLU`. */
export interface PReLUOptions extends LayerOptions {
  /** First slopes. Default zeros. */
  readonly alphaInitializer?: InitializerLike
  /** What the slopes add to the loss of training. Default nothing. */
  readonly alphaRegularizer?: RegularizerLike | undefined
  /** What the slopes obey after every step of training. Default nothing. */
  readonly alphaConstraint?: ConstraintLike | undefined
  /** Axes along which all elements share a slope, counted with the batch axis, from 1. For images [1, 2]. Default none. */
  readonly sharedAxes?: readonly number[] | undefined
}

const optionNames: OptionNames<PReLUOptions> = {
  ...layerOptionNames,
  alphaInitializer: true,
  alphaRegularizer: true,
  alphaConstraint: true,
  sharedAxes: true,
}

const isAxis = (axis: unknown): boolean => typeof axis === 'number' && Number.isSafeInteger(axis) && axis > 0

/**
 * x above 0, `alpha * x` below, with a slope alpha for each element of an input that training finds.
 *
 * @shape x [batch, ...rest] -> the same; alpha [...rest], with 1 for shared axes
 * @throws ShapeError when an axis that is not shared is open; ArgumentError when an option is wrong
 * @source He et al. 2015, eq. 1
 */
export class PReLU extends ElementwiseLayer {
  static override readonly className: string = 'PReLU'

  /** The slopes, once built. */
  alpha: Variable | undefined
  readonly #alphaRule: WeightRule
  readonly #sharedAxes: readonly number[]

  constructor(options: PReLUOptions = {}) {
    super(checkOptions('PReLU', options, optionNames))
    this.#alphaRule = weightRule('PReLU', 'alpha', options, 'zeros')
    const axes = options.sharedAxes ?? []
    if (!Array.isArray(axes) || !axes.every(isAxis)) {
      const got = Array.isArray(axes) ? `[${axes.join(', ')}]` : describeValue(axes)
      throw new ArgumentError(`PReLU: sharedAxes must be an array of positive integers, got ${got}; write [1, 2] for images`)
    }
    this.#sharedAxes = [...axes]
  }

  protected override checkInput(shape: BatchShape): void {
    const missing = this.#sharedAxes.find((axis) => axis >= shape.length)
    if (missing !== undefined || shape.length === 0) {
      throw new ShapeError(
        `${this.path}: expected an input with an axis ${missing ?? 0}, got shape ${formatShape(shape)}; change sharedAxes or the input`,
      )
    }
    shape.slice(1).forEach((extent, index) => {
      const expected = this.alpha?.shape[index]
      if (this.#sharedAxes.includes(index + 1) || (expected !== undefined && (extent === null || extent === expected))) return
      if (expected === undefined && extent !== null) return
      const size = expected === undefined ? 'have a fixed size' : `be ${expected}`
      const fix = expected === undefined ? 'set inputShape or sharedAxes' : 'pass inputs like those that the layer was built for'
      throw new ShapeError(`${this.path}: expected axis ${index + 1} to ${size}, got shape ${formatShape(shape)}; ${fix}`)
    })
    if (this.alpha && shape.length !== this.alpha.shape.length + 1) {
      throw new ShapeError(
        `${this.path}: expected ${this.alpha.shape.length + 1} axes, got shape ${formatShape(shape)}; pass inputs like those that the layer was built for`,
      )
    }
  }

  protected override build([, ...rest]: BatchShape): void {
    const shape = rest.map((extent, index) => (this.#sharedAxes.includes(index + 1) ? 1 : extent!))
    this.alpha = this.addWeight('alpha', shape, this.#alphaRule)
  }

  protected override call(x: Tensor): Tensor {
    return where(x.greater(0), x, x.mul(this.alpha!.value))
  }

  override getConfig(): LayerConfig {
    const sharedAxes = this.#sharedAxes
    return {
      ...super.getConfig(),
      ...weightRuleConfig('alpha', this.#alphaRule),
      ...(sharedAxes.length > 0 && { sharedAxes }),
    }
  }
}
