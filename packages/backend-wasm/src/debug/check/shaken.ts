/** How far rounding alone may carry what a kernel computes: the reference with noise after every primitive. */
import type { Evaluate } from '@neurite/compiler/debug'
import {
  type AnyGraphNode,
  decodeNumbers,
  type DType,
  encodeNumbers,
  type Graph,
  type HostArray,
  isFloat,
  type PrimitiveName,
} from '@neurite/core'

const epsilons: { readonly [D in DType]?: number } = { float16: 2 ** -10, float32: 2 ** -23, float64: 2 ** -52 }

/** From 1 to the next number; 0 for integers. */
export const epsilonOf = (dtype: DType): number => epsilons[dtype] ?? 0

/** Units of the result by which a function may be off; products and sums of two may be rounded once instead of twice. */
const units: { readonly [P in PrimitiveName]?: number } = {
  add: 1,
  sub: 1,
  mul: 1,
  div: 1,
  sqrt: 1,
  rsqrt: 2,
  mod: 1,
  exp: 4,
  expm1: 4,
  log: 4,
  log1p: 4,
  sin: 4,
  cos: 4,
  tan: 8,
  asin: 4,
  acos: 4,
  atan: 4,
  atan2: 5,
  sinh: 5,
  cosh: 5,
  tanh: 5,
  asinh: 5,
  acosh: 5,
  atanh: 5,
  sigmoid: 5,
  erf: 8,
  pow: 16,
}

/** Sums and products of many, whose error goes with the magnitudes of their terms; none of them moves when a sign does. */
const ofTerms = new Set<PrimitiveName>([
  'reduceSum',
  'reduceProd',
  'cumSum',
  'cumProd',
  'dotGeneral',
  'conv',
  'convInput',
  'convFilter',
  'windowSum',
  'windowScatter',
  'scatterAdd',
])

/** Their bodies round at every step: what goes in is shaken, too. */
const holdsGraphs = new Set<PrimitiveName>(['scan', 'cond', 'while'])

/** Which noise, and how loud: a multiple of what rounding does. Each comes with its opposite, since one may push a decision one way only. */
export interface Noise {
  readonly seed: number
  readonly amplitude: number
}

/** Numbers of either sign from a half to 1 in magnitude. */
function noiseOf({ seed, amplitude }: Noise): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const size = 0.5 + (state >>> 9) / 2 ** 24
    return amplitude * (state & 0x100 ? size : -size)
  }
}

/** Numbers moved by as much noise as `sizeAt` says; what is not finite stays. */
function moved(dtype: DType, data: HostArray, noise: () => number, sizeAt: (i: number, value: number) => number): HostArray {
  if (!isFloat(dtype)) return data
  const numbers = Float64Array.from(decodeNumbers(dtype, data))
  numbers.forEach((value, i) => {
    const size = sizeAt(i, value) * epsilonOf(dtype) * noise()
    if (Number.isFinite(value) && Number.isFinite(size)) numbers[i] = value + size
  })
  return encodeNumbers(dtype, numbers)
}

/** Terms of the sums, about: elements that go in for one that comes out. */
const termsOf = (data: readonly HostArray[], result: HostArray): number =>
  Math.max(...data.map(({ length }) => length / Math.max(1, result.length)))

const magnitudes = (dtype: DType, data: HostArray): HostArray =>
  isFloat(dtype) ? encodeNumbers(dtype, Float64Array.from(decodeNumbers(dtype, data), Math.abs)) : data

/** What one node computes, with noise. */
export function shaken(evaluate: Evaluate, noise: Noise): Evaluate {
  const draw = noiseOf(noise)
  const sums = (graph: Graph, data: readonly HostArray[], results: readonly HostArray[]): readonly HostArray[] => {
    const scales = evaluate(
      graph,
      data.map((array, id) => magnitudes(graph.values[id]!.dtype, array)),
    )
    return results.map((result, i) => {
      const { dtype } = graph.values[graph.results[i]!]!
      const scale = decodeNumbers(dtype, scales[i]!)
      const size = 2 + Math.sqrt(termsOf(data, result)) / 4
      return moved(dtype, result, draw, (at) => size * Math.abs(scale[at]!))
    })
  }
  const relative = (graph: Graph, data: readonly HostArray[], ids: readonly number[], size: number): HostArray[] =>
    data.map((array, i) => moved(graph.values[ids[i]!]!.dtype, array, draw, (_, value) => size * Math.abs(value)))
  return (graph, data) => {
    const [node]: readonly AnyGraphNode[] = graph.nodes
    if (!node) return evaluate(graph, data)
    if (holdsGraphs.has(node.primitive)) {
      return relative(graph, evaluate(graph, relative(graph, data, [...data.keys()], 4)), graph.results, 16)
    }
    const results = evaluate(graph, data)
    if (ofTerms.has(node.primitive)) return sums(graph, data, results)
    const size = units[node.primitive]
    return size === undefined ? results : relative(graph, results, graph.results, size)
  }
}
