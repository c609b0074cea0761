/** Windows over several axes, with strides, padding and dilation, against plain loops. */
import { type DType, type Shape, sizeOf, stridesOf, typeRules, type WindowAttributes } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { runPrimitive, tensor, type TestTensor } from '../../testing/run.ts'
import { wasm } from '../../wasm.ts'

const backend = wasm()

const indicesOf = (shape: Shape): number[][] =>
  shape.reduce<number[][]>(
    (list, extent) => list.flatMap((index) => Array.from({ length: extent }, (_, i) => [...index, i])),
    [[]],
  )

/** For each position, the elements in the window, in order. */
function windowsOf(shape: Shape, positions: Shape, { window, strides, low, dilations }: WindowAttributes): number[][] {
  const steps = stridesOf(shape)
  return indicesOf(positions).map((position) =>
    indicesOf(window).flatMap((tap) => {
      const index = shape.map((_, axis) => position[axis]! * strides[axis]! - low[axis]! + tap[axis]! * dilations[axis]!)
      if (index.some((i, axis) => i < 0 || i >= shape[axis]!)) return []
      return [index.reduce((sum, i, axis) => sum + i * steps[axis]!, 0)]
    }),
  )
}

const drawOf = (i: number, seed: number, below: number): number => (((i + seed) * 2654435761) >>> 8) % below

/** Whole numbers that repeat, so that there are ties. */
const ties = (shape: Shape, seed: number, dtype: DType = 'float32'): TestTensor =>
  tensor(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => {
      if (dtype === 'bool') return drawOf(i, seed, 2)
      return drawOf(i, seed, 5) - (dtype.startsWith('u') ? 0 : 2)
    }),
  )

/** With NaN in between. */
const someNaN = (given: TestTensor, seed: number): TestTensor => ({
  ...given,
  values: given.values.map((value, i) => (drawOf(i, seed, 4) === 0 ? Number.NaN : value)),
})

const plain = (shape: Shape, window: Shape): WindowAttributes => ({
  window,
  strides: shape.map(() => 1),
  low: shape.map(() => 0),
  high: shape.map(() => 0),
  dilations: shape.map(() => 1),
})

const cases: readonly (readonly [what: string, shape: Shape, attributes: WindowAttributes])[] = [
  ['pools of an image', [2, 6, 7, 3], { ...plain([1, 1, 1, 1], [1, 2, 3, 1]), strides: [1, 2, 3, 1] }],
  [
    'pools with padding',
    [2, 5, 6, 3],
    { ...plain([1, 1, 1, 1], [1, 3, 3, 1]), strides: [1, 2, 2, 1], low: [0, 1, 1, 0], high: [0, 1, 2, 0] },
  ],
  ['overlapping windows', [4, 5], plain([4, 5], [2, 3])],
  ['dilation', [7, 6], { ...plain([1, 1], [3, 2]), dilations: [2, 3], low: [4, 0], high: [1, 3] }],
  ['a window of everything', [3, 4], plain([3, 4], [3, 4])],
  ['a window of one', [3, 4], plain([3, 4], [1, 1])],
  ['strides that skip', [9], { ...plain([9], [2]), strides: [4] }],
  ['a window that fits nowhere', [2, 3], plain([2, 3], [3, 1])],
  ['a scalar', [], plain([], [])],
  ['three axes and padding', [3, 4, 2], { ...plain([1, 1, 1], [2, 2, 2]), low: [1, 1, 1], high: [1, 1, 1] }],
]

/** Pools of images with as many channels as fill no vector, one, several, and what is left over. */
const channelCases = [1, 3, 4, 5, 16, 21, 37].flatMap((channels) =>
  [
    {},
    { strides: [1, 2, 2, 1] },
    { strides: [1, 2, 2, 1], high: [0, 1, 1, 0] },
    { strides: [1, 3, 3, 1], dilations: [1, 2, 2, 1], low: [0, 1, 1, 0] },
    { window: [1, 3, 3, 1], strides: [1, 2, 2, 1], low: [0, 1, 1, 0], high: [0, 1, 1, 0] },
    { window: [1, 5, 4, 1] },
    { window: [1, 5, 5, 1], strides: [1, 5, 5, 1] },
  ].map((given): { shape: Shape; attributes: WindowAttributes } => ({
    shape: [2, 5, 5, channels],
    attributes: { ...plain([1, 1, 1, 1], [1, 2, 2, 1]), ...given },
  })),
)

/** For each window the place of the first greatest key, or the first NaN; undefined over nothing. */
const choicesOf = (windows: readonly (readonly number[])[], keys: TestTensor): (number | undefined)[] =>
  windows.map((members) =>
    members.reduce<number | undefined>((best, i) => {
      if (best === undefined) return i
      const [value, greatest] = [keys.values[i]!, keys.values[best]!]
      return value > greatest || (Number.isNaN(value) && !Number.isNaN(greatest)) ? i : best
    }, undefined),
  )

/** What the four primitives give, beside what plain loops give. */
function expectWindows(shape: Shape, attributes: WindowAttributes, keys: TestTensor, x: TestTensor): void {
  const positions = typeRules.windowSelect('windowSelect', [keys, x], attributes)[0]!.shape
  const windows = windowsOf(shape, positions, attributes)
  const chosen = choicesOf(windows, keys)
  const run = (name: 'windowSum' | 'windowMax' | 'windowSelect' | 'windowScatter', ...operands: TestTensor[]) =>
    runPrimitive(backend, name, attributes, operands)[0]!.values
  expect(run('windowSelect', keys, x), 'windowSelect').toEqual(chosen.map((i) => (i === undefined ? 0 : x.values[i]!)))
  if (keys.dtype !== 'bool') {
    const expected = windows.map((members) => Math.max(lowestOf(keys.dtype), ...members.map((cell) => keys.values[cell]!)))
    expect(run('windowMax', keys), 'windowMax').toEqual(expected)
  }
  if (x.dtype === 'bool') return
  const sums = windows.map((members) => members.reduce((sum, i) => sum + x.values[i]!, 0))
  expect(run('windowSum', x), 'windowSum').toEqual(sums)
  const g = ties(positions, 4, x.dtype)
  const scattered = new Array<number>(sizeOf(shape)).fill(0)
  chosen.forEach((i, position) => {
    if (i !== undefined) scattered[i]! += g.values[position]!
  })
  expect(run('windowScatter', keys, g), 'windowScatter').toEqual(scattered)
}

const lowestOf = (dtype: DType): number =>
  dtype.startsWith('float') ? -Infinity : dtype.startsWith('u') ? 0 : dtype === 'int8' ? -128 : -(2 ** 31)

describe.each(cases)('%s', (_what, shape, attributes) => {
  it('of float32', () => expectWindows(shape, attributes, ties(shape, 1), ties(shape, 9)))
  it('of float64', () => expectWindows(shape, attributes, ties(shape, 1, 'float64'), ties(shape, 9, 'float64')))
  it('with NaN among the keys', () => expectWindows(shape, attributes, someNaN(ties(shape, 1), 3), ties(shape, 9)))
})

describe.each(channelCases)('$shape under $attributes', ({ shape, attributes }) => {
  it('of float32', () => expectWindows(shape, attributes, ties(shape, 1), ties(shape, 9)))
  it('with NaN among the keys', () => expectWindows(shape, attributes, someNaN(ties(shape, 1), 3), ties(shape, 9)))
})

describe.each(channelCases.filter(({ shape }) => shape[3] === 21))('$shape under $attributes', ({ shape, attributes }) => {
  const dtypes: readonly DType[] = ['float64', 'int32', 'uint32', 'int8', 'uint8', 'bool', 'float16']
  it.each(dtypes)('of %s', (dtype) => expectWindows(shape, attributes, ties(shape, 1, dtype), ties(shape, 9, dtype)))
  it.each(dtypes)('keys of float32 and elements of %s', (dtype) =>
    expectWindows(shape, attributes, ties(shape, 1), ties(shape, 9, dtype)),
  )
  it.each(dtypes)('keys of %s and elements of float32', (dtype) =>
    expectWindows(shape, attributes, ties(shape, 1, dtype), ties(shape, 9)),
  )
})
