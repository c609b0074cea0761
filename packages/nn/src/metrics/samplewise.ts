/** Brings values and their weights to one of each per sample, as Keras's metrics do before they add them up. */
import { formatShape, ShapeError, type Shape, type Tensor } from '@neurite/core'

/** How the parts of a sample become one value. */
export type Gather = 'mean' | 'sum'

/** Values and weights, one per sample. */
export interface Samplewise {
  readonly values: Tensor
  readonly weights: Tensor | undefined
}

/** All axes from `first` on become one value. */
const collapse = (x: Tensor, first: number, gather: Gather): Tensor =>
  x.rank <= first ? x : x.reshape([...x.shape.slice(0, first), -1])[gather](-1)

const broadcasts = (weights: Shape, values: Shape): boolean =>
  weights.every((extent, axis) => extent === 1 || extent === values[axis])

/** Without, or with, a last axis of extent 1, so that both have as many axes. */
function matchRanks(values: Tensor, weights: Tensor): readonly [values: Tensor, weights: Tensor] {
  if (weights.rank === values.rank + 1 && weights.shape.at(-1) === 1) return [values, weights.squeeze(-1)]
  if (values.rank === weights.rank + 1 && values.shape.at(-1) === 1 && weights.rank > 0) return [values.squeeze(-1), weights]
  return [values, weights]
}

/**
 * One value and one weight per sample. Values are multiplied by their weights; parts of a sample that has one weight are gathered first.
 *
 * @param call - what errors begin with
 * @shape values [batch, ...], weights of any leading axes of it, or [] -> [batch]
 * @throws ShapeError when the weights do not broadcast to the values
 */
export function samplewise(call: string, values: Tensor, weights: Tensor | undefined, gather: Gather): Samplewise {
  if (!weights) return { values: collapse(values, 1, gather), weights }
  const [x, w] = matchRanks(values, weights)
  if (w.rank > x.rank || !broadcasts(w.shape, x.shape)) {
    throw new ShapeError(
      `${call}: weights of shape ${formatShape(weights.shape)} do not broadcast to values of ${formatShape(values.shape)}`,
    )
  }
  const parts = collapse(x, w.rank, gather)
  const each = w.broadcastTo(parts.shape)
  return { values: collapse(parts.mul(each), 1, gather), weights: collapse(each, 1, gather) }
}
