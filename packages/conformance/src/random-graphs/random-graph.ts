/** Draws programs at random: legal by construction, over every primitive, the same for the same numbers drawn. */
import {
  type DType,
  DTypeError,
  dtypes,
  type Graph,
  isFloat,
  type PrimitiveName,
  type Program,
  sameShape,
  sizeOf,
  type ValueId,
} from '@neurite/core'
import { ProgramWriter, resultTypes } from '../program/program-writer.ts'
import { anyFinite, between, drawn, moderate } from '../values/domain.ts'
import type { HostTensor } from '../values/host-tensor.ts'
import type { Random } from '../values/random.ts'
import { anyValue, type Draw, type Drawing, shapes, typeOf } from './drawing.ts'
import { draws } from './draws.ts'
import { drawnPrimitives } from './due-primitives.ts'

/** A program with the values to run it on. */
export interface RandomGraph {
  readonly program: Program
  readonly parameters: readonly HostTensor[]
}

/** Small enough for the reference to be quick, large enough for whole tiles and rests of them. */
const mostElements = 200
const nodesPerGraph = 16
/** A primitive that does not fit is tried again with other operands before another one is taken. */
const triesPerPrimitive = 4

const table: { readonly [P in PrimitiveName]: Draw<P> } = draws

/** Adds a node of a primitive, if one of a few tries leads to operands for it. */
function tryToGrow(drawing: Drawing, primitive: PrimitiveName): void {
  for (let tries = 0; tries < triesPerPrimitive && !grow(drawing, primitive); tries++);
}

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
 * A program of some sixteen nodes.
 *
 * @param known - the dtypes of the backend: another set gives other graphs for the same numbers drawn
 * @param due - primitives that are tried before others are drawn
 */
export function drawGraph(random: Random, known: readonly DType[] = dtypes, due: readonly PrimitiveName[] = []): RandomGraph {
  const writer = new ProgramWriter()
  const drawing: Drawing = { random, writer, values: [], dtypes: known }
  const parameters = drawParameters(drawing)
  const roles = writer.program({}).bindings.map(({ role }) => role)
  for (const primitive of due) tryToGrow(drawing, primitive)
  for (let round = 0; writer.nodes.length < nodesPerGraph && round < 100; round++) {
    tryToGrow(drawing, random.pick(drawnPrimitives))
  }
  const states = roles.flatMap((role, id) => (role === 'state' ? [newState(drawing, id)] : []))
  const outputs = loose({ nodes: writer.nodes, parameters: roles.length })
  return { program: writer.program({ states, outputs }), parameters }
}

/** What a state becomes: some value of its type, itself where there is no other. */
function newState(drawing: Drawing, id: ValueId): ValueId {
  const { dtype, shape } = typeOf(drawing, id)
  return anyValue(drawing, (type) => type.dtype === dtype && sameShape(type.shape, shape)) ?? id
}
