/** How far rounding alone may carry the results of a graph: the reference, run again with noise after every node. */
import { type Graph, type GraphNode, type HostArray, isFloat, type PrimitiveName, typeOf } from '@neurite/core'
import { referenceNode, termScale } from '../compare/check-node.ts'
import { type ToleranceOverrides, toleranceOf } from '../compare/tolerance.ts'
import { epsilonOf, stepAt } from '../compare/units-in-last-place.ts'
import { hostTensor, type HostTensor, numbersOf } from '../values/host-tensor.ts'
import { type Random, seeded } from '../values/random.ts'

const noisyRuns = 4
/** Noise is random and rounding is not: room for what four runs did not show. */
const roomFactor = 16

/** All values of a graph; `finish` may change the results of each node. */
export function evaluateNodes(
  graph: Graph,
  parameters: readonly HostTensor[],
  finish: (
    node: Graph['nodes'][number],
    operands: readonly HostTensor[],
    results: readonly HostTensor[],
  ) => readonly HostTensor[],
): HostTensor[] {
  const values = [...parameters]
  for (const node of graph.nodes) {
    const operands = node.operands.map((id) => values[id]!)
    finish(node, operands, evaluateNode(node, operands)).forEach((value, index) => (values[node.results[index]!] = value))
  }
  return values
}

const evaluateNode = <P extends PrimitiveName>(
  { primitive, attributes }: GraphNode<P>,
  operands: readonly HostTensor[],
): HostTensor[] => referenceNode(primitive, operands, attributes)

/** Moves each float by up to the primitive's tolerance, and by at least one unit, since fused operations round less often. */
function withNoise<P extends PrimitiveName>(
  random: Random,
  { primitive, attributes }: GraphNode<P>,
  operands: readonly HostTensor[],
  results: readonly HostTensor[],
  overrides: ToleranceOverrides,
): HostTensor[] {
  const tolerance = toleranceOf(primitive, overrides)
  if (tolerance === 'exact') return [...results]
  return results.map((result, index) => {
    const { dtype, shape } = result
    if (!isFloat(dtype)) return result
    const scale = tolerance.ofTerms ? termScale(primitive, operands, attributes, index) : undefined
    const noisy = numbersOf(result).map((value, i) => {
      const size = scale ? tolerance.ulps * epsilonOf(dtype) * scale[i]! : Math.max(1, tolerance.ulps) * stepAt(dtype, value)
      return Number.isFinite(value) && Number.isFinite(size) ? value + (random.unit() * 2 - 1) * size : value
    })
    return hostTensor(dtype, shape, noisy)
  })
}

/** What one result may be. */
export interface Expected {
  readonly value: HostTensor
  /** For each element how far off it may be; undefined where noise decides between quite different outcomes. */
  readonly room: readonly (number | undefined)[]
}

/** The results of a graph, each with the room that rounding needs. */
export function expectedResults(
  graph: Graph,
  parameters: readonly HostTensor[],
  seed: number,
  overrides: ToleranceOverrides,
): Expected[] {
  const exact = evaluateNodes(graph, parameters, (_, __, results) => results)
  const noisy = Array.from({ length: noisyRuns }, (_, run) => {
    const random = seeded(seed * noisyRuns + run)
    return evaluateNodes(graph, parameters, (node, operands, results) => withNoise(random, node, operands, results, overrides))
  })
  return graph.results.map((id) => {
    const { dtype } = typeOf(graph, id)
    const numbers = numbersOf(exact[id]!)
    const others = noisy.map((values) => numbersOf(values[id]!))
    return {
      value: exact[id]!,
      room: numbers.map((value, i) =>
        roomOf(
          value,
          others.map((other) => other[i]!),
          isFloat(dtype) ? stepAt(dtype, value) : 0,
        ),
      ),
    }
  })
}

function roomOf(value: number, others: readonly number[], step: number): number | undefined {
  if (step === 0 || !Number.isFinite(value))
    return others.every((other) => Object.is(other, value) || other === value) ? 0 : undefined
  const spread = Math.max(...others.map((other) => Math.abs(other - value)))
  const room = roomFactor * spread + 4 * step
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
