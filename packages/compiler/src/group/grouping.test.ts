/** Which nodes become one kernel. */
import type { Graph, PrimitiveName, ValueId } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { canonicalise } from '../canonicalise/canonicalise.ts'
import { drawGraph } from '../testing/draw-graph.ts'
import { GraphWriter } from '../testing/graph-writer.ts'
import { adam, dense, layerNorm, softmax } from '../testing/patterns.ts'
import { seeded } from '../testing/random.ts'
import { isView } from '../index-map/index-map.ts'
import type { Group } from './group.ts'
import { groupNodes, isPointwise, isProduct, isReduction, isSource } from './grouping.ts'
import { scheduleGroups } from './schedule.ts'

/** Each group in a word and what it computes inside, in the order of the graph: `reduce: reduceSum, div`. */
function groupsOf(graph: Graph): string[] {
  const makers = new Map(graph.nodes.flatMap(({ results, primitive }) => results.map((id) => [id, primitive] as const)))
  const line = ({ heart, members, node }: Group): string => {
    const inside = [...members.keys()].sort((a, b) => a - b).map((id) => makers.get(id)!)
    return `${heart}: ${heart === 'node' ? node!.primitive : inside.join(', ')}`
  }
  const { groups } = groupNodes(graph)
  return [...groups].sort((a, b) => Math.max(...a.stored) - Math.max(...b.stored)).map(line)
}

describe('elementwise nodes', () => {
  test('of one chain are one group, through views', () => {
    const writer = new GraphWriter()
    const [x, row] = [writer.parameter([3, 4]), writer.parameter([4, 1])]
    const turned = writer.node('transpose', { permutation: [1, 0] }, writer.node('exp', {}, x))
    const sum = writer.node('add', {}, turned, writer.node('broadcast', { shape: [4, 3] }, row))
    const part = writer.node('slice', { starts: [1, 0], limits: [4, 3], strides: [2, 1] }, sum)
    expect(groupsOf(writer.graph(writer.node('neg', {}, part)))).toEqual(['map: exp, add, neg'])
  })

  test('that are results are written on the way', () => {
    const writer = new GraphWriter()
    const power = writer.node('exp', {}, writer.parameter([8]))
    const { groups } = groupNodes(writer.graph(power, writer.node('log', {}, power)))
    expect(groups.map(({ stored }) => [...stored].sort())).toEqual([[power, power + 1]])
  })

  test('read by two kernels are computed once, in one of them', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([8, 3])
    const power = writer.node('exp', {}, x)
    const turned = writer.node('neg', {}, writer.node('transpose', { permutation: [1, 0] }, power))
    const grouping = groupNodes(writer.graph(writer.node('log', {}, power), turned))
    const owners = grouping.groups.filter(({ members }) => members.has(power))
    expect(owners).toHaveLength(1)
    expect(grouping.home.get(power)).toBe(owners[0])
    expect(owners[0]!.stored).toContain(power)
  })

  test('read twice by one kernel, in different places, are computed before it', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([4, 4])
    const power = writer.node('exp', {}, x)
    const both = writer.node('add', {}, power, writer.node('transpose', { permutation: [1, 0] }, power))
    expect(groupsOf(writer.graph(both))).toEqual(['map: exp', 'map: add'])
  })

  test('per row are computed once per row inside, per column before', () => {
    const spreadOver = (axis: 0 | 1): string[] => {
      const writer = new GraphWriter()
      const [x, few] = [writer.parameter([64, 64]), writer.parameter(axis === 0 ? [64, 1] : [1, 64])]
      const power = writer.node('exp', {}, few)
      return groupsOf(writer.graph(writer.node('add', {}, x, writer.node('broadcast', { shape: [64, 64] }, power))))
    }
    expect(spreadOver(0)).toEqual(['map: exp, add'])
    expect(spreadOver(1)).toEqual(['map: exp', 'map: add'])
  })

  test('are split where a kernel would grow too large', () => {
    const writer = new GraphWriter()
    let value = writer.parameter([8])
    for (let i = 0; i < 600; i++) value = writer.node('neg', {}, value)
    const { groups } = groupNodes(writer.graph(value))
    expect(groups.length).toBe(3)
    for (const { members } of groups) expect(members.size).toBeLessThanOrEqual(256)
  })

  test('of a deep chain that squares at every step are looked at once each', () => {
    const writer = new GraphWriter()
    let value = writer.parameter([8])
    for (let i = 0; i < 5000; i++) value = writer.node('mul', {}, value, value)
    const flipped = writer.node('exp', {}, writer.node('flip', { axes: [0] }, value))
    const { groups } = groupNodes(writer.graph(writer.node('log', {}, value), flipped))
    expect(groups.length).toBeLessThan(25)
  })
})

describe('reshapes', () => {
  test('that split loops, or merge them, stand inside a kernel', () => {
    const writer = new GraphWriter()
    const [x, heads] = [writer.parameter([6, 8]), writer.parameter([2, 3, 2, 4])]
    const split = writer.node('add', {}, writer.node('reshape', { shape: [2, 3, 2, 4] }, writer.node('exp', {}, x)), heads)
    const merged = writer.node('neg', {}, writer.node('reshape', { shape: [6, 8] }, split))
    expect(groupsOf(writer.graph(merged))).toEqual(['map: exp, add, neg'])
  })

  test('stand between what is transposed and its reader', () => {
    const writer = new GraphWriter()
    const turned = writer.node('transpose', { permutation: [0, 2, 1, 3] }, writer.parameter([2, 3, 5, 4]))
    const flat = writer.node('reshape', { shape: [10, 12] }, turned)
    const { groups, aliases } = groupNodes(writer.graph(writer.node('exp', {}, flat)))
    expect(groups.map(({ extents }) => extents)).toEqual([[2, 5, 3, 4]])
    expect([...aliases]).toEqual([])
  })

  test('leave loops alone where the value is in memory anyway', () => {
    const writer = new GraphWriter()
    const x = writer.node('reshape', { shape: [24] }, writer.parameter([4, 6]))
    const { groups, aliases } = groupNodes(writer.graph(writer.node('exp', {}, x)))
    expect(groups.map(({ extents }) => extents)).toEqual([[24]])
    expect([...aliases.keys()]).toEqual([x])
  })

  test('between reductions let them share their loops', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([8, 12])
    const rows = writer.node('reduceMax', { axes: [1] }, writer.node('exp', {}, x))
    const cells = writer.node('reshape', { shape: [8, 3, 4] }, writer.node('log', {}, x))
    const sums = writer.node('reduceSum', { axes: [1, 2] }, cells)
    for (const [a, b] of [
      [rows, sums],
      [sums, rows],
    ] as const) {
      expect(groupsOf(writer.graph(writer.node('sub', {}, a, b)))).toEqual(['reduce: exp, reduceMax, log, reduceSum, sub'])
    }
  })

  test('where a loop cannot be split are read from memory', () => {
    const writer = new GraphWriter()
    const turned = writer.node('transpose', { permutation: [1, 0] }, writer.parameter([4, 6]))
    const crossed = writer.node('reshape', { shape: [4, 6] }, turned)
    expect(groupsOf(writer.graph(writer.node('exp', {}, crossed)))).toHaveLength(2)
  })
})

describe('rows', () => {
  test('softmax is one kernel', () => {
    const writer = new GraphWriter()
    expect(groupsOf(writer.graph(softmax(writer, writer.parameter([32, 10]))))).toEqual([
      'reduce: reduceMax, sub, exp, reduceSum, div',
    ])
  })

  test('softmax of several batch axes is one kernel', () => {
    const writer = new GraphWriter()
    expect(groupNodes(writer.graph(softmax(writer, writer.parameter([2, 4, 8, 8])))).groups).toHaveLength(1)
  })

  test('layer normalisation is one kernel', () => {
    const writer = new GraphWriter()
    const [x, scale, offset] = [writer.parameter([2, 16, 32]), writer.parameter([32]), writer.parameter([32])]
    expect(groupsOf(writer.graph(layerNorm(writer, x, scale, offset)))).toEqual([
      'reduce: reduceSum, div, sub, mul, reduceSum, div, add, rsqrt, mul, mul, add',
    ])
  })

  test('too long for the cache are gone over by a kernel per pass', () => {
    const writer = new GraphWriter()
    expect(groupNodes(writer.graph(softmax(writer, writer.parameter([2, 100_000])))).groups.length).toBeGreaterThan(1)
  })

  test('what two kernels need of a row is written by one of them', () => {
    const writer = new GraphWriter()
    const [x, g] = [writer.parameter([16, 32]), writer.parameter([16])]
    const sum = writer.node('reduceSum', { axes: [1] }, writer.node('exp', {}, x))
    const spread = writer.node('broadcast', { shape: [16, 32] }, writer.node('reshape', { shape: [16, 1] }, sum))
    const { groups, home } = groupNodes(writer.graph(writer.node('div', {}, x, spread), writer.node('mul', {}, sum, g)))
    expect(groups.map(({ heart }) => heart).sort()).toEqual(['map', 'reduce'])
    expect(home.get(sum)!.heart).toBe('reduce')
  })

  test('of a product are their own kernel, also where several read what it makes', () => {
    // log softmax of logits, read by the loss and by the gradient of the weights.
    const writer = new GraphWriter()
    const [x, kernel, g] = [writer.parameter([16, 32]), writer.parameter([32, 10]), writer.parameter([16, 10])]
    const probabilities = softmax(writer, writer.matmul(x, kernel))
    const gradient = writer.node('sub', {}, probabilities, g)
    const over = { lhsBatch: [], rhsBatch: [], lhsContracting: [0], rhsContracting: [0] }
    const columns = writer.node('reduceSum', { axes: [0] }, gradient)
    expect(groupsOf(writer.graph(columns, writer.node('dotGeneral', over, x, gradient)))).toEqual([
      'product: dotGeneral',
      'reduce: reduceMax, sub, exp, reduceSum, div, sub',
      'reduce: reduceSum',
      'product: dotGeneral',
    ])
  })

  test('a reduction takes what it reduces and what is made of it along', () => {
    const writer = new GraphWriter()
    const [x, y] = [writer.parameter([8, 16]), writer.parameter([8])]
    const sum = writer.node('reduceSum', { axes: [1] }, writer.node('mul', {}, x, x))
    expect(groupsOf(writer.graph(writer.node('add', {}, writer.node('sqrt', {}, sum), y)))).toEqual([
      'reduce: mul, reduceSum, sqrt, add',
    ])
  })

  test('two reductions of the same rows are one kernel, of a reduction two', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([8, 16])
    const [high, low] = [writer.node('reduceMax', { axes: [1] }, x), writer.node('reduceMin', { axes: [1] }, x)]
    expect(groupsOf(writer.graph(writer.node('sub', {}, high, low)))).toEqual(['reduce: reduceMax, reduceMin, sub'])
    const all = new GraphWriter()
    const y = all.parameter([8, 16])
    const total = all.node('reduceSum', { axes: [0] }, all.node('reduceMax', { axes: [1] }, y))
    expect(groupsOf(all.graph(total))).toEqual(['reduce: reduceMax', 'reduce: reduceSum'])
  })
})

describe('products', () => {
  test('bias and activation are fused into the product', () => {
    const writer = new GraphWriter()
    const [x, kernel, bias] = [writer.parameter([32, 64]), writer.parameter([64, 16]), writer.parameter([16])]
    expect(groupsOf(writer.graph(dense(writer, x, kernel, bias)))).toEqual(['product: dotGeneral, add, max'])
  })

  test('the values behind an activation are written on the way', () => {
    const writer = new GraphWriter()
    const [x, kernel] = [writer.parameter([32, 64]), writer.parameter([64, 16])]
    const product = writer.matmul(x, kernel)
    const grouping = groupNodes(writer.graph(product, writer.node('tanh', {}, product)))
    expect(grouping.groups).toHaveLength(1)
    expect([...grouping.groups[0]!.stored].sort()).toEqual([product, product + 1])
  })

  test('an optimizer is fused into the product that makes the gradient, which never reaches memory', () => {
    const writer = new GraphWriter()
    const [x, g] = [writer.parameter([32, 64]), writer.parameter([32, 16])]
    const [weight, first, second] = [writer.parameter([64, 16]), writer.parameter([64, 16]), writer.parameter([64, 16])]
    const gradient = writer.node('dotGeneral', { lhsBatch: [], rhsBatch: [], lhsContracting: [0], rhsContracting: [0] }, x, g)
    const { groups, home } = groupNodes(canonicalise(writer.graph(...adam(writer, weight, [first, second], gradient))))
    expect(groups).toHaveLength(1)
    expect(groups[0]!.heart).toBe('product')
    expect(groups[0]!.stored).toHaveLength(3)
    expect(home.has(gradient)).toBe(false)
  })

  test('two products are two kernels; their sum ends one of them', () => {
    const writer = new GraphWriter()
    const [a, b, c] = [writer.parameter([8, 8]), writer.parameter([8, 8]), writer.parameter([8, 8])]
    expect(groupsOf(writer.graph(writer.node('add', {}, writer.matmul(a, b), writer.matmul(a, c))))).toEqual([
      'product: dotGeneral',
      'product: dotGeneral, add',
    ])
  })

  test('one that is read turned round ends in its own kernel', () => {
    const writer = new GraphWriter()
    const [a, b, c] = [writer.parameter([8, 4]), writer.parameter([4, 6]), writer.parameter([6, 8])]
    const turned = writer.node('transpose', { permutation: [1, 0] }, writer.matmul(a, b))
    expect(groupsOf(writer.graph(writer.node('add', {}, turned, c)))).toEqual(['product: dotGeneral', 'map: add'])
  })

  test('end in a reshape and its reader, and in a copy that is transposed', () => {
    const writer = new GraphWriter()
    const [x, kernel, bias] = [writer.parameter([12, 5]), writer.parameter([5, 8]), writer.parameter([2, 4])]
    const heads = writer.node('reshape', { shape: [3, 4, 2, 4] }, writer.matmul(x, kernel))
    const sum = writer.node('add', {}, heads, writer.node('broadcast', { shape: [3, 4, 2, 4] }, bias))
    expect(groupsOf(writer.graph(sum))).toEqual(['product: dotGeneral, add'])
    const turned = writer.node('transpose', { permutation: [0, 2, 1, 3] }, heads)
    expect(groupsOf(writer.graph(turned))).toEqual(['product: dotGeneral, transpose'])
  })

  test('read their factors through views, and copy what is flipped', () => {
    const factor = (view: (writer: GraphWriter, x: ValueId) => ValueId): string[] => {
      const writer = new GraphWriter()
      const [x, y] = [writer.parameter([4, 8]), writer.parameter([4, 8])]
      return groupsOf(writer.graph(writer.matmul(view(writer, x), y)))
    }
    expect(factor((writer, x) => writer.node('transpose', { permutation: [1, 0] }, x))).toEqual(['product: dotGeneral'])
    expect(factor((writer, x) => writer.node('slice', { starts: [0, 4], limits: [4, 8], strides: [1, 1] }, x))).toEqual([
      'product: dotGeneral',
    ])
    expect(
      factor((writer, x) => writer.node('flip', { axes: [0] }, writer.node('transpose', { permutation: [1, 0] }, x))),
    ).toEqual(['map: flip', 'product: dotGeneral'])
  })

  test('a product that two kernels read is finished by its own', () => {
    const writer = new GraphWriter()
    const [x, kernel] = [writer.parameter([32, 64]), writer.parameter([64, 16])]
    const active = writer.node('tanh', {}, writer.matmul(x, kernel))
    const rows = writer.node('reduceSum', { axes: [1] }, active)
    const columns = writer.node('reduceSum', { axes: [0] }, active)
    const hearts = groupNodes(writer.graph(rows, columns)).groups.map(({ heart, members }) => `${heart} of ${members.size}`)
    expect(hearts.sort()).toEqual(['product of 2', 'reduce of 1', 'reduce of 1'])
  })
})

describe('memory', () => {
  test('a reshape that is a result has the bytes of its operand', () => {
    const writer = new GraphWriter()
    const power = writer.node('exp', {}, writer.parameter([3, 4]))
    const flat = writer.node('reshape', { shape: [12] }, power)
    const { groups, aliases } = groupNodes(writer.graph(flat))
    expect(groups.map(({ stored }) => stored)).toEqual([[power]])
    expect(aliases.get(flat)).toBe(power)
  })

  test('a result that is a parameter, or its reshape, takes no group', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([3, 4])
    const flat = writer.node('reshape', { shape: [12] }, x)
    const { groups, aliases } = groupNodes(writer.graph(x, flat, x))
    expect(groups).toEqual([])
    expect([...aliases]).toEqual([[flat, x]])
  })

  test('bits that are reinterpreted are read from memory', () => {
    const writer = new GraphWriter()
    const power = writer.node('exp', {}, writer.parameter([4]))
    const bits = writer.node('bitcast', { dtype: 'int32' }, power)
    const graph = writer.graph(writer.node('bitwiseAnd', {}, bits, writer.fill(255, [4], 'int32')))
    expect(groupsOf(graph)).toEqual(['map: exp', 'map: bitwiseAnd'])
    expect(groupNodes(graph).aliases.get(bits)).toBe(power)
  })

  test('other views that are results, or that a kernel of its own reads, are copied once', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([3, 4])
    const turned = writer.node('transpose', { permutation: [1, 0] }, x)
    const sorted = writer.nodes('sort', { axis: 0, descending: false }, turned)
    expect(groupsOf(writer.graph(turned, sorted[0]!))).toEqual(['map: transpose', 'node: sort'])
  })

  test('what the place alone decides is written only for those who need it whole', () => {
    const writer = new GraphWriter()
    const x = writer.parameter([3])
    const [zero, places] = [writer.fill(0, []), writer.node('iota', { shape: [3], dtype: 'float32', axis: 0 })]
    const sum = writer.node('add', {}, x, places)
    expect(groupsOf(writer.graph(sum))).toEqual(['map: add'])
    const padded = writer.node('pad', { low: [1], high: [0], interior: [0] }, sum, zero)
    expect(groupsOf(writer.graph(padded))).toEqual(['map: constant', 'map: add', 'node: pad'])
  })

  test('a reshape that no map can follow reads what is in memory', () => {
    const writer = new GraphWriter()
    const power = writer.node('exp', {}, writer.parameter([2, 6]))
    const crossed = writer.node('reshape', { shape: [3, 4] }, power)
    const turned = writer.node('neg', {}, writer.node('transpose', { permutation: [1, 0] }, crossed))
    expect(groupsOf(writer.graph(turned))).toEqual(['map: exp', 'map: neg'])
  })
})

test('what nothing needs has no group', () => {
  const writer = new GraphWriter()
  const x = writer.parameter([3])
  writer.node('exp', {}, x)
  writer.nodes('sort', { axis: 0, descending: false }, x)
  expect(groupNodes(writer.graph(writer.node('neg', {}, x))).groups).toHaveLength(1)
})

test('nodes are pointwise, reductions, sources, products, or none of these', () => {
  const writer = new GraphWriter()
  const x = writer.parameter([2, 2])
  writer.node('exp', {}, x)
  writer.node('bitcast', { dtype: 'int32' }, x)
  writer.node('reduceSum', { axes: [0] }, x)
  writer.node('constant', { value: 1, dtype: 'float32' })
  writer.matmul(x, x)
  const graph = writer.graph()
  const kinds: [PrimitiveName, boolean[]][] = graph.nodes.map((node) => [
    node.primitive,
    [isPointwise(node), isReduction(node), isSource(node), isProduct(graph, node)],
  ])
  expect(kinds).toEqual([
    ['exp', [true, false, false, false]],
    ['bitcast', [false, false, false, false]],
    ['reduceSum', [false, true, false, false]],
    ['constant', [false, false, true, false]],
    ['dotGeneral', [false, false, false, true]],
  ])
})

describe('any graph', () => {
  const graphs = Array.from({ length: 300 }, (_, seed) => canonicalise(drawGraph(seeded(seed)).graph))

  test('every value is computed by exactly one group, or is a view or a source', () => {
    for (const graph of graphs) {
      const { groups, aliases } = groupNodes(graph)
      for (const node of graph.nodes) {
        const owners = groups.filter(
          ({ members, stored, node: own }) => own === node || node.results.some((id) => members.has(id) || stored.includes(id)),
        )
        const isFree = isView(node) || isSource(node) || node.results.some((id) => aliases.has(id))
        expect(owners.length).toBeLessThanOrEqual(1)
        if (!isFree) expect(owners, `${node.primitive} ${node.results.join()}`).toHaveLength(1)
      }
    }
  })

  test('what is written is written by its group, and everything that is handed out can be found', () => {
    for (const graph of graphs) {
      const { groups, home, aliases } = groupNodes(graph)
      for (const group of groups) {
        expect(group.stored.length).toBeGreaterThan(0)
        for (const id of group.stored) {
          expect(home.get(id)).toBe(group)
          expect(group.heart === 'node' || group.members.has(id)).toBe(true)
        }
      }
      for (const result of graph.results) {
        let root = result
        while (aliases.has(root)) root = aliases.get(root)!
        expect(root < graph.parameters || home.has(root)).toBe(true)
      }
    }
  })

  test('no group waits for itself', () => {
    for (const graph of graphs) {
      const grouping = groupNodes(graph)
      const ordered = scheduleGroups(grouping, new Map(), [])
      for (const group of ordered) {
        for (const next of group.successors) expect(ordered.indexOf(next)).toBeGreaterThan(ordered.indexOf(group))
      }
    }
  })
})

test('the work grows with the graph, however many read a value and however far apart', () => {
  /** Layers that all read one number and, some, the first layer. */
  const stepsOf = (layers: number): number => {
    const writer = new GraphWriter()
    const [given, kernel, first] = [writer.parameter([]), writer.parameter([16, 16]), writer.parameter([8, 16])]
    const number = writer.node('exp', {}, given)
    const shape = [8, 16]
    let x = first
    for (let i = 0; i < layers; i++) {
      const product = writer.node('mul', {}, writer.matmul(x, kernel), writer.node('broadcast', { shape }, number))
      const rows = writer.node('reshape', { shape: [8, 1] }, writer.node('reduceSum', { axes: [1] }, product))
      const sum = writer.node('add', {}, product, writer.node('broadcast', { shape }, rows))
      x = writer.node('add', {}, i % 2 === 0 ? x : first, sum)
    }
    const graph = writer.graph(x)
    expect(graph.nodes.length).toBeGreaterThan(8 * layers)
    return groupNodes(graph).order.steps
  }
  const [few, many] = [stepsOf(150), stepsOf(600)]
  expect(few).toBeGreaterThan(0)
  expect(many).toBeLessThan(5 * few)
})
