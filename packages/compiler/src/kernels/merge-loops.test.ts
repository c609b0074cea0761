/** Merged loops go over the same places. */
import { describe, expect, test } from 'vitest'
import { type Affine, affine } from '../index-map/affine.ts'
import { indicesOf, valueAt } from '../testing/indices.ts'
import { seeded } from '../testing/random.ts'
import type { Loops } from './kernel.ts'
import { mergeLoops } from './merge-loops.ts'

/** A nest that loads from `loads` and stores at `at`. */
const nest = (extents: readonly number[], at: Affine, ...loads: readonly Affine[]): Loops => ({
  extents,
  body: loads.map((load, operand) => ({ op: 'load', dtype: 'float32', operand, at: load })),
  stores: [{ result: 0, dtype: 'float32', instruction: 0, at }],
})

const accessesOf = ({ body, stores }: Loops): Affine[] => [
  ...body.flatMap((instruction) => ('at' in instruction ? [instruction.at] : [])),
  ...stores.map(({ at }) => at),
]

/** Everything that a nest touches, point by point. */
const touched = (loops: Loops, others: readonly Affine[] = []): string[] =>
  indicesOf(loops.extents).map((index) => [...accessesOf(loops), ...others].map((at) => valueAt(at, index)).join())

describe('mergeLoops', () => {
  test('merges what every access crosses as one', () => {
    const { loops } = mergeLoops(nest([2, 3, 4], affine(0, [12, 4, 1]), affine(5, [12, 4, 1])), [])
    expect(loops).toEqual(nest([24], affine(0, [1]), affine(5, [1])))
  })

  test('keeps loops that one access crosses otherwise', () => {
    const row = nest([3, 4], affine(0, [4, 1]), affine(0, [1]))
    expect(mergeLoops(row, []).loops).toBe(row)
    const turned = nest([3, 4], affine(0, [4, 1]), affine(0, [1, 3]))
    expect(mergeLoops(turned, []).loops).toBe(turned)
  })

  test('merges around them', () => {
    const { loops } = mergeLoops(nest([2, 3, 4, 5], affine(0, [60, 20, 5, 1]), affine(0, [3, 1])), [])
    expect(loops).toEqual(nest([6, 20], affine(0, [20, 1]), affine(0, [1])))
  })

  test('merges loops that an access does not move along', () => {
    expect(mergeLoops(nest([2, 3], affine(0, [3, 1]), affine(7, [])), []).loops).toEqual(nest([6], affine(0, [1]), affine(7, [])))
  })

  test('does not merge across the beginning of a part', () => {
    const all = affine(0, [12, 4, 1])
    expect(mergeLoops(nest([2, 3, 4], all, all), [1])).toMatchObject({ parts: [1], loops: { extents: [2, 12] } })
    expect(mergeLoops(nest([2, 3, 4], all, all), [2])).toMatchObject({ parts: [1], loops: { extents: [6, 4] } })
    expect(mergeLoops(nest([2, 3, 4], all, all), [0, 3])).toMatchObject({ parts: [0, 1], loops: { extents: [24] } })
    expect(mergeLoops(nest([2, 3, 4], all, all), [1, 1])).toMatchObject({ parts: [1, 1], loops: { extents: [2, 12] } })
  })

  test('heeds accesses beside those of the nest, and merges them too', () => {
    const all = affine(0, [12, 4, 1])
    expect(mergeLoops(nest([2, 3, 4], all, all), [], [affine(0, [1])])).toMatchObject({
      loops: { extents: [2, 12] },
      others: [affine(0, [1])],
    })
  })

  test('leaves a nest without loops', () => {
    const single = nest([], affine(0, []), affine(3, []))
    expect(mergeLoops(single, [0])).toEqual({ loops: single, parts: [0], others: [] })
  })

  test('goes over the same places in the same order, whatever the nest', () => {
    let merged = 0
    for (let seed = 0; seed < 500; seed++) {
      const random = seeded(seed)
      const extents = Array.from({ length: random.below(5) }, () => random.below(4))
      const dense = extents.map((_, axis) => extents.slice(axis + 1).reduce((product, extent) => product * extent, 1))
      const access = (): Affine =>
        affine(
          random.below(3),
          dense.map((stride) => (random.chance(0.7) ? stride : random.pick([0, 1, 2 * stride]))),
        )
      const [given, others] = [nest(extents, access(), access()), [access()]]
      const part = random.below(extents.length + 1)
      const result = mergeLoops(given, [part], others)
      expect(touched(result.loops, result.others)).toEqual(touched(given, others))
      expect(indicesOf(result.loops.extents.slice(0, result.parts[0])).length).toBe(indicesOf(extents.slice(0, part)).length)
      if (result.loops.extents.length < extents.length) merged += 1
    }
    expect(merged).toBeGreaterThan(100)
  })
})
