/** Ways in which a gradient can be wrong, whatever it is the gradient of. */
import { type Tensor, zerosLike } from '@neurite/core'

type Gradients = readonly (Tensor | undefined)[]

/** Changes the last gradient that there is: the first ones are those that people test. */
const changeLast =
  (change: (gradient: Tensor) => Tensor | undefined) =>
  (gradients: Gradients): Gradients => {
    const last = gradients.findLastIndex((gradient) => gradient !== undefined)
    return gradients.map((gradient, index) => (index === last && gradient ? change(gradient) : gradient))
  }

const changeAll =
  (change: (gradient: Tensor) => Tensor) =>
  (gradients: Gradients): Gradients =>
    gradients.map((gradient) => gradient && change(gradient))

/** The mutations. */
export const vjpMutations: Readonly<Record<string, (gradients: Gradients) => Gradients>> = {
  'a hundredth too much': changeAll((gradient) => gradient.mul(1.01)),
  'the sign is wrong': changeAll((gradient) => gradient.neg()),
  'the last operand gets a hundredth too much': changeLast((gradient) => gradient.mul(1.01)),
  'the last operand gets 0': changeLast(zerosLike),
  'the last operand gets nothing': changeLast(() => undefined),
  'elements stand in reverse': changeLast((gradient) => (gradient.size > 1 ? gradient.flip() : gradient.mul(2))),
}
