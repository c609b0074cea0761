/** Draws programs at random: legal by construction, over every primitive, reproducible from their seed. */
import {
  type DType,
  DTypeError,
  dtypes,
  type Graph,
  isFloat,
  type PrimitiveName,
  primitiveNames,
  type Program,
  sameShape,
  sizeOf,
  type ValueId,
} from '@neurite/core'
import { ProgramWriter, resultTypes } from '../program/program-writer.ts'
import { anyFinite, between, drawn, moderate } from '../values/domain.ts'
import type { HostTensor } from '../values/host-tensor.ts'
import { seeded } from '../values/random.ts'
import { anyValue, type Draw, type Drawing, shapes, typeOf } from './drawing.ts'
import { draws } from './draws.ts'

/** A program with the values to run it on. */
export interface RandomGraph {
  readonly seed: number
  readonly program: Program
  readonly parameters: readonly HostTensor[]
  /** The new values of the states, then the outputs: the results of the program. */
  readonly results: readonly ValueId[]
}

const mostElements = 400
const nodesPerGraph = 18
const roundsPerGraph = 5

const table: { readonly [P in PrimitiveName]: Draw<P> } = draws

/** Primitives that random graphs hold. */
export const drawnPrimitives: readonly PrimitiveName[] = primitiveNames.filter(
  (primitive) => primitive !== 'composite' && primitive !== 'hostCall',
)

/** Adds a node of a primitive; false where its operands cannot be had, have the wrong dtype, or where it would grow too large. */
function grow<P extends PrimitiveName>(drawing: Drawing, primitive: P): boolean {
  const draw: Draw<P> = table[primitive]
  const recipe = draw(drawing)
  if (!recipe) return false
  const { writer, values } = drawing
  try {
    const types = resultTypes(
      primitive,
      recipe.operands.map((id) => writer.typeOf(id)),
      recipe.attributes,
    )
    if (types.some(({ shape }) => sizeOf(shape) > mostElements)) return false
  } catch (error) {
    if (error instanceof DTypeError) return false
    throw error
  }
  values.push(...writer.apply(primitive, recipe.operands, recipe.attributes))
  return true
}

const commonDTypes: readonly DType[] = ['float32', 'float32', 'int32', 'bool']

function drawParameters({ random, writer, values, dtypes: known }: Drawing): HostTensor[] {
  return Array.from({ length: 5 }, (_, i) => {
    const dtype = i < commonDTypes.length ? commonDTypes[i]! : random.pick(known)
    const shape = i === 0 ? [3, 4] : random.pick(shapes)
    const domain = isFloat(dtype) ? moderate : random.unit() < 0.8 ? between(-2, 5) : anyFinite
    const role = shape.length === 0 ? 'scalar' : random.unit() < 0.3 ? 'state' : 'input'
    values.push(writer.parameter(role, { dtype, shape }))
    return drawn(dtype, shape, domain, random.below(1000))
  })
}

/** The values that no node reads: what the graph was for. */
function loose({ nodes, parameters }: Pick<Graph, 'nodes' | 'parameters'>): ValueId[] {
  const read = new Set(nodes.flatMap(({ operands }) => operands))
  return nodes.flatMap(({ results }) => results.filter((id) => !read.has(id) && id >= parameters))
}

/**
 * A program of some eighteen nodes.
 *
 * @param known - the dtypes of the backend: another set gives other graphs for the same seed
 */
export function drawGraph(seed: number, known: readonly DType[] = dtypes): RandomGraph {
  const writer = new ProgramWriter()
  const drawing: Drawing = { random: seeded(seed), writer, values: [], dtypes: known }
  const parameters = drawParameters(drawing)
  const roles = writer.program({}).bindings.map(({ role }) => role)
  // The first ones go round, so that no number of seeds leaves a primitive out for long; the others are drawn.
  for (let first = 0; first < roundsPerGraph; first++) {
    const primitive = drawnPrimitives[(seed * roundsPerGraph + first) % drawnPrimitives.length]!
    for (let tries = 0; tries < 10 && !grow(drawing, primitive); tries++);
  }
  for (let tries = 0; writer.nodes.length < nodesPerGraph && tries < 200; tries++)
    grow(drawing, drawing.random.pick(drawnPrimitives))
  const states = roles.flatMap((role, id) => (role === 'state' ? [newState(drawing, id)] : []))
  const outputs = loose({ nodes: writer.nodes, parameters: roles.length })
  return { seed, program: writer.program({ states, outputs }), parameters, results: [...states, ...outputs] }
}

/** What a state becomes: some value of its type, itself where there is no other. */
function newState(drawing: Drawing, id: ValueId): ValueId {
  const { dtype, shape } = typeOf(drawing, id)
  return anyValue(drawing, (type) => type.dtype === dtype && sameShape(type.shape, shape)) ?? id
}
