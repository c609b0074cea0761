/** What a layer's `call` knows besides its inputs. */
import { formatShape, ShapeError, type Tensor, type TensorNest } from '@neurite/core'
import { collectLoss } from './collect-losses.ts'
import type { MaskOf } from './mask.ts'

/**
 * What a layer's `call` knows besides its inputs. Passed on to the `apply` of inner layers as it is, it tells them whether this is
 * training; their masks are those of their own inputs.
 */
export interface CallContext<In extends TensorNest = Tensor, Options = unknown> {
  /** Whether this is training: dropout drops, normalisation uses the batch. */
  readonly training: boolean
  /** The options of `apply` that only this kind of layer has, as far as they were given. */
  readonly options: Partial<Options>
  /** Masks of the inputs, in their structure: bool, true where an element counts; undefined where a tensor has none. */
  readonly mask: MaskOf<In>
  /**
   * Adds a scalar to the loss of training.
   *
   * @throws ShapeError when it is none
   */
  addLoss(loss: Tensor): void
}

/** The context that `Layer.apply` makes. A class, so that it is told from options of the user's. */
export class LayerContext<In extends TensorNest, Options = unknown> implements CallContext<In, Options> {
  readonly training: boolean
  readonly mask: MaskOf<In>
  readonly options: Partial<Options>

  constructor(training: boolean, mask: MaskOf<In>, options: Partial<Options> = {}) {
    this.training = training
    this.mask = mask
    this.options = options
  }

  addLoss(loss: Tensor): void {
    if (loss.rank > 0) {
      throw new ShapeError(`addLoss: expected a scalar, got shape ${formatShape(loss.shape)}; take its sum() or mean()`)
    }
    collectLoss(loss)
  }
}
