/** Windows over several axes, with strides, padding and dilation, against plain loops. */
import { type Shape, sizeOf, stridesOf, typeRules, type WindowAttributes } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { runPrimitive, tensor, type TestTensor } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

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

/** Whole numbers that repeat, so that there are ties. */
const ties = (shape: Shape, seed: number): TestTensor =>
  tensor(
    'float32',
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => ((((i + seed) * 2654435761) >>> 8) % 5) - 2),
  )

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

describe.each(cases)('%s', (_what, shape, attributes) => {
  const [keys, x] = [ties(shape, 1), ties(shape, 9)]
  const positions = typeRules.windowSum('windowSum', [x], attributes)[0]!.shape
  const windows = windowsOf(shape, positions, attributes)
  const chosen = windows.map((members) =>
    members.reduce<number | undefined>(
      (best, i) => (best === undefined || keys.values[i]! > keys.values[best]! ? i : best),
      undefined,
    ),
  )

  it('windowSum', () => {
    const expected = windows.map((members) => members.reduce((sum, i) => sum + x.values[i]!, 0))
    expect(runPrimitive(backend, 'windowSum', attributes, [x])[0]!.values).toEqual(expected)
  })

  it('windowMax', () => {
    const expected = windows.map((members) => Math.max(...members.map((i) => x.values[i]!)))
    expect(runPrimitive(backend, 'windowMax', attributes, [x])[0]!.values).toEqual(expected)
  })

  it('windowSelect', () => {
    const expected = chosen.map((i) => (i === undefined ? 0 : x.values[i]!))
    expect(runPrimitive(backend, 'windowSelect', attributes, [keys, x])[0]!.values).toEqual(expected)
  })

  it('windowScatter', () => {
    const g = ties(positions, 4)
    const expected = new Array<number>(sizeOf(shape)).fill(0)
    chosen.forEach((i, position) => {
      if (i !== undefined) expected[i]! += g.values[position]!
    })
    expect(runPrimitive(backend, 'windowScatter', attributes, [keys, g])[0]!.values).toEqual(expected)
  })
})
