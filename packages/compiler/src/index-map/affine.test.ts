/** Affine expressions, checked by their values at every index. */
import { describe, expect, test } from 'vitest'
import { indicesOf, valueAt } from '../testing/indices.ts'
import { seeded } from '../testing/random.ts'
import {
  addAffine,
  type Affine,
  affine,
  axisAffine,
  constantAffine,
  divideAffine,
  isConstant,
  splitAxis,
  straddling,
  renameAxes,
  scaleAffine,
  strideAlong,
} from './affine.ts'

const drawn = (seed: number): { readonly a: Affine; readonly b: Affine; readonly extents: readonly number[] } => {
  const random = seeded(seed)
  const extents = Array.from({ length: random.below(4) }, () => 1 + random.below(4))
  const one = (): Affine =>
    affine(
      random.below(9) - 4,
      extents.slice(0, random.below(extents.length + 1)).map(() => random.below(7) - 3),
    )
  return { a: one(), b: one(), extents }
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed)

describe('equal expressions are the same data', () => {
  test('no zeros at the end, no negative zeros', () => {
    expect(affine(-0, [3, -0, 0])).toEqual({ offset: 0, strides: [3] })
    expect(affine(1, [-0, 2])).toEqual({ offset: 1, strides: [0, 2] })
    expect(axisAffine(2)).toEqual(affine(0, [0, 0, 1, 0]))
    expect(scaleAffine(axisAffine(1), 0)).toEqual(constantAffine(0))
  })

  test('constants have no strides', () => {
    expect(isConstant(constantAffine(4))).toBe(true)
    expect(isConstant(affine(4, [0, 0]))).toBe(true)
    expect(isConstant(axisAffine(0))).toBe(false)
  })

  test('axes behind the last stride have stride 0', () => {
    expect([0, 1, 2].map((axis) => strideAlong(affine(5, [0, 7]), axis))).toEqual([0, 7, 0])
  })
})

test('sums and multiples', () => {
  for (const seed of seeds) {
    const { a, b, extents } = drawn(seed)
    for (const index of indicesOf(extents)) {
      expect(valueAt(addAffine(a, b), index)).toBe(valueAt(a, index) + valueAt(b, index))
      expect(valueAt(scaleAffine(a, -3, 2), index)).toBe(-3 * valueAt(a, index) + 2)
    }
  }
})

test('renamed axes', () => {
  for (const seed of seeds) {
    const { a, extents } = drawn(seed)
    const places = seeded(seed + 1000).shuffled([...extents.keys()])
    const renamed = renameAxes(a, places)
    for (const index of indicesOf(extents)) {
      const moved: number[] = []
      places.forEach((place, axis) => (moved[place] = index[axis]!))
      expect(valueAt(renamed, moved)).toBe(valueAt(a, index))
    }
  }
  expect(renameAxes(affine(3, [2]), [4])).toEqual(affine(3, [0, 0, 0, 0, 2]))
})

describe('divideAffine', () => {
  test.each([
    ['a flat index by the extent of the last axis', affine(0, [12, 4, 1]), 4, [2, 3, 4], affine(0, [3, 1]), affine(0, [0, 0, 1])],
    ['by 1', affine(5, [2, 1]), 1, [3, 2], affine(5, [2, 1]), constantAffine(0)],
    ['an offset that spreads over both', affine(9, [4, 1]), 4, [3, 3], affine(2, [1]), affine(1, [0, 1])],
    ['strides that do not divide but stay below', affine(0, [8, 3]), 8, [5, 3], affine(0, [1]), affine(0, [0, 3])],
    ['a constant', constantAffine(11), 4, [], constantAffine(2), constantAffine(3)],
    ['an axis of one element, whatever its stride', affine(0, [4, 7]), 4, [2, 1], affine(0, [1]), affine(0, [0, 7])],
    ['over no elements', affine(0, [4, 9]), 4, [2, 0], affine(0, [1]), affine(0, [0, 9])],
  ])('divides %s', (_, x, divisor, extents, quotient, rest) => {
    expect(divideAffine(x, divisor, extents)).toEqual([quotient, rest])
  })

  test.each([
    ['that carry into the quotient', affine(0, [4, 1]), 4, [2, 5]],
    ['whose offset carries', affine(2, [4, 1]), 4, [2, 3]],
    ['that neither divide nor stay below', affine(0, [3, 1]), 4, [3, 3]],
    ['that run backwards', affine(3, [-1]), 4, [4]],
    ['that start below 0', affine(-1, [4]), 4, [4]],
  ])('refuses expressions %s', (_, x, divisor, extents) => {
    expect(divideAffine(x, divisor, extents)).toBeUndefined()
  })

  test('is right at every index wherever it divides at all', () => {
    let divided = 0
    for (let seed = 0; seed < 2000; seed++) {
      const random = seeded(seed)
      const extents = Array.from({ length: 1 + random.below(3) }, () => 1 + random.below(4))
      const divisor = 1 + random.below(8)
      const x = affine(
        random.below(12),
        extents.map(() => random.pick([0, 1, 2, 3, divisor, 2 * divisor, divisor + 1])),
      )
      const both = divideAffine(x, divisor, extents)
      if (!both) continue
      divided += 1
      for (const index of indicesOf(extents)) {
        expect(valueAt(both[0], index)).toBe(Math.floor(valueAt(x, index) / divisor))
        expect(valueAt(both[1], index)).toBe(valueAt(x, index) % divisor)
      }
    }
    expect(divided).toBeGreaterThan(500)
  })

  test('refuses nothing whose parts are affine in the strides that divide', () => {
    // Digits of a number: each axis of the mixed radix comes out of the flat index.
    const extents = [3, 4, 5]
    const flat = affine(0, [20, 5, 1])
    const [upper, last] = divideAffine(flat, 5, extents)!
    const [first, middle] = divideAffine(upper, 4, extents)!
    expect([first, middle, last]).toEqual([axisAffine(0), axisAffine(1), axisAffine(2)])
  })
})

test('splitAxis says the same by two loops', () => {
  for (const x of [affine(3, [5, 2, 1]), affine(0, [0, 7]), constantAffine(4), axisAffine(0)]) {
    const split = splitAxis(x, 1, 3)
    for (const [i, outer, inner, k] of indicesOf([2, 2, 3, 4])) {
      expect(valueAt(split, [i!, outer!, inner!, k!])).toBe(valueAt(x, [i!, 3 * outer! + inner!, k!]))
    }
  }
})

describe('straddling', () => {
  test.each([
    ['a loop over several multiples', axisAffine(0), 4, [12], { axis: 0, inner: 4 }],
    ['a loop of wide steps', affine(0, [2, 1]), 6, [12, 2], { axis: 0, inner: 3 }],
    ['behind a loop that the divisor divides', affine(0, [12, 1]), 4, [3, 12], { axis: 1, inner: 4 }],
  ] as const)('finds %s', (_, x, divisor, extents, expected) => {
    const found = straddling(x, divisor, extents)
    expect(found).toEqual(expected)
    const split = splitAxis(x, found!.axis, found!.inner)
    expect(
      divideAffine(
        split,
        divisor,
        [...extents].flatMap((extent, axis) => (axis === found!.axis ? [extent / found!.inner, found!.inner] : extent)),
      ),
    ).toBeDefined()
  })

  test.each([
    ['multiples do not fall on its indices', axisAffine(0), 4, [6]],
    ['its steps do not meet the multiples', affine(0, [3]), 4, [8]],
    ['it stays below the divisor', axisAffine(0), 12, [12]],
    ['it runs backwards', affine(11, [-1]), 4, [12]],
  ] as const)('finds none where %s', (_, x, divisor, extents) => {
    expect(straddling(x, divisor, extents)).toBeUndefined()
  })
})
