/** What normalisations share that scale and shift what they have normalised: gamma and beta. */
import type { Shape, Variable } from '@neurite/core'
import type { ConstraintLike } from '../../constraints/get-constraint.ts'
import type { InitializerLike } from '../../initializers/get-initializer.ts'
import { checkNumber } from '../../options/check-number.ts'
import type { OptionNames } from '../../options/check-options.ts'
import { checkFlag } from '../../options/check-values.ts'
import type { RegularizerLike } from '../../regularizers/get-regularizer.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'

/** Options of normalisations with gamma and beta. */
export interface AffineOptions extends LayerOptions {
  /** Added to the variance. Default 0.001. */
  readonly epsilon?: number
  /** Whether beta is added. Default true. */
  readonly center?: boolean
  /** Whether gamma multiplies. Default true. */
  readonly scale?: boolean
  /** Default zeros. */
  readonly betaInitializer?: InitializerLike
  /** Default ones. */
  readonly gammaInitializer?: InitializerLike
  /** Default nothing. */
  readonly betaRegularizer?: RegularizerLike | undefined
  /** Default nothing. */
  readonly gammaRegularizer?: RegularizerLike | undefined
  /** Default nothing. */
  readonly betaConstraint?: ConstraintLike | undefined
  /** Default nothing. */
  readonly gammaConstraint?: ConstraintLike | undefined
}

/** Rows of `AffineOptions`, to spread into a layer's own. */
export const affineOptionNames: OptionNames<AffineOptions> = {
  ...layerOptionNames,
  epsilon: true,
  center: true,
  scale: true,
  betaInitializer: true,
  gammaInitializer: true,
  betaRegularizer: true,
  gammaRegularizer: true,
  betaConstraint: true,
  gammaConstraint: true,
}

/** A normalisation followed by `gamma * x + beta`. */
export abstract class AffineNormalization extends Layer {
  readonly epsilon: number
  /** Once built; none without `scale`. */
  gamma: Variable | undefined
  /** Once built; none without `center`. */
  beta: Variable | undefined
  readonly #center: boolean
  readonly #scale: boolean
  readonly #gammaRule: WeightRule
  readonly #betaRule: WeightRule

  /** @param call - what errors begin with */
  constructor(call: string, options: AffineOptions) {
    super(options)
    this.epsilon = checkNumber(call, 'epsilon', options.epsilon ?? 1e-3, { least: 0 })
    this.#center = checkFlag(call, 'center', options.center ?? true)
    this.#scale = checkFlag(call, 'scale', options.scale ?? true)
    this.#gammaRule = weightRule(call, 'gamma', options, 'ones')
    this.#betaRule = weightRule(call, 'beta', options, 'zeros')
  }

  /** Makes gamma and beta. */
  protected buildAffine(shape: Shape): void {
    if (this.#scale) this.gamma = this.addWeight('gamma', shape, this.#gammaRule)
    if (this.#center) this.beta = this.addWeight('beta', shape, this.#betaRule)
  }

  override get supportsMasking(): boolean {
    return true
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return inputShape
  }

  override getConfig(): LayerConfig {
    const { epsilon } = this
    const [center, scale, gammaRule, betaRule] = [this.#center, this.#scale, this.#gammaRule, this.#betaRule]
    return {
      ...super.getConfig(),
      epsilon,
      center,
      scale,
      ...weightRuleConfig('beta', betaRule),
      ...weightRuleConfig('gamma', gammaRule),
    }
  }
}
