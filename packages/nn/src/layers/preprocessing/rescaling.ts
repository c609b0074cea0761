/** Scales and shifts inputs by fixed numbers. */
import { ArgumentError, type Tensor, tensor } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** One number, or one for each element along the last axis. */
export type Scalars = number | readonly number[]

/** Options of `Rescaling`. */
export interface RescalingOptions extends LayerOptions {
  /** Added after scaling. Default 0. */
  readonly offset?: Scalars
}

const optionNames: OptionNames<RescalingOptions> = { ...layerOptionNames, offset: true }

function checkScalars(option: string, value: Scalars): Scalars {
  const isNumber = (item: unknown): boolean => typeof item === 'number' && Number.isFinite(item)
  if (isNumber(value) || (Array.isArray(value) && value.length > 0 && value.every(isNumber))) return value
  const got = Array.isArray(value) ? `[${value.join(', ')}]` : typeof value === 'number' ? value : describeValue(value)
  throw new ArgumentError(
    `Rescaling: ${option} must be a finite number, or an array of them, got ${got}; write new Rescaling(1 / 255)`,
  )
}

/**
 * `x * scale + offset`, in the layer's dtype: for pixels from 0 to 255, say.
 *
 * @shape x [...] -> the same
 * @param scale - one number, or one for each element along the last axis
 * @throws ArgumentError when a number is not finite
 * @example
 * ```ts
 * const model = new Sequential([new Rescaling(1 / 127.5, { offset: -1, inputShape: [28, 28] }), new Flatten(), new Dense(10)])
 * ```
 */
export class Rescaling extends ElementwiseLayer {
  static override readonly className: string = 'Rescaling'

  readonly #scale: Scalars
  readonly #offset: Scalars

  constructor(scale: Scalars, options: RescalingOptions = {}) {
    checkScalars('scale', scale)
    super(checkOptions('Rescaling', options, optionNames))
    this.#scale = scale
    this.#offset = checkScalars('offset', options.offset ?? 0)
  }

  protected override call(x: Tensor): Tensor {
    const operand = (value: Scalars): number | Tensor =>
      typeof value === 'number' ? value : tensor(value, { dtype: this.dtype })
    const scaled = x.cast(this.dtype).mul(operand(this.#scale))
    return this.#offset === 0 ? scaled : scaled.add(operand(this.#offset))
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), scale: this.#scale, offset: this.#offset }
  }

  static override fromConfig({ scale, ...options }: LayerConfig): Rescaling {
    return new this(scale as Scalars, options)
  }
}
