/** Samples of the movement primitives. */
import { type DType, isFloat, type PrimitiveAttributes, type PrimitiveName, type Shape } from '@neurite/core'
import { anyFinite, drawn } from '../values/domain.ts'
import { type HostTensor, scalar } from '../values/host-tensor.ts'
import { sample, type Samples } from './sample.ts'

const filled = (dtype: DType, shape: Shape, seed = 1): HostTensor => drawn(dtype, shape, anyFinite, seed)

/** A row of samples with one operand each: the operand's shape, and the attributes. */
const onShapes =
  <P extends PrimitiveName>(rows: Readonly<Record<string, readonly [Shape, PrimitiveAttributes[P]]>>): Samples<P> =>
  (dtype) =>
    Object.entries(rows).map(([name, [shape, attributes]]) => sample(name, attributes, filled(dtype, shape)))

export const reshape = onShapes<'reshape'>({
  'to a matrix': [[12], { shape: [3, 4] }],
  'to a vector': [[2, 3, 4], { shape: [24] }],
  'to 0-d': [[1, 1], { shape: [] }],
  'from 0-d': [[], { shape: [1, 1] }],
  empty: [[0, 3], { shape: [5, 0] }],
  'to its own shape': [[2, 3], { shape: [2, 3] }],
})

export const transpose = onShapes<'transpose'>({
  matrix: [[3, 4], { permutation: [1, 0] }],
  '0 2 1': [[2, 3, 4], { permutation: [0, 2, 1] }],
  '1 0 2': [[2, 3, 4], { permutation: [1, 0, 2] }],
  '1 2 0': [[2, 3, 4], { permutation: [1, 2, 0] }],
  '2 0 1': [[2, 3, 4], { permutation: [2, 0, 1] }],
  '2 1 0': [[2, 3, 4], { permutation: [2, 1, 0] }],
  'four axes': [[2, 3, 2, 5], { permutation: [2, 0, 3, 1] }],
  'large, not a multiple of a tile': [[37, 41], { permutation: [1, 0] }],
  identity: [[2, 3], { permutation: [0, 1] }],
  '0-d': [[], { permutation: [] }],
  empty: [[3, 0], { permutation: [1, 0] }],
})

export const broadcast = onShapes<'broadcast'>({
  'along a new axis': [[3], { shape: [4, 3] }],
  'along the last axis': [[3, 1], { shape: [3, 5] }],
  'along the first and the last': [[1, 3, 1], { shape: [2, 3, 4] }],
  'along the middle, and a new one': [[2, 1, 3], { shape: [2, 2, 4, 3] }],
  'of a 0-d value': [[], { shape: [2, 3] }],
  'of a 0-d value to 0-d': [[], { shape: [] }],
  'to nothing': [[1, 3], { shape: [0, 3] }],
  'of nothing': [[0], { shape: [2, 0] }],
  wide: [[1, 70], { shape: [5, 70] }],
})

export const flip = onShapes<'flip'>({
  vector: [[5], { axes: [0] }],
  'first of two axes': [[3, 4], { axes: [0] }],
  'last of two axes': [[3, 4], { axes: [1] }],
  'all axes': [[2, 3, 4], { axes: [0, 1, 2] }],
  'no axis': [[3], { axes: [] }],
  '0-d': [[], { axes: [] }],
  empty: [[2, 0], { axes: [0, 1] }],
  wide: [[67], { axes: [0] }],
})

export const slice = onShapes<'slice'>({
  'of a vector': [[9], { starts: [2], limits: [7], strides: [1] }],
  'every second': [[9], { starts: [0], limits: [9], strides: [2] }],
  'every third, from the middle': [[4, 11], { starts: [1, 2], limits: [4, 10], strides: [2, 3] }],
  'stride beyond the end': [[5], { starts: [1], limits: [5], strides: [7] }],
  'of everything': [[2, 3], { starts: [0, 0], limits: [2, 3], strides: [1, 1] }],
  'of nothing': [[4, 3], { starts: [2, 0], limits: [2, 3], strides: [1, 1] }],
  'nothing at the end': [[4], { starts: [4], limits: [4], strides: [2] }],
  'of 0-d': [[], { starts: [], limits: [], strides: [] }],
  'three axes': [[3, 4, 5], { starts: [1, 0, 1], limits: [3, 4, 5], strides: [1, 2, 3] }],
})

/** Each with the cells filled by a number that no element is. */
export const pad: Samples<'pad'> = (dtype) => {
  const rows: Readonly<Record<string, readonly [Shape, readonly number[], readonly number[], readonly number[]]>> = {
    before: [[3], [2], [0], [0]],
    after: [[3], [0], [3], [0]],
    between: [[4], [0], [0], [2]],
    'all of it': [
      [3, 2],
      [1, 2],
      [2, 0],
      [1, 3],
    ],
    nothing: [
      [2, 3],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    'of nothing': [
      [0, 2],
      [1, 0],
      [2, 1],
      [3, 1],
    ],
    '0-d': [[], [], [], []],
    'three axes': [
      [2, 3, 2],
      [0, 1, 0],
      [1, 0, 2],
      [0, 1, 1],
    ],
  }
  const fill = scalar(dtype, dtype === 'bool' ? 1 : 42)
  const padded = Object.entries(rows).map(([name, [shape, low, high, interior]]) =>
    sample(name, { low, high, interior }, filled(dtype, shape), fill),
  )
  const attributes = { low: [1], high: [1], interior: [1] }
  const special = [-0, Number.NaN, -Infinity].map((value) =>
    sample(`with ${Object.is(value, -0) ? '-0' : value}`, attributes, filled(dtype, [2]), scalar(dtype, value)),
  )
  return isFloat(dtype) ? [...padded, ...special] : padded
}

export const concat: Samples<'concat'> = (dtype) => {
  const joined = (name: string, axis: number, ...shapes: readonly Shape[]) =>
    sample(name, { axis }, ...shapes.map((shape, index) => filled(dtype, shape, index + 1)))
  return [
    joined('of one', 0, [3]),
    joined('of two vectors', 0, [3], [2]),
    joined('along the first axis', 0, [1, 3], [2, 3], [3, 3]),
    joined('along the last axis', 1, [2, 1], [2, 4], [2, 2]),
    joined('along a middle axis', 1, [2, 3, 2], [2, 1, 2]),
    joined('with nothing among them', 0, [0, 2], [3, 2], [0, 2]),
    joined('of nothing', 1, [2, 0], [2, 0]),
    joined('of forty', 0, ...Array.from({ length: 40 }, () => [2])),
  ]
}
