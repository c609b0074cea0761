/** Which axes are walked as one. */
import { describe, expect, it } from 'vitest'
import { mergeAxes } from './nest.ts'

const merge = (extents: number[], ...strides: number[][]) => {
  const merged = mergeAxes(
    extents,
    strides.map((list, pointer) => ({ pointer, strides: list })),
  )
  return { extents: merged.extents, strides: merged.walks.map((walk) => walk.strides) }
}

describe('mergeAxes', () => {
  it('makes one axis of dense walks', () => {
    expect(merge([2, 3, 4], [48, 16, 4], [12, 4, 1])).toEqual({ extents: [24], strides: [[4], [1]] })
  })

  it('makes one axis of a constant and a dense walk', () => {
    expect(merge([2, 3], [0, 0], [12, 4])).toEqual({ extents: [6], strides: [[0], [4]] })
  })

  it('drops axes of extent 1, whatever their strides', () => {
    expect(merge([1, 3, 1], [999, 4, 123])).toEqual({ extents: [3], strides: [[4]] })
    expect(merge([1, 1], [5, 5])).toEqual({ extents: [], strides: [[]] })
  })

  it('keeps apart what only one walk could merge', () => {
    expect(merge([2, 3], [4, 8], [12, 4])).toEqual({
      extents: [2, 3],
      strides: [
        [4, 8],
        [12, 4],
      ],
    })
    expect(merge([2, 2, 3], [0, 12, 4], [24, 12, 4])).toEqual({
      extents: [2, 6],
      strides: [
        [0, 4],
        [24, 4],
      ],
    })
  })
})
