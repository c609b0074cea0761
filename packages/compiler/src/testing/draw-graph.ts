/** Draws graphs of the nodes that kernels fuse: elementwise ones, views, reductions, products, and a few that stand alone. */
import { type Graph, type Shape, sizeOf, type ValueId } from '@neurite/core'
import type { Update } from '../group/schedule.ts'
import { GraphWriter } from './graph-writer.ts'
import type { Random } from './random.ts'

/** A graph whose first results replace parameters. */
export interface DrawnGraph {
  readonly graph: Graph
  readonly updates: readonly Update[]
}

/** Shapes that broadcast to, or are permutations or reshapes of, one another; one is empty. */
const shapes: readonly Shape[] = [[], [4], [3, 4], [4, 3], [1, 4], [3, 1], [2, 3, 4], [2, 6], [6, 2], [2, 1, 4], [0, 4], [4, 4]]
const nodesPerGraph = 24
const mostElements = 100

const unary = ['neg', 'exp', 'tanh', 'abs', 'sqrt', 'sign'] as const
const binary = ['add', 'sub', 'mul', 'max', 'min', 'div'] as const
const reductions = ['reduceSum', 'reduceMax', 'reduceMin', 'reduceProd'] as const

class Drawing {
  readonly writer = new GraphWriter()
  readonly random: Random
  readonly values: ValueId[] = []

  constructor(random: Random) {
    this.random = random
  }

  shape(id: ValueId): Shape {
    return this.writer.typeOf(id).shape
  }

  /** Some value; later ones more often, so that graphs grow deep. */
  any(fits: (shape: Shape) => boolean = () => true): ValueId | undefined {
    const candidates = this.values.filter((id) => fits(this.shape(id)))
    if (candidates.length === 0) return undefined
    return candidates[Math.max(this.random.below(candidates.length), this.random.below(candidates.length))]
  }

  /** A value of a shape, if need be by a broadcast of one of its axes, or of a number. */
  like(shape: Shape): ValueId {
    const same = this.any((other) => other.join() === shape.join())
    if (same !== undefined && this.random.chance(0.7)) return same
    const small = this.any(
      (other) =>
        other.length <= shape.length && other.every((extent, i) => extent === 1 || extent === shape.at(i - other.length)),
    )
    if (small === undefined || this.shape(small).join() === shape.join()) return this.writer.fill(this.random.below(3), shape)
    return this.writer.node('broadcast', { shape }, small)
  }

  /** The row-wise normalisation that softmax begins with. */
  normalised(x: ValueId): ValueId {
    const shape = this.shape(x)
    const axes = [shape.length - 1]
    const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
    const spread = (row: ValueId): ValueId =>
      this.writer.node('broadcast', { shape }, this.writer.node('reshape', { shape: kept }, row))
    const high = spread(this.writer.node('reduceMax', { axes }, x))
    const powers = this.writer.node('exp', {}, this.writer.node('sub', {}, x, high))
    return this.writer.node('div', {}, powers, spread(this.writer.node('reduceSum', { axes }, powers)))
  }
}

type Draw = (drawing: Drawing, x: ValueId, shape: Shape) => ValueId | undefined

const draws: readonly Draw[] = [
  ({ writer, random }, x) => writer.node(random.pick(unary), {}, x),
  ({ writer, random }, x) => writer.node(random.pick(unary), {}, x),
  (drawing, x, shape) => drawing.writer.node(drawing.random.pick(binary), {}, x, drawing.like(shape)),
  (drawing, x, shape) => drawing.writer.node(drawing.random.pick(binary), {}, drawing.like(shape), x),
  (drawing, x, shape) => drawing.writer.node(drawing.random.pick(binary), {}, x, drawing.like(shape)),
  ({ writer, random }, x, shape) => writer.node('transpose', { permutation: random.shuffled([...shape.keys()]) }, x),
  ({ writer, random }, x, shape) => {
    const others = shapes.filter((other) => sizeOf(other) === sizeOf(shape))
    return others.length === 0 ? undefined : writer.node('reshape', { shape: random.pick(others) }, x)
  },
  ({ writer, random }, x, shape) => {
    const wider = shapes.filter(
      (other) =>
        other.length >= shape.length && shape.every((extent, i) => extent === 1 || extent === other.at(i - shape.length)),
    )
    return wider.length === 0 ? undefined : writer.node('broadcast', { shape: random.pick(wider) }, x)
  },
  ({ writer, random }, x, shape) => writer.node('flip', { axes: [...shape.keys()].filter(() => random.chance(0.5)) }, x),
  ({ writer, random }, x, shape) => {
    const starts = shape.map((extent) => random.below(extent))
    const strides = shape.map(() => 1 + random.below(2))
    return writer.node('slice', { starts, limits: shape, strides }, x)
  },
  ({ writer }, x) => writer.node('stopGradient', {}, x),
  ({ writer, random }, x, shape) =>
    writer.node(random.pick(reductions), { axes: [...shape.keys()].filter(() => random.chance(0.5)) }, x),
  ({ writer, random }, x, shape) =>
    writer.node(random.pick(reductions), { axes: [...shape.keys()].filter(() => random.chance(0.5)) }, x),
  (drawing, x, shape) => (shape.length === 0 || shape.includes(0) ? undefined : drawing.normalised(x)),
  (drawing, x, shape) => {
    const contracted = shape.at(-1)
    const other = drawing.any((rhs) => rhs.length > 0 && rhs[0] === contracted)
    return other === undefined || contracted === undefined ? undefined : drawing.writer.matmul(x, other)
  },
  (drawing, x, shape) => {
    if (shape.length !== 3) return undefined
    const other = drawing.any((rhs) => rhs.length === 3 && rhs[0] === shape[0] && rhs[2] === shape[2])
    const attributes = { lhsBatch: [0], rhsBatch: [0], lhsContracting: [2], rhsContracting: [2] }
    return other === undefined ? undefined : drawing.writer.node('dotGeneral', attributes, x, other)
  },
  ({ writer }, x, shape) => (shape.length === 0 ? undefined : writer.node('concat', { axis: 0 }, x, x)),
  ({ writer }, x, shape) =>
    shape.length === 0 ? undefined : writer.node('cumSum', { axis: 0, reverse: false, exclusive: false }, x),
  ({ writer, random }, _, shape) =>
    shape.length === 0 ? undefined : writer.node('iota', { shape, dtype: 'float32', axis: random.below(shape.length) }),
]

/** A graph of float32 values over five parameters, some of which its first results replace. */
export function drawGraph(random: Random): DrawnGraph {
  const drawing = new Drawing(random)
  const { writer, values } = drawing
  const parameters = [[3, 4], ...Array.from({ length: 4 }, () => random.pick(shapes))].map((shape) => writer.parameter(shape))
  values.push(...parameters)
  for (let round = 0; round < 200 && values.length < nodesPerGraph; round++) {
    const x = drawing.any()!
    const drawn = random.pick(draws)(drawing, x, drawing.shape(x))
    if (drawn !== undefined && sizeOf(drawing.shape(drawn)) <= mostElements) values.push(drawn)
  }
  const updates = parameters
    .filter(() => random.chance(0.4))
    .map((parameter) => {
      const result = drawing.any((shape) => shape.join() === drawing.shape(parameter).join()) ?? parameter
      return { parameter, result }
    })
  const read = new Set(writer.graph().nodes.flatMap(({ operands }) => operands))
  const loose = values.filter((id) => !read.has(id))
  const others = values.filter((id) => read.has(id) && random.chance(0.1))
  return { graph: writer.graph(...updates.map(({ result }) => result), ...loose, ...others), updates }
}
