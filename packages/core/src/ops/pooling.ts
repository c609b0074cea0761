/** Pooling over one to three spatial axes, channels last. */
import { toFloat } from '../dtype/promote.ts'
import type { WindowAttributes } from '../primitives/attributes.ts'
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitive, besides, type Tensor } from '../tensor/tensor.ts'
import { bringWindows } from './bring-windows.ts'
import { ones } from './create.ts'
import { padCells, type Padding, type PerAxis, perAxis, spatialOf } from './window-options.ts'

/** Options of pooling. */
export interface PoolOptions {
  /** Extent of the window. */
  readonly poolSize: PerAxis
  /** Steps of the window. Default: the pool size, so that windows do not overlap. */
  readonly strides?: PerAxis
  /** Default `valid`. Cells of padding never count. */
  readonly padding?: Padding
}

/** The window over all axes: batch and channels are left alone. */
function windowOf(call: string, x: Tensor, { poolSize, strides = poolSize, padding = 'valid' }: PoolOptions): WindowAttributes {
  const extents = spatialOf(call, x.shape)
  const spatial = {
    extents,
    window: perAxis(call, 'poolSize', poolSize, extents.length),
    strides: perAxis(call, 'strides', strides, extents.length),
    dilations: extents.map(() => 1),
  }
  const { low, high } = padCells(call, padding, ['valid', 'same'], spatial)
  return {
    window: [1, ...spatial.window, 1],
    strides: [1, ...spatial.strides, 1],
    low: [0, ...low, 0],
    high: [0, ...high, 0],
    dilations: x.shape.map(() => 1),
  }
}

/**
 * The greatest element of each window; the gradient goes to the first one of several.
 *
 * @shape x [batch, ...spatial, channels] -> [batch, ...positions, channels]
 * @throws ShapeError when x has another rank; ArgumentError when an option is not understood
 * @example
 * ```ts
 * const half = maxPool(images, { poolSize: 2 })
 * ```
 */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  bringWindows()
  return applyPrimitive('windowMax', [x], windowOf('maxPool', x, options), 'maxPool')
}

/**
 * The mean of each window; cells of padding are left out of sum and count.
 *
 * @shape x [batch, ...spatial, channels] -> [batch, ...positions, channels]
 * @throws ShapeError when x has another rank; ArgumentError when an option is not understood
 */
export function averagePool(x: Tensor, options: PoolOptions): Tensor {
  const window = windowOf('averagePool', x, options)
  bringWindows()
  const sums = applyPrimitive('windowSum', [x.cast(toFloat(x.dtype))], window, 'averagePool')
  const isPadded = [...window.low, ...window.high].some((cells) => cells > 0)
  if (!isPadded) return sums.div(staticValue(window.window.reduce((product, extent) => product * extent, 1)))
  const cells = besides([x], () => ones([1, ...x.shape.slice(1, -1), 1], sums.dtype))
  return sums.div(applyPrimitive('windowSum', [cells], window, 'averagePool'))
}
