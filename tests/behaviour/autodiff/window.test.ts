/** Gradients of convolutions, windows and running products and maxima, and gradients of those, against central differences. */
import {
  applyPrimitive,
  type ConvAttributes,
  type CumulativeAttributes,
  grad,
  type Shape,
  tensor,
  Tensor,
  type WindowAttributes,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'
import { expectGradients, expectTwoGradients, scattered } from './central-differences.ts'

const convolutions: readonly [string, Shape, Shape, ConvAttributes][] = [
  ['1-d', [2, 5, 2], [3, 2, 3], { strides: [1], low: [0], high: [0], dilations: [1], groups: 1 }],
  [
    '1-d, stride, dilation, uneven padding',
    [1, 7, 1],
    [3, 1, 2],
    { strides: [2], low: [2], high: [1], dilations: [2], groups: 1 },
  ],
  ['1-d, stride beyond the kernel', [1, 6, 1], [1, 1, 2], { strides: [4], low: [0], high: [0], dilations: [1], groups: 1 }],
  ['2-d, same padding', [1, 3, 4, 2], [3, 3, 2, 2], { strides: [1, 1], low: [1, 1], high: [1, 1], dilations: [1, 1], groups: 1 }],
  ['2-d, two groups', [1, 3, 3, 4], [2, 2, 2, 2], { strides: [2, 1], low: [0, 1], high: [1, 0], dilations: [1, 1], groups: 2 }],
  ['depthwise', [1, 3, 3, 2], [2, 2, 1, 4], { strides: [1, 1], low: [0, 0], high: [0, 0], dilations: [1, 1], groups: 2 }],
  [
    '3-d',
    [1, 2, 3, 2, 1],
    [2, 2, 1, 1, 2],
    { strides: [1, 1, 1], low: [0, 1, 0], high: [0, 0, 0], dilations: [1, 1, 1], groups: 1 },
  ],
]

const line = (window: number, { stride = 1, low = 0, high = 0, dilation = 1 } = {}): WindowAttributes => ({
  window: [window],
  strides: [stride],
  low: [low],
  high: [high],
  dilations: [dilation],
})

const windows: readonly [string, Shape, WindowAttributes][] = [
  ['window 3', [6], line(3)],
  ['stride and padding', [7], line(3, { stride: 2, low: 1, high: 2 })],
  ['a stride that leaves cells out', [8], line(2, { stride: 3 })],
  ['dilation', [7], line(3, { dilation: 2, low: 3, high: 4 })],
  ['nothing under some windows', [2], line(2, { dilation: 3, low: 2, high: 3 })],
  ['no positions', [2], line(3)],
  [
    'images',
    [2, 4, 5, 2],
    { window: [1, 2, 3, 1], strides: [1, 2, 2, 1], low: [0, 1, 0, 0], high: [0, 0, 1, 0], dilations: [1, 1, 1, 1] },
  ],
]

/** Two ways to walk, with and without the element itself. */
const directions = [false, true].flatMap((reverse) => [false, true].map((exclusive) => ({ reverse, exclusive })))

const values = (list: readonly number[], shape: Shape = [list.length]): Tensor =>
  tensor(Float64Array.from(list), { shape, dtype: 'float64' })

onEachBackend('gradients of convolutions', () => {
  test.each(convolutions)('%s', async (_, x, filter, attributes) => {
    await expectTwoGradients((a, b) => applyPrimitive('conv', [a!, b!], attributes), scattered(x), scattered(filter, 2))
  })

  test.each(convolutions)('%s, transposed', async (_, x, filter, attributes) => {
    const g = applyPrimitive('conv', [scattered(x), scattered(filter)], attributes).shape
    const transposed = { ...attributes, spatial: x.slice(1, -1) }
    await expectTwoGradients((a, b) => applyPrimitive('convInput', [a!, b!], transposed), scattered(g), scattered(filter, 2))
    const inFilter = { ...attributes, kernel: filter.slice(0, -2) }
    await expectTwoGradients((a, b) => applyPrimitive('convFilter', [a!, b!], inFilter), scattered(x), scattered(g, 2))
  })
})

onEachBackend('gradients of windows', () => {
  test.each(windows)('%s', async (_, shape, attributes) => {
    const x = scattered(shape)
    await expectTwoGradients((a) => applyPrimitive('windowSum', [a!.square()], attributes), x)
    await expectTwoGradients((a) => applyPrimitive('windowSelect', [x, a!.square()], attributes), scattered(shape, 2))
    const g = applyPrimitive('windowSum', [x], attributes).shape
    await expectTwoGradients((a) => applyPrimitive('windowScatter', [x, a!.square()], attributes), scattered(g, 2))
    // Over nothing the maximum is -Infinity, whatever x is: a bound in its place has gradient 0.
    const finite = (y: Tensor): Tensor => y.maximum(-200)
    await expectTwoGradients((a) => finite(applyPrimitive('windowMax', [a!.mul(a!.abs())], attributes)), x)
  })

  test('the first of several greatest gets it all', async () => {
    const slope = grad((x: Tensor) =>
      applyPrimitive('windowMax', [x], line(2))
        .mul(tensor([1, 10, 100]))
        .sum(),
    )
    expect(await slope(tensor([3, 3, 3, 5])).array()).toEqual([1, 10, 0, 100])
    expect(await slope(tensor([1, NaN, 3, NaN])).array()).toEqual([0, 11, 0, 100])
  })
})

onEachBackend('gradients of running products and maxima', () => {
  const products: readonly [string, Tensor, number][] = [
    ['no zero', values([2, -3, 0.5, 4]), 0],
    ['one zero', values([2, 0, 0.5, 4]), 0],
    ['a zero at each end', values([0, 3, 0.5, 0]), 0],
    ['two zeros side by side', values([2, 0, 0, 4, 5]), 0],
    ['one element', values([3]), 0],
    ['columns', values([1, 2, 0, 3, -1, 4], [3, 2]), 0],
    ['rows', values([1, 2, 0, 3, -1, 4], [2, 3]), 1],
    ['the middle axis', values([1, 2, 0, 3, -1, 4, 2, 2, 1, 0, 0, 5], [2, 3, 2]), 1],
    ['nothing', values([], [0, 3]), 0],
    ['nothing in each row', values([], [3, 0]), 1],
  ]
  const cases = products.flatMap(([name, x, axis]) => directions.map((direction) => ({ name, x, axis, ...direction })))

  test.each(cases)(
    'product: $name along $axis, reverse $reverse, exclusive $exclusive',
    async ({ x, axis, reverse, exclusive }) => {
      const attributes: CumulativeAttributes = { axis, reverse, exclusive }
      await expectTwoGradients((a) => applyPrimitive('cumProd', [a!], attributes), x)
    },
  )

  const maxima: readonly [string, Tensor, number][] = [
    ['a walk', values([1, 3, 2, 5, 4, 6]), 0],
    ['all less than 0', values([-3, -5, -1, -2]), 0],
    ['falling', values([3, 2, 1]), 0],
    ['columns', values([1, 6, 3, 4, 2, 9], [3, 2]), 0],
    ['rows', values([1, 6, 3, 4, 2, 9], [2, 3]), 1],
    ['nothing', values([], [0, 3]), 0],
  ]
  const maximumCases = maxima.flatMap(([name, x, axis]) => directions.map((direction) => ({ name, x, axis, ...direction })))

  test.each(maximumCases)(
    'maximum: $name along $axis, reverse $reverse, exclusive $exclusive',
    async ({ x, axis, reverse, exclusive }) => {
      const attributes: CumulativeAttributes = { axis, reverse, exclusive }
      await expectGradients((a) => applyPrimitive('cumMax', [a!], attributes).maximum(-200), x)
      await expectTwoGradients((a) => applyPrimitive('cumMax', [a!.mul(a!.square())], attributes).maximum(-200), x)
    },
  )

  test('the first of several greatest gets it all, and the first NaN', async () => {
    const slope = (exclusive: boolean) =>
      grad((x: Tensor) => {
        const y = applyPrimitive('cumMax', [x], { axis: 0, reverse: false, exclusive })
        return y.mul(tensor([1, 10, 100, 1000])).sum()
      })
    expect(await slope(false)(tensor([2, 2, 1, 2])).array()).toEqual([1111, 0, 0, 0])
    expect(await slope(false)(tensor([-Infinity, -Infinity, 1, 1])).array()).toEqual([11, 0, 1100, 0])
    expect(await slope(false)(tensor([1, NaN, 3, NaN])).array()).toEqual([1, 1110, 0, 0])
    expect(await slope(false)(tensor([NaN, 1, NaN, 2])).array()).toEqual([1111, 0, 0, 0])
    expect(await slope(true)(tensor([2, 2, 1, 2])).array()).toEqual([1110, 0, 0, 0])
    expect(await slope(true)(tensor([1, NaN, 3, 4])).array()).toEqual([10, 1100, 0, 0])
  })
})
