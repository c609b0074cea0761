/** Convolutions of every kind and around every block size, and their transposes, against plain loops. */
import { type ConvAttributes, type DType, type Shape, sizeOf, stridesOf, typeRules } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { runPrimitive, tensor, type TestTensor } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

const backend = wasm()

/** Small integers: sums are exact in every dtype and order, so results can be compared for equality. */
const integers = (dtype: DType, shape: Shape, seed: number): TestTensor =>
  tensor(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => ((((i + seed) * 2654435761) >>> 8) % 7) - 3),
  )

const indicesOf = (shape: Shape): number[][] =>
  shape.reduce<number[][]>(
    (list, extent) => list.flatMap((index) => Array.from({ length: extent }, (_, i) => [...index, i])),
    [[]],
  )

const offsetIn = (shape: Shape, index: readonly number[]): number =>
  stridesOf(shape).reduce((sum, stride, axis) => sum + stride * index[axis]!, 0)

interface Shapes {
  readonly x: Shape
  readonly filter: Shape
  readonly out: Shape
}

/** Every product of the convolution: the elements of x, filter and result that belong together. */
function productsOf({ x, filter, out }: Shapes, { strides, low, dilations, groups }: ConvAttributes): number[][] {
  const [perGroup, outputs] = [filter.at(-2)!, filter.at(-1)!]
  return indicesOf(out).flatMap((position) =>
    indicesOf(filter.slice(0, -1)).flatMap((tap) => {
      const spatial = strides.map((stride, a) => position[a + 1]! * stride - low[a]! + tap[a]! * dilations[a]!)
      if (spatial.some((i, a) => i < 0 || i >= x[a + 1]!)) return []
      const output = position.at(-1)!
      const channel = Math.floor(output / (outputs / groups)) * perGroup + tap.at(-1)!
      return [[offsetIn(x, [position[0]!, ...spatial, channel]), offsetIn(filter, [...tap, output]), offsetIn(out, position)]]
    }),
  )
}

interface Case {
  readonly x: Shape
  readonly filter: Shape
  readonly attributes?: Partial<ConvAttributes>
}

/** What the three members compute, beside what the products give. */
function expectFamily(dtype: DType, { x: xShape, filter: filterShape, attributes: given }: Case): void {
  const ones = xShape.slice(1, -1).map(() => 1)
  const zeros = ones.map(() => 0)
  const attributes: ConvAttributes = { strides: ones, low: zeros, high: zeros, dilations: ones, groups: 1, ...given }
  const [x, filter] = [integers(dtype, xShape, 1), integers(dtype, filterShape, 5)]
  const g = integers(dtype, typeRules.conv('conv', [x, filter], attributes)[0]!.shape, 3)
  const shapes = { x: xShape, filter: filterShape, out: g.shape }
  const products = productsOf(shapes, attributes)
  const sums = (length: number, at: number, value: (of: readonly number[]) => number): number[] => {
    const total = new Array<number>(length).fill(0)
    for (const of of products) total[of[at]!]! += value(of)
    return total
  }
  const run = {
    conv: runPrimitive(backend, 'conv', attributes, [x, filter]),
    convInput: runPrimitive(backend, 'convInput', { ...attributes, spatial: xShape.slice(1, -1) }, [g, filter]),
    convFilter: runPrimitive(backend, 'convFilter', { ...attributes, kernel: filterShape.slice(0, -2) }, [x, g]),
  }
  const values = ({ values: list }: TestTensor, index: number): number => list[index]!
  expect(run.conv[0]!.values, 'conv').toEqual(sums(g.values.length, 2, (of) => values(x, of[0]!) * values(filter, of[1]!)))
  expect(run.convInput[0]!.values, 'convInput').toEqual(
    sums(x.values.length, 0, (of) => values(g, of[2]!) * values(filter, of[1]!)),
  )
  expect(run.convFilter[0]!.values, 'convFilter').toEqual(
    sums(filter.values.length, 1, (of) => values(x, of[0]!) * values(g, of[2]!)),
  )
}

const cases: readonly (readonly [what: string, one: Case])[] = [
  ['one position', { x: [1, 3, 3, 2], filter: [3, 3, 2, 3] }],
  ['a batch', { x: [3, 6, 7, 2], filter: [3, 2, 2, 5] }],
  ['padding on both sides', { x: [2, 5, 6, 3], filter: [3, 3, 3, 4], attributes: { low: [1, 1], high: [1, 1] } }],
  ['padding on one side, longer than the filter', { x: [1, 4, 3], filter: [2, 3, 2], attributes: { low: [3], high: [0] } }],
  ['strides', { x: [1, 9, 8, 3], filter: [3, 2, 3, 8], attributes: { strides: [2, 3] } }],
  [
    'strides, padding and dilation',
    {
      x: [2, 9, 10, 2],
      filter: [3, 3, 2, 9],
      attributes: { strides: [2, 3], low: [2, 1], high: [1, 3], dilations: [2, 3] },
    },
  ],
  ['strides longer than the filter', { x: [1, 11, 4], filter: [2, 4, 4], attributes: { strides: [4], low: [1], high: [2] } }],
  ['groups', { x: [2, 6, 6], filter: [3, 2, 12], attributes: { groups: 3, low: [1], high: [1] } }],
  ['one channel per group', { x: [2, 6, 5, 6], filter: [3, 3, 1, 6], attributes: { groups: 6, low: [1, 1], high: [1, 1] } }],
  [
    'one channel per group, strides',
    { x: [1, 7, 9], filter: [3, 1, 9], attributes: { groups: 9, strides: [2], low: [1], high: [0] } },
  ],
  ...[1, 4, 16, 21].map((channels): readonly [string, Case] => [
    `one channel per group, ${channels} of them`,
    {
      x: [2, 6, 5, channels],
      filter: [3, 2, 1, channels],
      attributes: { groups: channels, strides: [1, 2], low: [1, 0], high: [0, 1], dilations: [2, 1] },
    },
  ]),
  ['one channel in and two out per group', { x: [1, 5, 3], filter: [2, 1, 6], attributes: { groups: 3 } }],
  ['three spatial axes', { x: [2, 4, 3, 5, 2], filter: [2, 2, 3, 2, 4], attributes: { low: [1, 0, 1], high: [0, 1, 1] } }],
  ['a filter of one cell', { x: [2, 4, 5, 7], filter: [1, 1, 7, 6] }],
  ['no positions', { x: [2, 3, 2], filter: [5, 2, 3] }],
  ['nothing but padding', { x: [1, 0, 2], filter: [2, 2, 3], attributes: { low: [2], high: [1] } }],
  ['no examples', { x: [0, 4, 2], filter: [2, 2, 3] }],
  ['no channels', { x: [1, 4, 0], filter: [2, 0, 3] }],
  ['no outputs', { x: [1, 4, 2], filter: [2, 2, 0] }],
  ['positions that no tap meets', { x: [1, 3, 2], filter: [1, 2, 3], attributes: { low: [2], high: [2] } }],
]

describe.each(['float32', 'float64'] as const)('the convolutions in %s', (dtype) => {
  it.each(cases)('are right for %s', (_what, one) => {
    expectFamily(dtype, one)
  })

  it.each([1, 2, 3, 4, 5, 8, 9, 13])('are right around the block sizes, %i outputs', (outputs) => {
    for (const inputs of [1, 2, 4, 5, 9]) {
      for (const width of [1, 3, 4, 7]) {
        expectFamily(dtype, { x: [1, width, inputs], filter: [3, inputs, outputs], attributes: { low: [1], high: [1] } })
      }
    }
  })
})

describe('conv', () => {
  it('adds where it should leave zeros alone: what the result held before does not matter', () => {
    const attributes = { strides: [1], low: [0], high: [0], dilations: [1], groups: 1 }
    const operands = [tensor('float32', [1, 3, 1], [1, 2, 3]), tensor('float32', [1, 1, 1], [2])]
    for (let i = 0; i < 3; i++) expect(runPrimitive(backend, 'conv', attributes, operands)[0]!.values).toEqual([2, 4, 6])
  })

  it('carries NaN and infinities of the input to the positions that see them, and no further', () => {
    const attributes = { strides: [1], low: [1], high: [1], dilations: [1], groups: 1 }
    const [x, filter] = [tensor('float32', [1, 5, 1], [1, 2, 3, Infinity, NaN]), tensor('float32', [3, 1, 1], [1, 1, 1])]
    expect(runPrimitive(backend, 'conv', attributes, [x, filter])[0]!.values).toEqual([3, 6, Infinity, NaN, NaN])
  })
})
