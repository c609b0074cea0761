/** Gated linear unit. */
import { formatShape, ShapeError, type Tensor } from '@neurite/core'

/**
 * a sigmoid(b), where a and b are the first and the second half of x.
 *
 * @shape x [..., 2 n, ...] -> [..., n, ...]
 * @param axis - the axis to halve. Default the last
 * @throws ShapeError when its extent is odd
 * @source Dauphin et al. 2017, eq. 1
 */
export function glu(x: Tensor, axis = -1): Tensor {
  const at = axis < 0 ? axis + x.rank : axis
  const extent = x.shape[at]
  if (extent === undefined || extent % 2 !== 0) {
    throw new ShapeError(`glu: expected an even extent along axis ${axis}, got shape ${formatShape(x.shape)}; it is cut in half`)
  }
  const starts = x.shape.map((_, index) => (index === at ? extent / 2 : 0))
  const limits = x.shape.map((size, index) => (index === at ? extent / 2 : size))
  return x.slice([], { limits }).mul(x.slice(starts).sigmoid())
}
