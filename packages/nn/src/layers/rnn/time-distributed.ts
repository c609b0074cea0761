/** A layer applied to each step of sequences. */
import { formatShape, ShapeError, type Shape, stack, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { type BatchShape, type CallContext, type Layer, layerOptionNames, type LayerOptions } from '../layer.ts'
import { Wrapper } from '../wrapper.ts'

/** The shape of one step. */
const stepShape = ([batch, , ...rest]: BatchShape): BatchShape => [batch!, ...rest]

/**
 * Applies a layer to each step of sequences, with the same weights.
 *
 * All steps are one batch for the layer; where it has statistics of its own that training moves, as `BatchNormalization` does, it is applied
 * to one step after the other.
 *
 * @shape x [batch, steps, ...rest] -> [batch, steps, ...output of the layer for [batch, ...rest]]
 * @param layer - what is applied
 * @throws ShapeError when there is no axis of steps
 * @example
 * ```ts
 * const perFrame = new TimeDistributed(new Conv2D(16, 3)).apply(video) // [batch, frames, height, width, channels]
 * ```
 */
export class TimeDistributed extends Wrapper {
  static override readonly className: string = 'TimeDistributed'

  constructor(layer: Layer, options: LayerOptions = {}) {
    super(layer, checkOptions('TimeDistributed', options, layerOptionNames))
  }

  protected override checkInput(shape: BatchShape): void {
    if (shape.length >= 3) return
    throw new ShapeError(
      `${this.path}: expected sequences of shape [batch, steps, ...rest], got shape ${formatShape(shape)}; add the missing axes`,
    )
  }

  protected override build(inputShape: BatchShape): void {
    super.build(stepShape(inputShape))
  }

  protected override call(x: Tensor, context: CallContext): Tensor {
    const { training, mask } = context
    const [batch, steps, ...rest] = x.shape as [number, number, ...number[]]
    if (this.layer.weights.some(({ trainable }) => !trainable)) return this.#stepByStep(x, context)
    const join = (tensor: Tensor, trailing: Shape): Tensor => tensor.reshape([batch * steps, ...trailing])
    // A mask of steps says nothing about the inside of one.
    const inner = mask && mask.rank > 2 ? { mask: join(mask, mask.shape.slice(2)) } : {}
    const y = this.layer.apply(join(x, rest), { training, ...inner })
    return y.reshape([batch, steps, ...y.shape.slice(1)])
  }

  #stepByStep(x: Tensor, { training, mask }: CallContext): Tensor {
    const at = (tensor: Tensor, step: number): Tensor => {
      const [batch, , ...rest] = tensor.shape
      return tensor.slice([0, step], { limits: [batch!, step + 1] }).reshape([batch!, ...rest])
    }
    const outputs = Array.from({ length: x.shape[1]! }, (_, step) => {
      const inner = mask && mask.rank > 2 ? { mask: at(mask, step) } : {}
      return this.layer.apply(at(x, step), { training, ...inner })
    })
    return stack(outputs, 1)
  }

  override get supportsMasking(): boolean {
    return true
  }

  override computeMask(_x: Tensor, mask: Tensor | undefined): Tensor | undefined {
    return mask
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    const [batch, ...output] = this.layer.computeOutputShape(stepShape(inputShape))
    return [batch!, inputShape[1]!, ...output]
  }
}
