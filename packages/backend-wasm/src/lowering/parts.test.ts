/** How kernels are cut into parts, and that it makes no difference which thread runs which part, or when. */
import { type DType, type PrimitiveAttributes, type PrimitiveName, type Shape, sizeOf, typeRules } from '@neurite/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scalar, tensor, type TestTensor, vector } from '../testing/run.ts'
import { partedKernel, type Range } from '../testing/run-parts.ts'
import { grain } from './grain.ts'
import { cutOf } from './parts.ts'

const usual = grain.work
afterEach(() => void (grain.work = usual))

describe('cutOf', () => {
  it('leaves small loops whole', () => {
    expect(cutOf([8, 8], (2 * usual - 1) / 64)).toBeUndefined()
    expect(cutOf([0, 4], 1e9)).toBeUndefined()
    expect(cutOf([], 1e9)).toBeUndefined()
    expect(cutOf([1, 1], 1e9)).toBeUndefined()
  })

  it('joins as many leading axes as give each part enough to do', () => {
    expect(cutOf([4, 8, 5], usual)).toEqual({ axes: 3, count: 160, block: 1, tasks: 160 })
    expect(cutOf([4, 8, 5], usual / 10)).toEqual({ axes: 2, count: 32, block: 2, tasks: 16 })
    expect(cutOf([4, 8, 5], usual / 40)).toEqual({ axes: 1, count: 4, block: 1, tasks: 4 })
    expect(cutOf([128, 1000], usual / 1000)).toEqual({ axes: 1, count: 128, block: 1, tasks: 128 })
  })

  it('makes parts of equal size but for the last', () => {
    expect(cutOf([100], usual / 8)).toEqual({ axes: 1, count: 100, block: 8, tasks: 13 })
  })
})

/** Numbers with ties, zeros of both signs and negatives; the same ones each time. */
const numbers = (dtype: DType, shape: Shape, seed = 1): TestTensor =>
  tensor(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => {
      const draw = ((i + seed) * 2654435761) >>> 8
      if (dtype === 'bool') return draw % 2
      return dtype === 'float32' || dtype === 'float64' ? ((draw % 13) - 6) / 4 : draw % 100
    }),
  )

type Case = {
  readonly [P in PrimitiveName]: {
    readonly primitive: P
    readonly attributes: PrimitiveAttributes[P]
    readonly operands: readonly TestTensor[]
  }
}[PrimitiveName]

const pool = { window: [1, 2, 2, 1], strides: [1, 2, 2, 1], low: [0, 0, 0, 0], high: [0, 0, 0, 0], dilations: [1, 1, 1, 1] }
const same = { ...pool, window: [1, 3, 3, 1], low: [0, 1, 0, 0], high: [0, 1, 1, 0] }
const image = [5, 6, 7, 9]
const float = (shape: Shape, seed?: number): TestTensor => numbers('float32', shape, seed)
const places = (attributes: typeof pool): Shape => typeRules.windowMax('windowMax', [float(image)], attributes)[0]!.shape
const each = (value: number): number[] => [value, value]
const conv = { strides: [1, 2], low: each(1), high: each(1), dilations: each(1) }
const outOf = (x: Shape, filter: Shape, groups: number): Shape =>
  typeRules.conv('conv', [float(x), float(filter)], { ...conv, groups })[0]!.shape
const depthwise = [3, 3, 1, 9]
const grouped = [3, 3, 3, 6]

const cases: readonly Case[] = [
  { primitive: 'windowMax', attributes: pool, operands: [float(image)] },
  { primitive: 'windowMax', attributes: same, operands: [numbers('uint8', image)] },
  { primitive: 'windowSum', attributes: same, operands: [float(image)] },
  { primitive: 'windowSum', attributes: pool, operands: [numbers('float64', image)] },
  { primitive: 'windowSelect', attributes: same, operands: [float(image), numbers('int8', image, 5)] },
  { primitive: 'windowScatter', attributes: pool, operands: [float(image), float(places(pool), 4)] },
  { primitive: 'windowScatter', attributes: same, operands: [float(image), float(places(same), 4)] },
  {
    primitive: 'pad',
    attributes: { low: [0, 1, 2], high: [0, 3, 0], interior: [0, 0, 1] },
    operands: [float([7, 3, 5]), scalar('float32', -0)],
  },
  {
    primitive: 'pad',
    attributes: { low: [0, 0, 1], high: [0, 0, 1], interior: [0, 0, 0] },
    operands: [numbers('uint8', [3, 4, 50]), scalar('uint8', 7)],
  },
  { primitive: 'concat', attributes: { axis: 2 }, operands: [float([3, 5, 2]), float([3, 5, 40], 3), float([3, 5, 1], 9)] },
  {
    primitive: 'gather',
    attributes: { axis: 0, batchDims: 0 },
    operands: [float([6, 5]), vector('int32', 3, -1, 0, 5, 5, 6, 2)],
  },
  {
    primitive: 'gather',
    attributes: { axis: 2, batchDims: 1 },
    operands: [numbers('int8', [3, 2, 4, 3]), tensor('int32', [3, 5], [0, 3, 1, 9, 2, 1, 1, 0, 3, 2, -4, 0, 0, 1, 2])],
  },
  { primitive: 'randomBits', attributes: { shape: [7, 11] }, operands: [vector('uint32', 12345, 67890)] },
  { primitive: 'randomBits', attributes: { shape: [64] }, operands: [vector('uint32', 5, 2 ** 32 - 1)] },
  { primitive: 'argMax', attributes: { axis: 1 }, operands: [float([7, 37])] },
  { primitive: 'argMin', attributes: { axis: 1 }, operands: [float([5, 6, 23])] },
  { primitive: 'argMax', attributes: { axis: 2 }, operands: [numbers('int8', [3, 4, 10])] },
  { primitive: 'cumSum', attributes: { axis: 1, reverse: false, exclusive: true }, operands: [float([5, 6, 23])] },
  { primitive: 'cumProd', attributes: { axis: 1, reverse: true, exclusive: false }, operands: [float([7, 9])] },
  { primitive: 'cumMax', attributes: { axis: 2, reverse: true, exclusive: true }, operands: [numbers('int32', [3, 2, 5])] },
  { primitive: 'conv', attributes: { ...conv, groups: 9 }, operands: [float(image), float(depthwise, 3)] },
  { primitive: 'conv', attributes: { ...conv, groups: 3 }, operands: [float(image), float(grouped, 3)] },
  {
    primitive: 'convInput',
    attributes: { ...conv, groups: 9, spatial: [6, 7] },
    operands: [float(outOf(image, depthwise, 9)), float(depthwise, 3)],
  },
  {
    primitive: 'convInput',
    attributes: { ...conv, groups: 3, spatial: [6, 7] },
    operands: [float(outOf(image, grouped, 3)), float(grouped, 3)],
  },
  {
    primitive: 'convFilter',
    attributes: { ...conv, groups: 9, kernel: [3, 3] },
    operands: [float(image), float(outOf(image, depthwise, 9), 3)],
  },
  {
    primitive: 'convFilter',
    attributes: { ...conv, groups: 3, kernel: [3, 3] },
    operands: [float(image), float(outOf(image, grouped, 3), 3)],
  },
]

/** All parts one by one from the last to the first, in twos, in two halves, and at once. */
function splitsOf(tasks: number): readonly (readonly Range[])[] {
  const stretches = (size: number): Range[] =>
    Array.from({ length: Math.ceil(tasks / size) }, (_, i) => [i * size, Math.min((i + 1) * size, tasks)])
  return [stretches(1).reverse(), stretches(2), stretches(Math.ceil(tasks / 2)).reverse(), stretches(tasks)]
}

describe.each([1, 40, 300])('parts of %i operations', (work) => {
  beforeEach(() => void (grain.work = work))

  it.each(cases)('$primitive $attributes', ({ primitive, attributes, operands }) => {
    grain.work = Infinity
    const whole = partedKernel(primitive, attributes, operands)
    expect(whole.tasks).toBeUndefined()
    const expected = whole.run([[0, 1]], 0xaa)
    expect(whole.run([[0, 1]], 0x55)).toEqual(expected)
    grain.work = work
    const cut = partedKernel(primitive, attributes, operands)
    if (work === 1) expect(cut.tasks).toBeGreaterThan(1)
    if (cut.tasks === undefined) return
    for (const split of splitsOf(cut.tasks)) expect(cut.run(split, 0xaa)).toEqual(expected)
    const writers = new Array<number>(expected.length).fill(0)
    for (let part = 0; part < cut.tasks; part++) {
      const [once, again] = [cut.run([[part, part + 1]], 0xaa), cut.run([[part, part + 1]], 0x55)]
      writers.forEach((_, i) => (writers[i]! += Number(once[i] === again[i])))
    }
    expect(writers.every((count) => count === 1)).toBe(true)
  })
})
