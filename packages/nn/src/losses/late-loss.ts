/** A loss whose class is loaded when a model is first trained or measured with it: pages carry only the losses that they use. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { type ClassConfig, isClassConfig } from '../options/class-config.ts'
import type { LossLike } from './everyday-losses.ts'
import type { TargetKind } from './fit-targets.ts'
import { Loss } from './loss.ts'
import type { LossWeights } from './reduction.ts'

/** Stands for a loss until it is there, and afterwards for those who hold it still. */
export class LateLoss extends Loss {
  readonly #caller: string
  readonly #like: LossLike
  #real: Loss | undefined

  /** @param caller - what errors begin with */
  constructor(caller: string, like: LossLike) {
    super(isClassConfig(like) ? like.className : String(like))
    this.#caller = caller
    this.#like = like
  }

  /** The loss, made once. */
  make(getLoss: (call: string, like: LossLike) => Loss): Loss {
    return (this.#real ??= getLoss(this.#caller, this.#like))
  }

  override get targets(): TargetKind {
    return this.#loaded.targets
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.#loaded.call(yTrue, yPred)
  }

  override compute(yTrue: Tensor, yPred: Tensor, weights?: LossWeights): Tensor {
    return this.#loaded.compute(yTrue, yPred, weights)
  }

  override getConfig(): ClassConfig['config'] {
    return this.#loaded.getConfig()
  }

  get #loaded(): Loss {
    if (this.#real) return this.#real
    throw new ArgumentError(
      `${this.#caller}: the loss ${this.name} is loaded by the first fit, evaluate, trainOnBatch or testOnBatch; ` +
        'to use it before, compile with an object of its class',
    )
  }
}
