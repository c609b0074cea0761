/** Pieces of models, written node by node, for tests. */
import type { Shape, ValueId } from '@neurite/core'
import type { GraphWriter } from './graph-writer.ts'

/** A value per row, spread over the row. */
export function spread(writer: GraphWriter, row: ValueId, shape: Shape): ValueId {
  const kept = writer.node('reshape', { shape: [...shape.slice(0, -1), 1] }, row)
  return writer.node('broadcast', { shape }, kept)
}

/** Softmax along the last axis. */
export function softmax(writer: GraphWriter, x: ValueId): ValueId {
  const { shape } = writer.typeOf(x)
  const axes = [shape.length - 1]
  const powers = writer.node('exp', {}, writer.node('sub', {}, x, spread(writer, writer.node('reduceMax', { axes }, x), shape)))
  return writer.node('div', {}, powers, spread(writer, writer.node('reduceSum', { axes }, powers), shape))
}

/** Layer normalisation along the last axis, with a scale and an offset. */
export function layerNorm(writer: GraphWriter, x: ValueId, scale: ValueId, offset: ValueId): ValueId {
  const { shape } = writer.typeOf(x)
  const axes = [shape.length - 1]
  const mean = (of: ValueId): ValueId => {
    const sum = writer.node('reduceSum', { axes }, of)
    return writer.node('div', {}, sum, writer.fill(shape.at(-1)!, shape.slice(0, -1)))
  }
  const centred = writer.node('sub', {}, x, spread(writer, mean(x), shape))
  const variance = mean(writer.node('mul', {}, centred, centred))
  const deviation = writer.node('rsqrt', {}, writer.node('add', {}, variance, writer.fill(1e-3, shape.slice(0, -1))))
  const normal = writer.node('mul', {}, centred, spread(writer, deviation, shape))
  const scaled = writer.node('mul', {}, normal, writer.node('broadcast', { shape }, scale))
  return writer.node('add', {}, scaled, writer.node('broadcast', { shape }, offset))
}

/** `relu(xW + b)`. */
export function dense(writer: GraphWriter, x: ValueId, kernel: ValueId, bias: ValueId): ValueId {
  const product = writer.matmul(x, kernel)
  const { shape } = writer.typeOf(product)
  const sum = writer.node('add', {}, product, writer.node('broadcast', { shape }, bias))
  return writer.node('max', {}, sum, writer.fill(0, shape))
}

/** What Adam makes of a weight, of its moments and of its gradient: the moments, then the weight. */
export function adam(writer: GraphWriter, weight: ValueId, moments: readonly [ValueId, ValueId], gradient: ValueId): ValueId[] {
  const { shape } = writer.typeOf(weight)
  const times = (factor: number, value: ValueId): ValueId => writer.node('mul', {}, writer.fill(factor, shape), value)
  const first = writer.node('add', {}, times(0.9, moments[0]), times(0.1, gradient))
  const second = writer.node('add', {}, times(0.999, moments[1]), times(0.001, writer.node('mul', {}, gradient, gradient)))
  const divisor = writer.node('add', {}, writer.node('sqrt', {}, second), writer.fill(1e-7, shape))
  return [first, second, writer.node('sub', {}, weight, times(0.001, writer.node('div', {}, first, divisor)))]
}
