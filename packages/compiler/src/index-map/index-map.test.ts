/** Index maps of views, checked against where the elements of a tensor really go. */
import { type PrimitiveAttributes, type Shape, sizeOf, stridesOf } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { GraphWriter } from '../testing/graph-writer.ts'
import { indicesOf, valueAt } from '../testing/indices.ts'
import { type Random, seeded } from '../testing/random.ts'
import { affine, axisAffine, constantAffine } from './affine.ts'
import { flatten, identityMap, type IndexMap, isView, mapKey, plainAxes, spaceOf, throughView } from './index-map.ts'

type ViewName = 'reshape' | 'transpose' | 'broadcast' | 'flip' | 'slice' | 'stopGradient' | 'barrier'

/** Where the element at an index of a view lies in its operand: the meaning of the primitive. */
const meanings: {
  readonly [P in ViewName]: (attributes: PrimitiveAttributes[P], index: readonly number[], from: Shape, to: Shape) => number[]
} = {
  reshape: (_, index, from, to) => {
    const flat = stridesOf(to).reduce((sum, stride, axis) => sum + stride * index[axis]!, 0)
    return stridesOf(from).map((stride, axis) => Math.floor(flat / stride) % from[axis]!)
  },
  transpose: ({ permutation }, index, from) => {
    const source = from.map(() => 0)
    permutation.forEach((axis, i) => (source[axis] = index[i]!))
    return source
  },
  broadcast: (_, index, from) => from.map((extent, axis) => (extent === 1 ? 0 : index[index.length - from.length + axis]!)),
  flip: ({ axes }, index, from) => index.map((i, axis) => (axes.includes(axis) ? from[axis]! - 1 - i : i)),
  slice: ({ starts, strides }, index) => index.map((i, axis) => starts[axis]! + i * strides[axis]!),
  stopGradient: (_, index) => [...index],
  barrier: (_, index) => [...index],
}

/** The map of a view's operand where the view is visited by a nest over its axes. */
function mapThrough<P extends ViewName>(
  primitive: P,
  attributes: PrimitiveAttributes[P],
  from: Shape,
  map?: IndexMap,
  loops?: Shape,
) {
  const writer = new GraphWriter()
  const x = writer.parameter(from)
  const y = writer.node(primitive, attributes, x)
  const graph = writer.graph(y)
  const to = writer.typeOf(y).shape
  expect(isView(graph.nodes[0]!)).toBe(true)
  return { to, through: throughView(graph, graph.nodes[0]!, map ?? identityMap(to), loops ?? to) }
}

function checkView<P extends ViewName>(primitive: P, attributes: PrimitiveAttributes[P], from: Shape): void {
  const { to, through } = mapThrough(primitive, attributes, from)
  expect(through, `${primitive} ${JSON.stringify(attributes)} of ${JSON.stringify(from)}`).toBeDefined()
  for (const index of indicesOf(to)) {
    expect(through!.map((expression) => valueAt(expression, index))).toEqual(meanings[primitive](attributes, index, from, to))
  }
}

const shapeOf = (random: Random, rank = random.below(5)): number[] => Array.from({ length: rank }, () => 1 + random.below(4))
const seeds = Array.from({ length: 150 }, (_, seed) => seeded(seed))

describe('throughView', () => {
  test('transpose', () => {
    for (const random of seeds) {
      const shape = shapeOf(random)
      checkView('transpose', { permutation: random.shuffled([...shape.keys()]) }, shape)
    }
  })

  test('broadcast', () => {
    for (const random of seeds) {
      const to = shapeOf(random)
      const from = to.slice(random.below(to.length + 1)).map((extent) => (random.chance(0.4) ? 1 : extent))
      checkView('broadcast', { shape: to }, from)
    }
  })

  test('flip', () => {
    for (const random of seeds) {
      const shape = shapeOf(random)
      checkView('flip', { axes: [...shape.keys()].filter(() => random.chance(0.5)) }, shape)
    }
  })

  test('slice', () => {
    for (const random of seeds) {
      const shape = shapeOf(random)
      const starts = shape.map((extent) => random.below(extent))
      const limits = shape.map((extent, axis) => starts[axis]! + random.below(extent - starts[axis]! + 1))
      checkView('slice', { starts, limits, strides: shape.map(() => 1 + random.below(3)) }, shape)
    }
  })

  test('what only matters to gradients and to merging', () => {
    checkView('stopGradient', {}, [2, 3])
    checkView('barrier', {}, [2, 3])
  })

  test('is none of other nodes', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([3])
    const graph = writer.graph(writer.node('bitcast', { dtype: 'int32' }, x), writer.node('neg', {}, x))
    for (const node of graph.nodes) {
      expect(isView(node)).toBe(false)
      expect(throughView(graph, node, identityMap([3]), [3])).toBeUndefined()
    }
  })
})

describe('through a reshape', () => {
  test.each([
    ['merges neighbours', [2, 3, 4], [6, 4]],
    ['merges all', [2, 3, 4], [24]],
    ['adds and drops axes of one element', [1, 3, 1, 4, 1], [3, 1, 1, 4]],
    ['makes a scalar a tensor', [], [1, 1]],
    ['makes a tensor a scalar', [1, 1], []],
    ['keeps a prefix', [5, 2, 3], [5, 6]],
    ['keeps everything', [2, 3], [2, 3]],
  ])('%s', (_, to, from) => checkView('reshape', { shape: to }, from))

  test('splits an axis that one loop visits only where its parts are loops', () => {
    // Whole rows of the operand are merged by the view: its one loop of 6 would have to be divided by 3.
    expect(mapThrough('reshape', { shape: [6] }, [2, 3]).through).toBeUndefined()
    // The same view inside a nest that has both loops.
    const map = [affine(0, [3, 1])]
    expect(mapThrough('reshape', { shape: [6] }, [2, 3], map, [2, 3]).through).toEqual([axisAffine(0), axisAffine(1)])
  })

  test.each([
    ['crosses axes', [3, 2], [2, 3]],
    ['splits otherwise', [4, 3], [2, 6]],
    ['splits one loop', [12], [3, 4]],
  ])('is refused where it %s', (_, to, from) => {
    expect(mapThrough('reshape', { shape: to }, from).through).toBeUndefined()
  })

  test('is refused over a flip whose index is divided', () => {
    const backwards = [affine(5, [-3, -1])]
    expect(mapThrough('reshape', { shape: [6] }, [2, 3], backwards, [2, 3]).through).toBeUndefined()
  })

  test('is refused of nothing: there is nothing to look at', () => {
    expect(mapThrough('reshape', { shape: [0, 2] }, [4, 0]).through).toBeUndefined()
  })

  test('is right wherever it is affine, for any two shapes', () => {
    let affineOnes = 0
    for (let seed = 0; seed < 3000; seed++) {
      const random = seeded(seed)
      const factors = Array.from({ length: random.below(5) }, () => random.pick([2, 2, 3]))
      const grouped = (): number[] => {
        const shape: number[] = []
        for (const factor of factors) {
          if (shape.length > 0 && random.chance(0.5)) shape[shape.length - 1]! *= factor
          else shape.push(factor)
          if (random.chance(0.2)) shape.push(1)
        }
        return shape
      }
      const [from, to] = [grouped(), grouped()]
      // A nest with a loop per factor can always be divided; one with the axes of the view only sometimes.
      const { through } = mapThrough('reshape', { shape: to }, from)
      if (!through) continue
      affineOnes += 1
      for (const index of indicesOf(to)) {
        expect(through.map((expression) => valueAt(expression, index))).toEqual(meanings.reshape({ shape: to }, index, from, to))
      }
    }
    expect(affineOnes).toBeGreaterThan(1000)
  })

  test('is affine wherever the nest has a loop for every part', () => {
    for (let seed = 0; seed < 500; seed++) {
      const random = seeded(seed)
      const loops = Array.from({ length: 1 + random.below(4) }, () => random.pick([2, 3]))
      // The flat view, visited by all loops; its operand's axes are stretches of them.
      const from: number[] = []
      for (const extent of loops) {
        if (from.length > 0 && random.chance(0.5)) from[from.length - 1]! *= extent
        else from.push(extent)
      }
      const map = [affine(0, stridesOf(loops))]
      const { through } = mapThrough('reshape', { shape: [sizeOf(loops)] }, from, map, loops)
      expect(through).toBeDefined()
      for (const index of indicesOf(loops)) {
        const flat = valueAt(map[0]!, index)
        expect(through!.map((expression) => valueAt(expression, index))).toEqual(
          meanings.reshape({ shape: [sizeOf(loops)] }, [flat], from, [sizeOf(loops)]),
        )
      }
    }
  })
})

test('views of views', () => {
  // x[2, 6] seen as [2, 3, 2], transposed to [3, 2, 2], flipped along the first axis, from row 1 on.
  const writer = new GraphWriter()
  const x = writer.parameter([2, 6])
  writer.node('reshape', { shape: [2, 3, 2] }, x)
  writer.node('transpose', { permutation: [1, 2, 0] }, 1)
  writer.node('flip', { axes: [0] }, 2)
  writer.node('slice', { starts: [1, 0, 0], limits: [3, 2, 2], strides: [1, 1, 1] }, 3)
  const graph = writer.graph(4)
  const map = [...graph.nodes]
    .reverse()
    .reduce<IndexMap>((outer, node) => throughView(graph, node, outer, [2, 2, 2])!, identityMap([2, 2, 2]))
  for (const [a, b, c] of indicesOf([2, 2, 2])) {
    expect(map.map((expression) => valueAt(expression, [a!, b!, c!]))).toEqual([c, (2 - (a! + 1)) * 2 + b!])
  }
})

test('spaceOf visits every element once; axes of one element are no loops', () => {
  expect(spaceOf([1, 3, 1, 2])).toEqual({
    extents: [3, 2],
    map: [constantAffine(0), axisAffine(0), constantAffine(0), axisAffine(1)],
  })
  expect(spaceOf([])).toEqual({ extents: [], map: [] })
  expect(spaceOf([0, 1])).toEqual({ extents: [0], map: [axisAffine(0), constantAffine(0)] })
})

test('flatten counts elements row-major', () => {
  for (const random of seeds) {
    const shape = shapeOf(random)
    const { extents, map } = spaceOf(shape)
    expect(indicesOf(extents).map((index) => valueAt(flatten(map, shape), index))).toEqual([...new Array(sizeOf(shape)).keys()])
  }
})

test('plainAxes names the loops that a map is', () => {
  const [i, j] = [axisAffine(0), axisAffine(1)]
  const extents = [3, 4, 5]
  expect(plainAxes([i, j], [3, 4], extents)).toEqual([0, 1])
  expect(plainAxes([j, i], [4, 3], extents)).toEqual([1, 0])
  expect(plainAxes([constantAffine(0), j], [1, 4], extents)).toEqual([1])
  expect(plainAxes([], [], extents)).toEqual([])
  // One axis in several loops, whatever their order.
  expect(plainAxes([affine(0, [4, 1])], [12], extents)).toEqual([0, 1])
  expect(plainAxes([affine(0, [1, 3, 12])], [60], extents)).toEqual([2, 1, 0])
  expect(plainAxes([affine(0, [5, 0, 1]), j], [15, 4], extents)).toEqual([0, 2, 1])
  // Another extent, another stride, an offset, loops that overlap or leave gaps, one loop twice, one place of many.
  expect(plainAxes([i], [4], extents)).toBeUndefined()
  expect(plainAxes([affine(0, [2])], [3], extents)).toBeUndefined()
  expect(plainAxes([affine(1, [1])], [3], extents)).toBeUndefined()
  expect(plainAxes([affine(2, [-1])], [3], extents)).toBeUndefined()
  expect(plainAxes([affine(0, [2, 1])], [12], extents)).toBeUndefined()
  expect(plainAxes([affine(0, [5, 1])], [12], extents)).toBeUndefined()
  expect(plainAxes([affine(0, [4, 1]), j], [12, 4], extents)).toBeUndefined()
  expect(plainAxes([i, i], [3, 3], extents)).toBeUndefined()
  expect(plainAxes([constantAffine(0)], [3], extents)).toBeUndefined()
})

test('equal maps share a key, others do not', () => {
  const maps: IndexMap[] = [
    [],
    [axisAffine(0)],
    [axisAffine(1)],
    [affine(1, [1])],
    [axisAffine(0), axisAffine(1)],
    [affine(0, [12])],
    [affine(0, [1, 2])],
  ]
  expect(new Set(maps.map(mapKey)).size).toBe(maps.length)
  expect(mapKey([affine(0, [1, 0])])).toBe(mapKey([axisAffine(0)]))
})
