/** Convolution and its transposes in the input and in the filter: one walk over what meets what, three products. */
import { type ConvAttributes, type HostArray, type Shape, sizeOf } from '@neurite/core'
import { computed, numbersOf, type Numbers } from '../../element/numbers.ts'
import { type KernelCall, type KernelTable, operand, result } from '../kernel.ts'
import { forEachTapLine } from '../window/window-lines.ts'

/** The shapes of a convolution: x `[n, ...spatial, in]`, filter `[...kernel, in / groups, out]`, y `[n, ...positions, out]`. */
interface ConvShapes {
  readonly x: Shape
  readonly filter: Shape
  readonly y: Shape
}

/** Extents of the channels. */
interface Channels {
  readonly groups: number
  /** Input channels of a group. */
  readonly inputs: number
  /** Output channels of a group. */
  readonly outputs: number
}

/** Works on all channels of one cell of x at `xAt`, the tap of the filter at `tapAt`, and the position of y at `yAt`. */
type Meet = (xAt: number, tapAt: number, yAt: number) => void

const spatial = (shape: Shape): Shape => shape.slice(1, -1)

const channelsOf = ({ filter }: ConvShapes, { groups }: ConvAttributes): Channels => ({
  groups,
  inputs: filter.at(-2)!,
  outputs: filter.at(-1)! / groups,
})

/** Calls `meet` wherever a tap of the filter lies on a cell, for every element of the batch; padding adds nothing. */
function forEachMeeting({ x, filter, y }: ConvShapes, attributes: ConvAttributes, meet: Meet): void {
  const [cells, positions, window] = [spatial(x), spatial(y), filter.slice(0, -2)]
  const [cellCount, positionCount] = [sizeOf(cells), sizeOf(positions)]
  const [ins, outs] = [x.at(-1)!, y.at(-1)!]
  const tapSize = filter.at(-2)! * outs
  forEachTapLine({ ...attributes, cells, positions, window }, ({ tap, position, cell, length, cellStep }) => {
    for (let n = 0; n < x[0]!; n++) {
      const [firstCell, firstPosition] = [n * cellCount + cell, n * positionCount + position]
      for (let i = 0; i < length; i++) meet((firstCell + i * cellStep) * ins, tap * tapSize, (firstPosition + i) * outs)
    }
  })
}

/** y += x * filter. */
const intoOutput =
  (x: Numbers, filter: Numbers, sums: Float64Array, { groups, inputs, outputs }: Channels): Meet =>
  (xAt, tapAt, yAt) => {
    for (let group = 0; group < groups; group++) {
      const yFirst = yAt + group * outputs
      for (let c = 0; c < inputs; c++) {
        const value = x[xAt + group * inputs + c]!
        const row = tapAt + (c * groups + group) * outputs
        for (let o = 0; o < outputs; o++) sums[yFirst + o]! += value * filter[row + o]!
      }
    }
  }

/** x += y * filter. */
const intoInput =
  (y: Numbers, filter: Numbers, sums: Float64Array, { groups, inputs, outputs }: Channels): Meet =>
  (xAt, tapAt, yAt) => {
    for (let group = 0; group < groups; group++) {
      const yFirst = yAt + group * outputs
      for (let c = 0; c < inputs; c++) {
        const row = tapAt + (c * groups + group) * outputs
        let sum = 0
        for (let o = 0; o < outputs; o++) sum += y[yFirst + o]! * filter[row + o]!
        sums[xAt + group * inputs + c]! += sum
      }
    }
  }

/** filter += x * y. */
const intoFilter =
  (x: Numbers, y: Numbers, sums: Float64Array, { groups, inputs, outputs }: Channels): Meet =>
  (xAt, tapAt, yAt) => {
    for (let group = 0; group < groups; group++) {
      const yFirst = yAt + group * outputs
      for (let c = 0; c < inputs; c++) {
        const value = x[xAt + group * inputs + c]!
        const row = tapAt + (c * groups + group) * outputs
        for (let o = 0; o < outputs; o++) sums[row + o]! += value * y[yFirst + o]!
      }
    }
  }

/** A product of two operands, each sum in float64 and rounded when it is complete. */
type Into = (a: Numbers, b: Numbers, sums: Float64Array, channels: Channels) => Meet

const convolve =
  (into: Into, shapesOf: (a: Shape, b: Shape, result: Shape) => ConvShapes) =>
  (call: KernelCall<'conv' | 'convInput' | 'convFilter'>): HostArray[] => {
    const [a, b] = [operand(call, 0), operand(call, 1)]
    const type = result(call)
    const attributes: ConvAttributes = call.attributes
    const shapes = shapesOf(a.shape, b.shape, type.shape)
    const sums = new Float64Array(sizeOf(type.shape))
    forEachMeeting(shapes, attributes, into(numbersOf(a), numbersOf(b), sums, channelsOf(shapes, attributes)))
    return [computed(type, (out) => out.set(sums))]
  }

/** Kernels of convolution. */
export const convKernels: KernelTable<'conv' | 'convInput' | 'convFilter'> = {
  conv: convolve(intoOutput, (x, filter, y) => ({ x, filter, y })),
  convInput: convolve(intoInput, (y, filter, x) => ({ x, filter, y })),
  convFilter: convolve(intoFilter, (x, y, filter) => ({ x, filter, y })),
}
