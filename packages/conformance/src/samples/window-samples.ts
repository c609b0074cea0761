/** Samples of convolutions and of windows that move over a tensor. */
import { type ConvAttributes, type DType, isFloat, type PrimitiveName, type Shape, type WindowAttributes } from '@neurite/core'
import { resultTypes } from '../program/program-writer.ts'
import { drawn, moderate, ties } from '../values/domain.ts'
import { hostTensor, vector } from '../values/host-tensor.ts'
import { type Sample, sample, type Samples } from './sample.ts'

/** Attributes for so many axes, with what differs from the plain ones. */
const conv = (axes: number, given: Partial<ConvAttributes> = {}): ConvAttributes => {
  const each = (value: number): number[] => new Array<number>(axes).fill(value)
  return { strides: each(1), low: each(0), high: each(0), dilations: each(1), groups: 1, ...given }
}

/** Input, filter and attributes. */
type ConvRow = readonly [input: Shape, filter: Shape, attributes: ConvAttributes]

const convRows: Readonly<Record<string, ConvRow>> = {
  '1-d': [[2, 7, 3], [3, 3, 4], conv(1)],
  '2-d': [[2, 5, 6, 3], [3, 2, 3, 4], conv(2)],
  '3-d': [[1, 4, 3, 5, 2], [2, 2, 3, 2, 3], conv(3)],
  '1 by 1': [[2, 3, 4, 5], [1, 1, 5, 6], conv(2)],
  strides: [[1, 7, 8, 2], [3, 3, 2, 3], conv(2, { strides: [2, 3] })],
  'padding, more at the end': [[1, 4, 5, 2], [2, 4, 2, 3], conv(2, { low: [0, 1], high: [1, 2] })],
  'padding beyond the window': [[1, 3, 1], [2, 1, 2], conv(1, { low: [4], high: [3] })],
  dilation: [[1, 9, 8, 2], [3, 2, 2, 3], conv(2, { dilations: [3, 2] })],
  'strides, padding and dilation': [
    [2, 9, 8, 2],
    [2, 3, 2, 4],
    conv(2, { strides: [2, 1], low: [1, 2], high: [2, 1], dilations: [2, 2] }),
  ],
  groups: [[1, 4, 4, 6], [2, 2, 2, 9], conv(2, { groups: 3 })],
  depthwise: [[1, 5, 4, 3], [3, 2, 1, 6], conv(2, { groups: 3 })],
  'strides that skip the last cells': [[1, 8, 1], [2, 1, 1], conv(1, { strides: [3] })],
  'a window larger than the input': [[1, 2, 2], [3, 2, 2], conv(1)],
  'no batch': [[0, 4, 2], [2, 2, 3], conv(1)],
  'no channels': [[1, 4, 0], [2, 0, 3], conv(1)],
  'wide channels': [[1, 4, 4, 17], [3, 3, 17, 19], conv(2, { low: [1, 1], high: [1, 1] })],
}

/** The shape of the output of a row. */
const outputOf = (dtype: DType, [input, filter, attributes]: ConvRow): Shape =>
  resultTypes(
    'conv',
    [input, filter].map((shape) => ({ dtype, shape })),
    attributes,
  )[0]!.shape

/** A sample for every row, in float dtypes. */
const onConvRows =
  <P extends PrimitiveName>(make: (name: string, row: ConvRow, dtype: DType) => Sample<P>) =>
  (dtype: DType): Sample<P>[] =>
    isFloat(dtype) ? Object.entries(convRows).map(([name, row]) => make(name, row, dtype)) : []

export const convolution: Samples<'conv'> = onConvRows<'conv'>((name, [input, filter, attributes], dtype) =>
  sample(name, attributes, drawn(dtype, input, moderate), drawn(dtype, filter, moderate, 2)),
)

export const convInput: Samples<'convInput'> = onConvRows<'convInput'>((name, row, dtype) => {
  const [input, filter, attributes] = row
  const g = drawn(dtype, outputOf(dtype, row), moderate)
  return sample(name, { ...attributes, spatial: input.slice(1, -1) }, g, drawn(dtype, filter, moderate, 2))
})

export const convFilter: Samples<'convFilter'> = onConvRows<'convFilter'>((name, row, dtype) => {
  const [input, filter, attributes] = row
  const g = drawn(dtype, outputOf(dtype, row), moderate, 2)
  return sample(name, { ...attributes, kernel: filter.slice(0, -2) }, drawn(dtype, input, moderate), g)
})

/** A plain window with what differs from it. */
const windowOf = (window: readonly number[], given: Partial<WindowAttributes> = {}): WindowAttributes => {
  const each = (value: number): number[] => window.map(() => value)
  return { window, strides: each(1), low: each(0), high: each(0), dilations: each(1), ...given }
}

const windowRows: Readonly<Record<string, readonly [Shape, WindowAttributes]>> = {
  vector: [[7], windowOf([3])],
  'pooling of images': [[2, 6, 4, 3], windowOf([1, 2, 2, 1], { strides: [1, 2, 2, 1] })],
  'windows that overlap': [[1, 5, 6, 2], windowOf([1, 3, 2, 1], { strides: [1, 2, 1, 1] })],
  padding: [[1, 5, 4, 2], windowOf([1, 3, 2, 1], { strides: [1, 2, 2, 1], low: [0, 1, 0, 0], high: [0, 1, 1, 0] })],
  dilation: [[8, 3], windowOf([3, 1], { dilations: [2, 1] })],
  'dilation with padding': [[6], windowOf([3], { strides: [2], low: [3], high: [2], dilations: [2] })],
  'strides that skip cells': [[9], windowOf([2], { strides: [4] })],
  'all of it': [[3, 4], windowOf([3, 4])],
  'windows of one': [[3, 4], windowOf([1, 1])],
  'larger than the input': [[2], windowOf([3])],
  empty: [[0, 4], windowOf([1, 2])],
  '0-d': [[], windowOf([])],
}

const numeric = (dtype: DType): boolean => dtype !== 'bool'

/** Sums over each position of a window. */
export const windowSum: Samples<'windowSum'> = (dtype) =>
  numeric(dtype)
    ? Object.entries(windowRows).map(([name, [shape, attributes]]) => sample(name, attributes, drawn(dtype, shape, moderate)))
    : []

const nanRows: readonly number[] = [1, Number.NaN, 3, 2, 2, Infinity, -Infinity, -Infinity, -Infinity, 0, -0, 0]

/** Maxima over each position of a window: ties, NaN, and windows over nothing but padding. */
export const windowMax: Samples<'windowMax'> = (dtype) =>
  numeric(dtype)
    ? [
        ...Object.entries(windowRows).map(([name, [shape, attributes]]) =>
          sample(name, attributes, drawn(dtype, shape, moderate)),
        ),
        sample('ties', windowOf([1, 3]), drawn(dtype, [4, 9], ties)),
        ...(isFloat(dtype) ? [sample('NaN and infinities', windowOf([3]), vector(dtype, ...nanRows))] : []),
      ]
    : []

/** Elements at the maxima of keys: the first of several. */
export const windowSelect: Samples<'windowSelect'> = (dtype) =>
  numeric(dtype)
    ? [
        ...Object.entries(windowRows).map(([name, [shape, attributes]]) =>
          sample(name, attributes, drawn(dtype, shape, moderate), drawn(dtype, shape, moderate, 2)),
        ),
        sample('ties', windowOf([1, 3]), drawn(dtype, [4, 9], ties), drawn(dtype, [4, 9], moderate, 2)),
        ...(isFloat(dtype)
          ? [sample('NaN and infinities', windowOf([3]), vector(dtype, ...nanRows), drawn(dtype, [nanRows.length], moderate, 2))]
          : []),
      ]
    : []

/** Each element added where it would have been selected. */
export const windowScatter: Samples<'windowScatter'> = (dtype) => {
  if (!numeric(dtype)) return []
  const places = (shape: Shape, attributes: WindowAttributes): Shape =>
    resultTypes('windowMax', [{ dtype, shape }], attributes)[0]!.shape
  return [
    ...Object.entries(windowRows).map(([name, [shape, attributes]]) =>
      sample(name, attributes, drawn(dtype, shape, moderate), drawn(dtype, places(shape, attributes), moderate, 2)),
    ),
    sample('ties', windowOf([1, 3]), drawn(dtype, [4, 9], ties), drawn(dtype, [4, 7], moderate, 2)),
    ...(isFloat(dtype)
      ? [sample('NaN and infinities', windowOf([3]), hostTensor(dtype, [12], nanRows), drawn(dtype, [10], moderate, 2))]
      : []),
  ]
}
