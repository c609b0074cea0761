/** The base of layers whose outputs mean the same elements as their inputs: activations, noise, rescaling. */
import { type BatchShape, Layer } from './layer.ts'

/** Keeps the shape of its input and passes the mask on. */
export abstract class ElementwiseLayer extends Layer {
  override get supportsMasking(): boolean {
    return true
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return inputShape
  }
}
