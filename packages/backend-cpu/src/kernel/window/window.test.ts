/** Moving windows: sums, maxima, selection and its transpose, with ties, NaN, padding, and nothing under the window. */
import type { DType, PrimitiveName, Shape, WindowAttributes } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, type Tensor, tensor } from '../../testing/apply-primitive.ts'

type WindowName = Extract<PrimitiveName, `window${string}`>

const inf = Infinity

const run = (primitive: WindowName, attributes: WindowAttributes, ...operands: readonly Tensor[]): Tensor =>
  apply({ primitive, attributes }, ...operands)

/** A window along one axis. */
const line = (window: number, { stride = 1, low = 0, high = 0, dilation = 1 } = {}): WindowAttributes => ({
  window: [window],
  strides: [stride],
  low: [low],
  high: [high],
  dilations: [dilation],
})

const x = [1, 3, 2, 5, 4]

/** Attributes, x, sums, maxima. */
const lines: readonly [string, WindowAttributes, DType, number[], number[], number[]][] = [
  ['window 3', line(3), 'float32', x, [6, 10, 11], [3, 5, 5]],
  ['padding', line(3, { low: 1, high: 1 }), 'float32', x, [4, 6, 10, 11, 9], [3, 3, 5, 5, 5]],
  ['stride and padding', line(3, { stride: 2, low: 1, high: 1 }), 'float64', x, [4, 10, 9], [3, 5, 5]],
  ['uneven padding', line(2, { high: 1 }), 'float32', x, [4, 5, 7, 9, 4], [3, 3, 5, 5, 4]],
  ['dilation', line(2, { dilation: 2 }), 'float32', x, [3, 8, 6], [2, 5, 4]],
  ['a last stride that does not fit', line(2, { stride: 2 }), 'float32', x, [4, 7], [3, 5]],
  ['a window that does not fit', line(6), 'float32', x, [], []],
  ['window 1', line(1, { stride: 2 }), 'int32', x, [1, 2, 4], [1, 2, 4]],
  ['padding does not count', line(2, { low: 1 }), 'float32', [-1, -2], [-1, -3], [-1, -1]],
  ['nothing under the window', line(2, { dilation: 2, low: 1, high: 1 }), 'float32', [7], [0], [-inf]],
  ['nothing under the window', line(2, { dilation: 2, low: 1, high: 1 }), 'int32', [7], [0], [-2147483648]],
  ['nothing under the window', line(2, { dilation: 2, low: 1, high: 1 }), 'uint8', [7], [0], [0]],
  ['no cells, but padding', line(2, { low: 1, high: 1 }), 'float64', [], [0], [-inf]],
  ['NaN', line(2), 'float32', [1, NaN, 2, 3], [NaN, NaN, 5], [NaN, NaN, 3]],
  ['infinities', line(2), 'float32', [inf, -inf, -inf], [NaN, -inf], [inf, -inf]],
  ['one rounding', line(3), 'float32', [1e8, 1, -1e8], [1], [1e8]],
  ['one rounding', line(3), 'float16', [2048, 1, 1], [2050], [2048]],
  ['wrap-around', line(2), 'int32', [2147483647, 1], [-2147483648], [2147483647]],
  ['wrap-around', line(2), 'uint32', [4294967295, 3], [2], [4294967295]],
  ['wrap-around', line(2), 'int8', [100, 100], [-56], [100]],
  ['wrap-around', line(2), 'uint8', [200, 100], [44], [200]],
]

/** Attributes, keys, the place of the chosen key at each position, or none. */
const choices: readonly [string, WindowAttributes, DType, number[], (number | undefined)[]][] = [
  ['the first of several', line(3), 'float32', [1, 3, 3, 2], [1, 1]],
  ['the first NaN', line(3), 'float32', [1, 3, 3, NaN, 0, NaN], [1, 3, 3, 3]],
  ['the first of -Infinity', line(2), 'float32', [-inf, -inf, -inf], [0, 1]],
  ['the first of two zeros', line(2), 'float32', [-0, 0, -0], [0, 1]],
  ['with padding', line(3, { stride: 2, low: 1, high: 1 }), 'float64', x, [1, 3, 3]],
  ['with dilation', line(2, { dilation: 2 }), 'float16', x, [2, 3, 4]],
  ['nothing under the window', line(2, { dilation: 2, low: 1, high: 1 }), 'float32', [7], [undefined]],
  ['of the lowest integers', line(2), 'int32', [-2147483648, -2147483648], [0]],
  ['of integers', line(2), 'uint32', [4294967295, 1, 5], [0, 2]],
  ['of bools', line(3), 'bool', [0, 0, 1, 1], [2, 2]],
]

/** Windows of 3 by 3 that overlap, over the middle axes of `[1, 5, 4, 2]`; the answers are PyTorch 2.13's. */
const image: WindowAttributes = {
  window: [1, 3, 3, 1],
  strides: [1, 2, 2, 1],
  low: [0, 1, 1, 0],
  high: [0, 1, 1, 0],
  dilations: [1, 1, 1, 1],
}
const [cells, places]: [Shape, Shape] = [
  [1, 5, 4, 2],
  [1, 3, 2, 2],
]
const pixels = tensor(
  'float32',
  Array.from({ length: 40 }, (_, i) => (7 * i) % 41),
  cells,
)

describe('windowSum and windowMax', () => {
  test.each(lines)('%s: %j of %s %j', (_, attributes, dtype, given, sums, maxima) => {
    expect(run('windowSum', attributes, tensor(dtype, given))).toEqual(tensor(dtype, sums))
    expect(run('windowMax', attributes, tensor(dtype, given))).toEqual(tensor(dtype, maxima))
  })

  test('of an image with channels', () => {
    const sums = [58, 86, 90, 132, 99, 141, 153, 216, 74, 102, 114, 156]
    expect(run('windowSum', image, pixels)).toEqual(tensor('float32', sums, places))
    const maxima = [29, 36, 29, 36, 30, 37, 32, 39, 33, 40, 33, 40]
    expect(run('windowMax', image, pixels)).toEqual(tensor('float32', maxima, places))
  })

  test('of a scalar: one window, one cell', () => {
    const none: WindowAttributes = { window: [], strides: [], low: [], high: [], dilations: [] }
    expect(run('windowSum', none, tensor('float32', [3], []))).toEqual(tensor('float32', [3], []))
    expect(run('windowMax', none, tensor('int32', [3], []))).toEqual(tensor('int32', [3], []))
  })
})

describe('windowSelect and windowScatter', () => {
  test.each(choices)('%s: %j of %s %j', (_, attributes, dtype, keys, chosen) => {
    const values = keys.map((_key, place) => 10 * (place + 1))
    const selected = chosen.map((place) => (place === undefined ? 0 : values[place]!))
    expect(run('windowSelect', attributes, tensor(dtype, keys), tensor('int32', values))).toEqual(tensor('int32', selected))

    const g = chosen.map((_place, position) => 2 ** position)
    const sums = keys.map((_key, place) =>
      g.reduce((sum, value, position) => (chosen[position] === place ? sum + value : sum), 0),
    )
    expect(run('windowScatter', attributes, tensor(dtype, keys), tensor('float32', g))).toEqual(tensor('float32', sums))
  })

  test('of an image with channels', () => {
    const others = tensor(
      'int32',
      Array.from({ length: 40 }, (_, i) => 100 + i),
      cells,
    )
    const selected = [110, 111, 110, 111, 116, 117, 128, 129, 134, 135, 134, 135]
    expect(run('windowSelect', image, pixels, others)).toEqual(tensor('int32', selected, places))
    const g = tensor('float32', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], places)
    const sums = [
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 6, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 8, 0, 0, 0, 0, 20, 22, 0, 0, 0, 0,
    ]
    expect(run('windowScatter', image, pixels, g)).toEqual(tensor('float32', sums, cells))
  })

  test('what is selected keeps its bits', () => {
    const given = run('windowSelect', line(2), tensor('int8', [1, 2, 0]), tensor('float16', [NaN, -0, 5]))
    expect(given).toEqual(tensor('float16', [-0, -0]))
  })

  test('what is scattered is rounded once, and integers wrap', () => {
    const keys = tensor('float32', [0, 0, 9, 0, 0])
    expect(run('windowScatter', line(3), keys, tensor('float32', [1e8, 1, -1e8])).values).toEqual([0, 0, 1, 0, 0])
    expect(run('windowScatter', line(3), keys, tensor('int32', [2147483647, 1, 0])).values).toEqual([0, 0, -2147483648, 0, 0])
    expect(run('windowScatter', line(3), keys, tensor('uint8', [200, 100, 0])).values).toEqual([0, 0, 44, 0, 0])
  })
})
