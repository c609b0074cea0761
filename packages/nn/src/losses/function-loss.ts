/** A function of targets and predictions as a loss. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { describeValue } from '../options/describe-value.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/** The losses of samples: pure tensor code. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor

/** Options of `FunctionLoss`. */
export interface FunctionLossOptions extends LossOptions {
  /** From targets and predictions to the losses of the samples. */
  readonly fn: LossFunction
}

/**
 * A loss from a function, which checks targets by itself.
 *
 * Where a loss is expected, the function alone will do: this class is for options.
 *
 * @shape yTrue, yPred -> what the function returns, [batch] as a rule
 * @param options - `fn`; `name`, default the function's own; `reduction`
 * @example
 * ```ts
 * const cubic = new FunctionLoss({ fn: (yTrue, yPred) => yTrue.sub(yPred).abs().pow(3), reduction: 'sum' })
 * ```
 */
export class FunctionLoss extends Loss {
  static override readonly className: string = 'FunctionLoss'
  readonly targets = 'any'
  readonly #fn: LossFunction

  constructor(options: FunctionLossOptions) {
    const { fn, name, reduction } = checkOptions('FunctionLoss', options, { ...lossOptionNames, fn: true })
    if (typeof fn !== 'function') {
      throw new ArgumentError(`FunctionLoss: fn must be a function of targets and predictions, got ${describeValue(fn)}`)
    }
    super(name ?? (fn.name || 'loss'), reduction)
    this.#fn = fn
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.#fn(yTrue, yPred)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), fn: this.#fn }
  }
}
