/** How far rounding alone may carry the results of a graph: the reference, run again with noise after every node. */
import {
  type AnyGraphNode,
  type DType,
  type Graph,
  type GraphNode,
  type HostArray,
  isFloat,
  type PrimitiveName,
} from '@neurite/core'
import { type Precision, termScale } from '../compare/check-node.ts'
import { allNaN, mayBeNaN } from '../compare/open-results.ts'
import { leastNormal } from '../compare/subnormals.ts'
import { toleranceOf } from '../compare/tolerance.ts'
import { epsilonOf, stepAt } from '../compare/units-in-last-place.ts'
import { hostTensor, type HostTensor, numbersOf } from '../values/host-tensor.ts'
import { type Random, seeded } from '../values/random.ts'
import { evaluateTensors, nodeAlone } from './evaluate-graph.ts'

/** Noise is random and rounding is not: room for what the runs did not show. */
const roomFactor = 16
/**
 * How many times rounding the noise of each run is, and which noise. As much as the room shows decisions that are nearly taken
 * otherwise; each noise comes with its opposite, since it pushes such a decision one way only.
 */
const noises = [1, -1, 16, -16].map((amplitude) => ({ amplitude, seed: Math.abs(amplitude) }))

/** One node as the noisy runs need it: its results without noise, and how much noise each of their elements gets. */
interface Step {
  readonly node: AnyGraphNode
  readonly alone: Graph
  readonly noise: readonly (readonly number[] | undefined)[]
  /** The results may be NaN instead. */
  readonly isOpen: boolean
  /** The branch that is taken: rounding happens inside it, where terms may cancel. */
  readonly branch: Rehearsal | undefined
}

/** A graph, its values, and where they are rounded. */
interface Rehearsal {
  readonly graph: Graph
  readonly values: readonly HostTensor[]
  readonly steps: readonly Step[]
}

/** How far rounding carries each element: the primitive's tolerance, one unit at least, since fused operations round less often. */
function noiseOf<P extends PrimitiveName>(
  { primitive, attributes }: GraphNode<P>,
  operands: readonly HostTensor[],
  results: readonly HostTensor[],
  { tolerance: overrides, subnormals }: Precision,
): (number[] | undefined)[] {
  const tolerance = toleranceOf(primitive, overrides)
  return results.map((result, index) => {
    const { dtype } = result
    if (tolerance === 'exact' || !isFloat(dtype)) return undefined
    const scale = tolerance.ofTerms ? termScale(primitive, operands, attributes, index) : undefined
    return numbersOf(result).map((value, i) => {
      const size = scale ? tolerance.ulps * epsilonOf(dtype) * scale[i]! : Math.max(1, tolerance.ulps) * stepAt(dtype, value)
      if (!Number.isFinite(value) || !Number.isFinite(size)) return 0
      const isFlushed = subnormals === 'flushed' && dtype === 'float32' && value !== 0 && Math.abs(value) < leastNormal
      return isFlushed ? leastNormal : size
    })
  })
}

function rehearse(graph: Graph, parameters: readonly HostTensor[], precision: Precision): Rehearsal {
  const values = [...parameters]
  const steps = graph.nodes.map((node): Step => {
    const operands = node.operands.map((id) => values[id]!)
    const alone = nodeAlone(graph, node)
    const results = evaluateTensors(alone, operands)
    results.forEach((result, index) => (values[node.results[index]!] = result))
    const branch = node.primitive === 'cond' ? rehearseBranch(node, operands, precision) : undefined
    const noise = noiseOf<PrimitiveName>(node, operands, results, precision)
    return { node, alone, noise, branch, isOpen: mayBeNaN<PrimitiveName>(node.primitive, operands, node.attributes) }
  })
  return { graph, values, steps }
}

function rehearseBranch(
  { attributes }: GraphNode<'cond'>,
  [condition, ...operands]: readonly HostTensor[],
  precision: Precision,
): Rehearsal {
  return rehearse(condition!.bits[0] ? attributes.onTrue : attributes.onFalse, operands, precision)
}

function withNoise(random: Random, tensor: HostTensor, sizes: readonly number[] | undefined, amplitude: number): HostTensor {
  if (!sizes) return tensor
  const noisy = numbersOf(tensor).map((value, i) => value + (random.unit() * 2 - 1) * sizes[i]! * amplitude)
  return hostTensor(tensor.dtype, tensor.shape, noisy)
}

/** The values of a graph with noise after every node. What no noise has reached is not computed again. */
function noisyValues(
  { graph, values, steps }: Rehearsal,
  parameters: readonly HostTensor[],
  random: Random,
  amplitude: number,
): HostTensor[] {
  const noisy = [...parameters]
  for (const { node, alone, noise, branch, isOpen } of steps) {
    const operands = node.operands.map((id) => noisy[id]!)
    const isReached = node.operands.some((id) => noisy[id] !== values[id])
    const isTaken = branch && operands[0]!.bits[0] === values[node.operands[0]!]!.bits[0]
    const results = isTaken
      ? resultsOf(branch.graph, noisyValues(branch, operands.slice(1), random, amplitude))
      : isReached
        ? evaluateTensors(alone, operands)
        : resultsOf({ ...graph, results: node.results }, values)
    results.forEach((result, index) => {
      const value = withNoise(random, result, noise[index], amplitude)
      // Some of the runs go the other way.
      noisy[node.results[index]!] = isOpen && amplitude < 0 ? allNaN(value) : value
    })
  }
  return noisy
}

const resultsOf = ({ results }: Pick<Graph, 'results'>, values: readonly HostTensor[]): HostTensor[] =>
  results.map((id) => values[id]!)

/** What one result may be. */
export interface Expected {
  readonly value: HostTensor
  /** For each element how far off it may be; undefined where noise decides between quite different outcomes. */
  readonly room: readonly (number | undefined)[]
}

/** The results of a graph, each with the room that rounding needs. */
export function expectedResults(graph: Graph, parameters: readonly HostTensor[], precision: Precision): Expected[] {
  const rehearsal = rehearse(graph, parameters, precision)
  const runs = noises.map(({ amplitude, seed }) => {
    const values = noisyValues(rehearsal, parameters, seeded(seed), amplitude)
    return { amplitude, results: resultsOf(graph, values).map(numbersOf) }
  })
  return resultsOf(graph, rehearsal.values).map((value, index): Expected => {
    const noisy = runs.map(({ amplitude, results }) => ({ amplitude, numbers: results[index]! }))
    return { value, room: numbersOf(value).map((number, i) => roomOf(number, value.dtype, noisy, i)) }
  })
}

interface NoisyResult {
  readonly amplitude: number
  readonly numbers: readonly number[]
}

function roomOf(value: number, dtype: DType, noisy: readonly NoisyResult[], at: number): number | undefined {
  if (!isFloat(dtype) || !Number.isFinite(value))
    return noisy.every(({ numbers }) => Object.is(numbers[at], value) || numbers[at] === value) ? 0 : undefined
  const spread = Math.max(...noisy.map(({ numbers, amplitude }) => Math.abs((numbers[at]! - value) / amplitude)))
  const room = roomFactor * spread + 4 * stepAt(dtype, value)
  // A function that turns rounding into another number altogether, such as the tangent of a large one, says nothing about errors.
  return room <= Math.max(1, Math.abs(value)) / 8 ? room : undefined
}

/** The first element that is further off than its room; how many were compared. */
export function compareWithRoom(
  { value, room }: Expected,
  given: HostArray,
): { readonly difference: string | undefined; readonly compared: number } {
  const [numbers, expected] = [numbersOf({ ...value, bits: given }), numbersOf(value)]
  const wrong = expected.findIndex((number, i) => {
    const allowed = room[i]
    return allowed !== undefined && !Object.is(numbers[i], number) && !(Math.abs(numbers[i]! - number) <= allowed)
  })
  const compared = room.filter((allowed) => allowed !== undefined).length
  if (wrong < 0) return { difference: undefined, compared }
  return {
    difference: `element ${wrong} is ${numbers[wrong]}, expected ${expected[wrong]}, give or take ${room[wrong]}`,
    compared,
  }
}
