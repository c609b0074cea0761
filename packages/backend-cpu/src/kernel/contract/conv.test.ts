/** Convolution and its transposes: answers from PyTorch, empty extents, rounding, and what padding must not do. */
import { type ConvAttributes, type DType, type PrimitiveAttributes, type Shape, sizeOf } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, type Tensor, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity

/** Small whole numbers: every sum of their products is exact in float16 too. */
const small = (dtype: DType, shape: Shape, first: number): Tensor =>
  tensor(
    dtype,
    Array.from({ length: sizeOf(shape) }, (_, i) => ((first + 5 * i) % 11) - 3),
    shape,
  )

/** `convInput` and `convFilter` are the gradients of `sum(conv(x, filter) * g)` that PyTorch 2.13 gives. */
interface Case {
  readonly name: string
  readonly x: Shape
  readonly filter: Shape
  readonly attributes: ConvAttributes
  readonly y: Shape
  readonly conv: readonly number[]
  readonly convInput: readonly number[]
  readonly convFilter: readonly number[]
}

const golden: readonly Case[] = [
  {
    name: '1-d',
    x: [1, 5, 2],
    filter: [3, 2, 2],
    attributes: { strides: [1], low: [0], high: [0], dilations: [1], groups: 1 },
    y: [1, 3, 2],
    conv: [-17, 12, -30, 35, -21, 80],
    convInput: [-8, -10, -27, -29, 13, 46, 11, 35, 8, 21],
    convFilter: [-3, 62, 20, -5, 21, 27, 11, -7, 56, 3, 2, -9],
  },
  {
    name: '1-d, stride, dilation, uneven padding',
    x: [2, 7, 1],
    filter: [3, 1, 2],
    attributes: { strides: [2], low: [2], high: [1], dilations: [2], groups: 1 },
    y: [2, 3, 2],
    conv: [3, -22, -9, 1, -9, 41, 1, -4, 2, -13, 2, -28],
    convInput: [-25, 0, 17, 0, 20, 0, 26, 60, 0, 71, 0, 40, 0, 17],
    convFilter: [-11, -19, -1, 49, 23, -1],
  },
  {
    name: '2-d, same padding',
    x: [1, 3, 4, 2],
    filter: [3, 3, 2, 1],
    attributes: { strides: [1, 1], low: [1, 1], high: [1, 1], dilations: [1, 1], groups: 1 },
    y: [1, 3, 4, 1],
    conv: [39, 146, 71, -8, 24, 1, -23, -13, -3, -3, 18, 46],
    convInput: [-1, 54, 27, 58, -18, 64, 29, 31, -7, 51, 14, 32, 22, 67, -13, 26, 42, 13, 36, -4, 99, 0, 15, -1],
    convFilter: [58, 14, 43, 42, 62, -11, 32, 11, 47, 67, 20, 5, -6, 76, 4, 39, 7, 60],
  },
  {
    name: '2-d, strides 2 and 3',
    x: [1, 5, 6, 1],
    filter: [2, 3, 1, 2],
    attributes: { strides: [2, 3], low: [1, 0], high: [0, 2], dilations: [1, 1], groups: 1 },
    y: [1, 3, 2, 2],
    conv: [-26, -3, -18, 21, 18, 61, 26, 35, 50, 23, -19, 41],
    convInput: [
      -14, -16, 26, -15, -15, 18, 44, 35, 26, 37, 30, 23, 17, 8, 21, 16, 9, 13, 30, 25, 20, 23, 20, 17, 15, 10, 5, 14, 11, -3,
    ],
    convFilter: [7, 52, 6, 41, 5, 30, 10, 50, 22, -8, 1, 88],
  },
  {
    name: '2-d, two groups',
    x: [1, 3, 3, 4],
    filter: [2, 2, 2, 4],
    attributes: { strides: [1, 1], low: [0, 0], high: [0, 0], dilations: [1, 1], groups: 2 },
    y: [1, 2, 2, 4],
    conv: [-26, 10, 36, 43, -7, 103, 16, 64, 31, 58, 31, 29, 50, 30, 11, -5],
    convInput: [
      -8, -12, -15, -15, 28, 50, 48, 34, 8, 12, 13, -1, 50, 14, 38, -1, 10, 53, -23, 25, 47, 5, 4, -8, -10, 35, -15, 23, 11, 32,
      2, 20, 15, 13, 11, 13,
    ],
    convFilter: [
      4, 71, -5, 53, 2, 4, -16, 32, 40, 23, 28, 2, -6, 33, -16, 14, 2, 4, -16, 32, 0, 58, 28, 11, -6, 33, -16, 14, 36, 10, 28, -7,
    ],
  },
  {
    name: 'depthwise with multiplier 2',
    x: [1, 3, 3, 2],
    filter: [2, 2, 1, 4],
    attributes: { strides: [1, 1], low: [0, 1], high: [0, 1], dilations: [1, 1], groups: 2 },
    y: [1, 2, 4, 4],
    conv: [
      38, -8, -6, 9, 13, -12, -9, 22, -1, 20, -19, 14, -5, 50, -14, 3, 12, 24, -15, 3, 4, 62, 16, -13, 1, 50, 83, -10, 1, 26, 42,
      -4,
    ],
    convInput: [32, 15, 56, 36, 36, 24, 28, 9, -2, 17, 34, 14, 25, 56, 15, 43, 27, 8],
    convFilter: [31, -5, -4, 11, 65, 7, 2, -5, 26, 76, 9, 77, 68, 41, 23, 14],
  },
  {
    name: '3-d',
    x: [1, 3, 2, 3, 1],
    filter: [2, 1, 2, 1, 2],
    attributes: { strides: [1, 1, 1], low: [0, 0, 0], high: [0, 0, 0], dilations: [1, 1, 2], groups: 1 },
    y: [1, 2, 2, 1, 2],
    conv: [-18, 12, 7, 7, -1, 79, -20, 30],
    convInput: [-8, 0, -10, -15, 0, -15, 32, 0, 21, 22, 0, 15, 26, 0, 17, 23, 0, 16],
    convFilter: [9, 34, -1, 26, 34, 54, 24, 46],
  },
]

const conv = (x: Tensor, filter: Tensor, attributes: ConvAttributes): Tensor =>
  apply({ primitive: 'conv', attributes }, x, filter)

const convInput = (g: Tensor, filter: Tensor, attributes: PrimitiveAttributes['convInput']): Tensor =>
  apply({ primitive: 'convInput', attributes }, g, filter)

const convFilter = (x: Tensor, g: Tensor, attributes: PrimitiveAttributes['convFilter']): Tensor =>
  apply({ primitive: 'convFilter', attributes }, x, g)

const plain: ConvAttributes = { strides: [1], low: [0], high: [0], dilations: [1], groups: 1 }

describe('convolution', () => {
  const cases = golden.flatMap((row) => (['float32', 'float64', 'float16'] as const).map((dtype) => ({ ...row, dtype })))

  test.each(cases)('$name in $dtype', (row) => {
    const { dtype, attributes } = row
    const [x, filter, g] = [small(dtype, row.x, 1), small(dtype, row.filter, 4), small(dtype, row.y, 7)]
    expect(conv(x, filter, attributes)).toEqual(tensor(dtype, row.conv, row.y))
    const spatial = row.x.slice(1, -1)
    expect(convInput(g, filter, { ...attributes, spatial })).toEqual(tensor(dtype, row.convInput, row.x))
    const kernel = row.filter.slice(0, -2)
    expect(convFilter(x, g, { ...attributes, kernel })).toEqual(tensor(dtype, row.convFilter, row.filter))
  })

  test('does not turn the filter round', () => {
    const given = conv(tensor('float32', [1, 2, 3, 4], [1, 4, 1]), tensor('float32', [1, 10], [2, 1, 1]), plain)
    expect(given).toEqual(tensor('float32', [21, 32, 43], [1, 3, 1]))
  })

  test('padding adds nothing, whatever the filter holds', () => {
    const attributes = { ...plain, low: [1], high: [1] }
    const given = conv(tensor('float32', [1, 2], [1, 2, 1]), tensor('float32', [inf, 1, NaN], [3, 1, 1]), attributes)
    expect(given.values).toEqual([NaN, inf])
    const alone = conv(tensor('float32', [5], [1, 1, 1]), tensor('float32', [inf, 2, NaN], [3, 1, 1]), attributes)
    expect(alone.values).toEqual([10])
  })

  test('sums in float64 and rounds once', () => {
    const filter = tensor('float32', [1, 1, 1], [3, 1, 1])
    expect(conv(tensor('float32', [1e8, 1, -1e8], [1, 3, 1]), filter, plain).values).toEqual([1])
    const half = tensor('float16', [1, 1, 1], [3, 1, 1])
    expect(conv(tensor('float16', [2048, 1, 1], [1, 3, 1]), half, plain).values).toEqual([2050])
    expect(conv(tensor('float16', [60000, 60000, 0], [1, 3, 1]), half, plain).values).toEqual([inf])
  })

  test('cells that no window reaches have gradient 0', () => {
    const attributes = { ...plain, strides: [3], spatial: [5] }
    const given = convInput(tensor('float32', [2, 3], [1, 2, 1]), tensor('float32', [7], [1, 1, 1]), attributes)
    expect(given).toEqual(tensor('float32', [14, 0, 0, 21, 0], [1, 5, 1]))
  })

  test('taps that lie on no cell have gradient 0', () => {
    const attributes = { ...plain, low: [2], high: [2], kernel: [5] }
    const given = convFilter(tensor('float32', [3], [1, 1, 1]), tensor('float32', [7], [1, 1, 1]), attributes)
    expect(given).toEqual(tensor('float32', [0, 0, 21, 0, 0], [5, 1, 1]))
  })

  const empty: readonly [string, Shape, Shape, ConvAttributes, Shape][] = [
    ['no batch', [0, 3, 1], [2, 1, 2], plain, [0, 2, 2]],
    ['a window that does not fit', [1, 2, 1], [3, 1, 2], plain, [1, 0, 2]],
    ['no input channels', [1, 3, 0], [2, 0, 2], plain, [1, 2, 2]],
    ['no output channels', [1, 3, 1], [2, 1, 0], plain, [1, 2, 0]],
    ['no cells, but padding', [1, 0, 1], [2, 1, 1], { ...plain, low: [1], high: [2] }, [1, 2, 1]],
  ]

  test.each(empty)('of %s is empty or 0', (_, x, filter, attributes, y) => {
    const zeros = (shape: Shape): Tensor => tensor('float32', Array<number>(sizeOf(shape)).fill(0), shape)
    const [a, f, g] = [small('float32', x, 1), small('float32', filter, 4), small('float32', y, 7)]
    expect(conv(a, f, attributes)).toEqual(zeros(y))
    expect(convInput(g, f, { ...attributes, spatial: x.slice(1, -1) })).toEqual(zeros(x))
    expect(convFilter(a, g, { ...attributes, kernel: filter.slice(0, -2) })).toEqual(zeros(filter))
  })
})
