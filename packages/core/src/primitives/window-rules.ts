/** Type rules of convolutions and of windows that move over a tensor. */
import { DTypeError, ShapeError } from '../errors/errors.ts'
import type { TensorType } from '../graph/graph.ts'
import { formatShape, sameShape, type Shape } from '../shape/shape.ts'
import type { ConvAttributes, WindowAttributes } from './attributes.ts'

/** Places that a window takes on an axis. */
interface Axis {
  readonly extent: number
  readonly window: number
  readonly stride: number
  readonly low: number
  readonly high: number
  readonly dilation: number
}

/** How often a window fits on an axis. */
const positions = ({ extent, window, stride, low, high, dilation }: Axis): number =>
  Math.max(0, Math.floor((extent + low + high - (window - 1) * dilation - 1) / stride) + 1)

function axesOf(
  call: string,
  extents: Shape,
  window: Shape,
  { strides, low, high, dilations }: Omit<WindowAttributes, 'window'>,
): Axis[] {
  const lists = [window, strides, low, high, dilations]
  if (lists.some(({ length }) => length !== extents.length)) {
    throw new ShapeError(
      `${call}: expected ${extents.length} windows, strides, paddings and dilations, one per axis of ${formatShape(extents)}`,
    )
  }
  return extents.map((extent, axis) => {
    const at: Axis = {
      extent,
      window: window[axis]!,
      stride: strides[axis]!,
      low: low[axis]!,
      high: high[axis]!,
      dilation: dilations[axis]!,
    }
    if (at.window < 1 || at.stride < 1 || at.dilation < 1 || at.low < 0 || at.high < 0) {
      throw new ShapeError(
        `${call}: windows, strides and dilations must be at least 1 and paddings at least 0, got window ${at.window}, stride ${at.stride}, dilation ${at.dilation}, padding ${at.low} and ${at.high}`,
      )
    }
    return at
  })
}

/** Shape after a window moved over a tensor of this shape. */
export function windowShape(call: string, shape: Shape, attributes: WindowAttributes): number[] {
  const axes = axesOf(call, shape, attributes.window, attributes)
  const wide = axes.find(({ window, dilation, low, high }) => Math.max(low, high) > (window - 1) * dilation)
  if (wide) throw new ShapeError(`${call}: padding ${wide.low} and ${wide.high} must be shorter than the window ${wide.window}`)
  return axes.map(positions)
}

function requireFloat(call: string, { dtype }: TensorType): void {
  if (!dtype.startsWith('float')) throw new DTypeError(`${call}: expected a float dtype, got ${dtype}; cast first`)
}

/** The shapes that meet in a convolution. */
interface ConvShapes {
  readonly input: Shape
  readonly filter: Shape
}

/** Shape of the output of a convolution. */
export function convShape(call: string, { input, filter }: ConvShapes, attributes: ConvAttributes): number[] {
  if (input.length < 3 || filter.length !== input.length) {
    throw new ShapeError(
      `${call}: expected an input [batch, ...spatial, channels] and a filter [...kernel, channels, outputs] of one rank, at least 3, got ${formatShape(input)} and ${formatShape(filter)}`,
    )
  }
  const { groups } = attributes
  const [inputs, perGroup, outputs] = [input.at(-1)!, filter.at(-2)!, filter.at(-1)!]
  if (!Number.isInteger(groups) || groups < 1 || perGroup * groups !== inputs || outputs % groups !== 0) {
    throw new ShapeError(
      `${call}: an input of ${inputs} channels in ${groups} groups needs a filter of ${inputs / groups} channels and outputs divisible by ${groups}, got filter ${formatShape(filter)}`,
    )
  }
  const spatial = axesOf(call, input.slice(1, -1), filter.slice(0, -2), attributes).map(positions)
  return [input[0]!, ...spatial, outputs]
}

const two = (operands: readonly TensorType[]): readonly [TensorType, TensorType] => [operands[0]!, operands[1]!]

/** Throws unless both operands are floats of one dtype. */
function requireFloats(call: string, a: TensorType, b: TensorType): void {
  requireFloat(call, a)
  if (a.dtype !== b.dtype) throw new DTypeError(`${call}: expected one dtype, got ${a.dtype} and ${b.dtype}; cast one of them`)
}

function convRule(call: string, operands: readonly TensorType[], attributes: ConvAttributes): TensorType[] {
  const [x, filter] = two(operands)
  requireFloats(call, x, filter)
  return [{ shape: convShape(call, { input: x.shape, filter: filter.shape }, attributes), dtype: x.dtype }]
}

function convInputRule(
  call: string,
  operands: readonly TensorType[],
  attributes: ConvAttributes & { readonly spatial: readonly number[] },
): TensorType[] {
  const [g, filter] = two(operands)
  requireFloats(call, g, filter)
  const input = [g.shape[0] ?? 0, ...attributes.spatial, (filter.shape.at(-2) ?? 0) * attributes.groups]
  requireConvOutput(call, g.shape, convShape(call, { input, filter: filter.shape }, attributes))
  return [{ shape: input, dtype: g.dtype }]
}

function convFilterRule(
  call: string,
  operands: readonly TensorType[],
  attributes: ConvAttributes & { readonly kernel: readonly number[] },
): TensorType[] {
  const [x, g] = two(operands)
  requireFloats(call, x, g)
  const filter = [...attributes.kernel, (x.shape.at(-1) ?? 0) / attributes.groups, g.shape.at(-1) ?? 0]
  requireConvOutput(call, g.shape, convShape(call, { input: x.shape, filter }, attributes))
  return [{ shape: filter, dtype: x.dtype }]
}

function requireConvOutput(call: string, got: Shape, expected: Shape): void {
  if (sameShape(got, expected)) return
  throw new ShapeError(
    `${call}: the cotangent must have the convolution's shape ${formatShape(expected)}, got ${formatShape(got)}`,
  )
}

/** Windows over one numeric operand. */
function windowRule(call: string, operands: readonly TensorType[], attributes: WindowAttributes): TensorType[] {
  const x = operands[0]!
  if (x.dtype === 'bool') throw new DTypeError(`${call}: bool has no arithmetic; cast to int32 or float32 first`)
  return [{ shape: windowShape(call, x.shape, attributes), dtype: x.dtype }]
}

function windowSelectRule(call: string, operands: readonly TensorType[], attributes: WindowAttributes): TensorType[] {
  const [keys, x] = two(operands)
  if (!sameShape(keys.shape, x.shape)) {
    throw new ShapeError(`${call}: keys ${formatShape(keys.shape)} and x ${formatShape(x.shape)} must have one shape`)
  }
  return [{ shape: windowShape(call, keys.shape, attributes), dtype: x.dtype }]
}

function windowScatterRule(call: string, operands: readonly TensorType[], attributes: WindowAttributes): TensorType[] {
  const [keys, g] = two(operands)
  if (g.dtype === 'bool') throw new DTypeError(`${call}: bool has no arithmetic; cast to int32 or float32 first`)
  requireConvOutput(call, g.shape, windowShape(call, keys.shape, attributes))
  return [{ shape: keys.shape, dtype: g.dtype }]
}

/** The rules of convolutions and windows. */
export const windowRules = {
  conv: convRule,
  convInput: convInputRule,
  convFilter: convFilterRule,
  windowSum: windowRule,
  windowMax: windowRule,
  windowSelect: windowSelectRule,
  windowScatter: windowScatterRule,
}
