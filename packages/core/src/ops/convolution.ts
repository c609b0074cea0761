/** Convolutions over one to three spatial axes, channels last. */
import { toFloat, promote } from '../dtype/promote.ts'
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import type { ConvAttributes } from '../primitives/attributes.ts'
import { formatShape } from '../shape/shape.ts'
import { applyPrimitive, type Tensor } from '../tensor/tensor.ts'
import { bringWindows } from './bring-windows.ts'
import { checkChoice } from './check-choice.ts'
import { type ExplicitPadding, padCells, type Padding, type PerAxis, perAxis, reachOf, spatialOf } from './window-options.ts'

/** Options of `depthwiseConv` and `separableConv`. */
export interface DepthwiseConvOptions {
  /** Steps of the kernel. Default 1. */
  readonly strides?: PerAxis
  /** Default `valid`. `causal` (one spatial axis) puts all cells before the start. */
  readonly padding?: Padding | 'causal'
  /** Distance between neighbours in the kernel. Default 1. */
  readonly dilations?: PerAxis
}

/** Options of `conv`. */
export interface ConvOptions extends DepthwiseConvOptions {
  /** Parts into which input and output channels are divided; each output sees the inputs of its part. Default 1. */
  readonly groups?: number
}

/** Options of `convTranspose`. */
export interface ConvTransposeOptions {
  /** Steps of the kernel in the result. Default 1. */
  readonly strides?: PerAxis
  /** Default `valid`. Pairs are the padding of the convolution that this one transposes: they shorten the result. */
  readonly padding?: Padding
  /** Further cells at the end of each axis of the result, fewer than the stride. Default: whatever `padding` calls for. */
  readonly outputPadding?: number | readonly number[]
  /** Distance between neighbours in the kernel. Default 1. */
  readonly dilations?: PerAxis
}

/** Both operands in the float dtype that they have in common. */
function asFloats(x: Tensor, kernel: Tensor): [Tensor, Tensor] {
  const dtype = toFloat(promote(x.dtype, kernel.dtype))
  return [x.cast(dtype), kernel.cast(dtype)]
}

/** Spatial extents of x and kernel; throws where the ranks do not go together. */
function extentsOf(call: string, x: Tensor, kernel: Tensor, layout: string): [readonly number[], readonly number[]] {
  const extents = spatialOf(call, x.shape)
  if (kernel.rank !== x.rank) {
    throw new ShapeError(
      `${call}: x ${formatShape(x.shape)} has ${extents.length} spatial axes and needs a kernel ${layout}, got shape ${formatShape(kernel.shape)}`,
    )
  }
  return [extents, kernel.shape.slice(0, -2)]
}

/**
 * Convolution (the kernel is not flipped) over the axes between batch and channels.
 *
 * @shape x [batch, ...spatial, in], kernel [...k, in / groups, out] -> [batch, ...positions, out]
 * @dtype float16 | float32 | float64; integers are converted to float32
 * @throws ShapeError when ranks or channels do not go together; ArgumentError when an option is not understood
 * @example
 * ```ts
 * const edges = conv(images, kernel, { strides: 2, padding: 'same' })
 * ```
 */
export function conv(x: Tensor, kernel: Tensor, options: ConvOptions = {}): Tensor {
  return convolve('conv', ...asFloats(x, kernel), options)
}

function convolve(call: string, x: Tensor, kernel: Tensor, options: ConvOptions): Tensor {
  const [extents, window] = extentsOf(call, x, kernel, '[...k, in / groups, out]')
  const { padding = 'valid', groups = 1 } = options
  const strides = perAxis(call, 'strides', options.strides ?? 1, extents.length)
  const dilations = perAxis(call, 'dilations', options.dilations ?? 1, extents.length)
  const cells = padCells(call, padding, ['valid', 'same', 'causal'], { extents, window, strides, dilations })
  bringWindows()
  return applyPrimitive('conv', [x, kernel], { strides, ...cells, dilations, groups }, call)
}

/**
 * Convolution of each channel by itself.
 *
 * @shape x [batch, ...spatial, in], kernel [...k, in, multiplier] -> [batch, ...positions, in * multiplier]; the results of one
 * channel stand together
 * @throws ShapeError when ranks or channels do not go together; ArgumentError when an option is not understood
 */
export function depthwiseConv(x: Tensor, kernel: Tensor, options: DepthwiseConvOptions = {}): Tensor {
  return depthwise('depthwiseConv', ...asFloats(x, kernel), options)
}

function depthwise(call: string, x: Tensor, kernel: Tensor, options: DepthwiseConvOptions): Tensor {
  const [, window] = extentsOf(call, x, kernel, '[...k, in, multiplier]')
  const [channels, multiplier] = kernel.shape.slice(-2) as [number, number]
  if (channels !== x.shape.at(-1)) {
    throw new ShapeError(
      `${call}: x has ${x.shape.at(-1)} channels, the kernel ${formatShape(kernel.shape)} expects ${channels}; its last axes are [in, multiplier]`,
    )
  }
  return convolve(call, x, kernel.reshape([...window, 1, channels * multiplier]), { ...options, groups: channels })
}

/**
 * A depthwise convolution, then one that mixes channels at each position.
 *
 * @shape x [batch, ...spatial, in], depthwiseKernel [...k, in, multiplier], pointwiseKernel [...1, in * multiplier, out] ->
 * [batch, ...positions, out]
 */
export function separableConv(
  x: Tensor,
  depthwiseKernel: Tensor,
  pointwiseKernel: Tensor,
  options: DepthwiseConvOptions = {},
): Tensor {
  const inner = depthwise('separableConv', ...asFloats(x, depthwiseKernel), options)
  return convolve('separableConv', ...asFloats(inner, pointwiseKernel), {})
}

/** Where the result of a transposed convolution begins and ends, for one axis. */
interface TransposedAxis {
  readonly extent: number
  readonly low: number
  readonly high: number
}

/** One axis whose result has `extent` cells of the `span` that the kernel touches, `before` of them cut off at the start. */
const transposedAxis = (span: number, extent: number, before: number): TransposedAxis => {
  const low = Math.max(0, before)
  return { extent: Math.max(0, extent), low, high: Math.max(0, span - low - extent) }
}

/** Keras's output lengths. @source Keras 3, `compute_conv_transpose_output_shape` */
function transposedAxes(
  call: string,
  { extents, window, strides, dilations }: Readonly<Record<'extents' | 'window' | 'strides' | 'dilations', readonly number[]>>,
  padding: 'valid' | 'same' | ExplicitPadding,
  outputPadding: readonly number[] | undefined,
): TransposedAxis[] {
  if (typeof padding === 'string') checkChoice(call, 'padding', padding, ['valid', 'same'])
  return extents.map((extent, axis) => {
    const stride = strides[axis]!
    const reach = reachOf(window[axis]!, dilations[axis]!)
    const span = (extent - 1) * stride + reach
    const further = outputPadding?.[axis]
    if (padding === 'valid') return transposedAxis(span, span + (further ?? Math.max(0, stride - reach)), 0)
    if (padding === 'same') {
      const length = further === undefined ? extent * stride : span - 2 * Math.floor(reach / 2) + further
      return transposedAxis(span, length, Math.floor((span - length) / 2))
    }
    const [low, high] = padding[axis]!
    if (low + high >= span) {
      throw new ArgumentError(`${call}: padding [${low}, ${high}] leaves nothing of the ${span} cells of spatial axis ${axis}`)
    }
    return transposedAxis(span, span - low - high + (further ?? 0), low)
  })
}

/**
 * Transposed convolution: what takes the gradient of a convolution back to its input, used to enlarge.
 *
 * Lengths of the result, per axis of extent n with a kernel that reaches over r cells: `valid` (n - 1) * stride + max(r, stride),
 * `same` n * stride. With `outputPadding` p: `valid` (n - 1) * stride + r + p, `same` 2 * floor(r / 2) less.
 *
 * @shape x [batch, ...spatial, in], kernel [...k, out, in] -> [batch, ...positions, out]
 * @throws ShapeError when ranks or channels do not go together; ArgumentError when an option is not understood
 */
export function convTranspose(x: Tensor, kernel: Tensor, options: ConvTransposeOptions = {}): Tensor {
  const call = 'convTranspose'
  const [input, filter] = asFloats(x, kernel)
  const [extents, window] = extentsOf(call, input, filter, '[...k, out, in]')
  if (filter.shape.at(-1) !== input.shape.at(-1)) {
    throw new ShapeError(
      `${call}: x has ${input.shape.at(-1)} channels, the kernel ${formatShape(filter.shape)} expects ${filter.shape.at(-1)}; its last axes are [out, in]`,
    )
  }
  const { padding = 'valid' } = options
  const strides = perAxis(call, 'strides', options.strides ?? 1, extents.length)
  const dilations = perAxis(call, 'dilations', options.dilations ?? 1, extents.length)
  const moving = { extents, window, strides, dilations }
  if (typeof padding !== 'string') padCells(call, padding, [], moving)
  const axes = transposedAxes(call, moving, padding, readOutputPadding(call, options.outputPadding, strides))
  const attributes: ConvAttributes = {
    strides,
    low: axes.map(({ low }) => low),
    high: axes.map(({ high }) => high),
    dilations,
    groups: 1,
  }
  bringWindows()
  return applyPrimitive('convInput', [input, filter], { ...attributes, spatial: axes.map(({ extent }) => extent) }, call)
}

function readOutputPadding(
  call: string,
  given: number | readonly number[] | undefined,
  strides: readonly number[],
): readonly number[] | undefined {
  const list = typeof given === 'number' ? strides.map(() => given) : given
  if (list && (list.length !== strides.length || list.some((n, axis) => !Number.isInteger(n) || n < 0 || n >= strides[axis]!))) {
    throw new ArgumentError(
      `${call}: outputPadding must be a whole number below the stride, or one per spatial axis, got ${JSON.stringify(given)} with strides ${JSON.stringify(strides)}`,
    )
  }
  return list
}
