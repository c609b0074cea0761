/** Turns a graph into one that watches it: the same nodes, and of every float value the greatest magnitude, which shows NaN and Infinity. */
import { isFloat } from '../dtype/dtype.ts'
import { claimsNothing, GraphBuilder, rebuildGraph } from '../graph/builder.ts'
import type { AnyGraphNode, Graph, GraphNode, TensorType, ValueId } from '../graph/graph.ts'
import type { PrimitiveName } from '../primitives/attributes.ts'
import { sizeOf } from '../shape/shape.ts'
import { addOne, hasNewNan, joined, magnitude, magnitudesType, type Piece, sizeOfPieces, zeros } from './magnitude.ts'

/** Where the magnitudes of a graph's values stand among those that a watching graph returns. */
export interface Layout {
  /** The graph that is watched, composites inlined. */
  readonly graph: Graph
  /** How many magnitudes one run of the graph gives. */
  readonly size: number
  /** Places of values; integers, empty values and literals have none. */
  readonly places: ReadonlyMap<ValueId, number>
  /** Values that are one literal number all over. */
  readonly literals: ReadonlyMap<ValueId, number>
  /** The graphs that nodes run, in the order in which they run. */
  readonly blocks: ReadonlyMap<AnyGraphNode, readonly Block[]>
}

/** The magnitudes of a graph inside a node. */
export interface Block {
  readonly offset: number
  readonly layout: Layout
  /** How often the graph runs; its magnitudes stand one after the other. */
  readonly times: number
  /** The last ones ran first. */
  readonly reverse: boolean
}

/** A graph that watches another. */
export interface Watched {
  /** Over the same parameters; its only result are the magnitudes, float32. */
  readonly graph: Graph
  readonly layout: Layout
}

/** Nodes that were added to a builder on behalf of a watched one. */
interface Added {
  readonly results: readonly ValueId[]
  /** Magnitudes of what happens inside. */
  readonly pieces: readonly Piece[]
  readonly blocks: readonly Block[]
}

interface WatchedPart {
  readonly results: readonly ValueId[]
  readonly pieces: readonly Piece[]
  readonly layout: Layout
}

/** A node whose operands are ids of the builder. */
interface Call<P extends PrimitiveName> {
  readonly builder: GraphBuilder
  readonly node: GraphNode<P>
  readonly operands: readonly ValueId[]
  readonly types: readonly TensorType[]
}

const purpose = { claims: claimsNothing, isBody: false }

/** Nodes that keep the one number that a literal holds. */
const keepsLiterals = new Set<PrimitiveName>(['broadcast', 'reshape', 'cast'])

/** The literal number that the result of a node is, if it is one. */
function literalOf(node: AnyGraphNode, literals: ReadonlyMap<ValueId, number>): number | undefined {
  if (node.primitive === 'constant') return node.attributes.value
  return keepsLiterals.has(node.primitive) ? literals.get(node.operands[0]!) : undefined
}

/** Adds a graph to a builder, and the magnitudes of all its float values: parameters first, then as nodes run. */
function watchInto(builder: GraphBuilder, graph: Graph, operands: readonly ValueId[]): WatchedPart {
  const ids: ValueId[] = [...operands]
  const pieces: Piece[] = []
  const places = new Map<ValueId, number>()
  const literals = new Map<ValueId, number>()
  const blocks = new Map<AnyGraphNode, readonly Block[]>()
  let size = 0
  const append = (further: readonly Piece[]): void => {
    pieces.push(...further)
    size += sizeOfPieces(further)
  }
  const note = (id: ValueId): void => {
    const type = graph.values[id]!
    if (!isFloat(type.dtype) || sizeOf(type.shape) === 0) return
    places.set(id, size)
    append([{ id: magnitude(builder, ids[id]!, type), size: 1 }])
  }
  for (let id = 0; id < graph.parameters; id++) note(id)
  for (const node of graph.nodes) {
    const types = node.results.map((id) => graph.values[id]!)
    const added = addWatched({ builder, node, operands: node.operands.map((id) => ids[id]!), types })
    node.results.forEach((id, index) => (ids[id] = added.results[index]!))
    const start = size
    blocks.set(
      node,
      added.blocks.map((block) => ({ ...block, offset: start + block.offset })),
    )
    append(added.pieces)
    const value = literalOf(node, literals)
    if (value === undefined) node.results.forEach(note)
    else literals.set(node.results[0]!, value)
  }
  return { results: graph.results.map((id) => ids[id]!), pieces, layout: { graph, size, places, literals, blocks } }
}

/** A builder with parameters of these types, and their ids. */
function builderOver(types: readonly TensorType[]): { builder: GraphBuilder; parameters: readonly ValueId[] } {
  const builder = new GraphBuilder(purpose)
  return { builder, parameters: types.map((type) => builder.parameter(type)) }
}

const parameterTypes = (graph: Graph): readonly TensorType[] => graph.values.slice(0, graph.parameters)

const addPlain = ({ builder, node, operands, types }: Call<PrimitiveName>): Added => ({
  results: builder.add(node, operands, types),
  pieces: [],
  blocks: [],
})

/** The body returns its magnitudes as one more output, which the loop stacks: one row per step. */
function addScan(call: Call<'scan'>): Added {
  const { builder, node, operands, types } = call
  const { body, length, reverse } = node.attributes
  const inner = builderOver(parameterTypes(body))
  const { results, pieces, layout } = watchInto(inner.builder, body, inner.parameters)
  const size = layout.size * length
  if (size === 0) return addPlain(call)
  const watched = inner.builder.build([...results, joined(inner.builder, pieces)])
  const added = builder.add({ ...node, attributes: { ...node.attributes, body: watched } }, operands, [
    ...types,
    { shape: [length, layout.size], dtype: 'float32' },
  ])
  const id = addOne(builder, 'reshape', [added.at(-1)!], { shape: [size] }, magnitudesType(size))
  return { results: added.slice(0, -1), pieces: [{ id, size }], blocks: [{ offset: 0, layout, times: length, reverse }] }
}

/** Each branch returns its own magnitudes, and zeros in the place of the other's. */
function addCond(call: Call<'cond'>): Added {
  const { builder, node, operands, types } = call
  const { onTrue, onFalse } = node.attributes
  const branches = [onTrue, onFalse].map((branch) => {
    const inner = builderOver(parameterTypes(branch))
    return { ...inner, ...watchInto(inner.builder, branch, inner.parameters) }
  })
  const sizes = branches.map(({ layout }) => layout.size)
  const [watchedTrue, watchedFalse] = branches.map((branch, own) => {
    const magnitudes = sizes.flatMap((size, index) => {
      if (size === 0) return []
      return [index === own ? joined(branch.builder, branch.pieces) : zeros(branch.builder, size)]
    })
    return branch.builder.build([...branch.results, ...magnitudes])
  })
  const further = sizes.filter((size) => size > 0)
  const attributes = { onTrue: watchedTrue!, onFalse: watchedFalse! }
  const added = builder.add({ ...node, attributes }, operands, [...types, ...further.map(magnitudesType)])
  const pieces = further.map((size, index) => ({ id: added[types.length + index]!, size }))
  const blocks = branches.map(({ layout }, index) => ({
    offset: index === 0 ? 0 : sizes[0]!,
    layout,
    times: 1,
    reverse: false,
  }))
  return { results: added.slice(0, types.length), pieces, blocks }
}

/**
 * The magnitudes are carried: those of the first iteration that made a NaN stay, else the last iteration's. Infinity does not
 * count there: loops carry it as a mark, such as the least so far.
 */
function addWhile(call: Call<'while'>): Added {
  const { builder, node, operands, types } = call
  const { condition, body, carried } = node.attributes
  const inside = parameterTypes(body)
  const measure = builderOver(inside)
  const size =
    watchInto(measure.builder, condition, measure.parameters).layout.size +
    watchInto(measure.builder, body, measure.parameters).layout.size
  if (size === 0) return addPlain(call)
  const withMagnitudes = [...inside.slice(0, carried), magnitudesType(size), ...inside.slice(carried)]
  const without = (parameters: readonly ValueId[]): ValueId[] => parameters.filter((_, index) => index !== carried)

  const inner = builderOver(withMagnitudes)
  const parameters = without(inner.parameters)
  // The condition's magnitudes come first, and begin with those of what comes into the iteration.
  const tested = watchInto(inner.builder, condition, parameters)
  const stepped = watchInto(inner.builder, body, parameters)
  const fresh = joined(inner.builder, [...tested.pieces, ...stepped.pieces])
  const inputs = Array.from({ length: condition.parameters }, (_, id) => id).filter((id) => tested.layout.places.has(id)).length
  const earlier = inner.parameters[carried]!
  const isOver = hasNewNan(inner.builder, earlier, size, inputs)
  const mask = addOne(inner.builder, 'broadcast', [isOver], { shape: [size] }, { shape: [size], dtype: 'bool' })
  const kept = addOne(inner.builder, 'select', [mask, earlier, fresh], {}, magnitudesType(size))
  const watchedBody = inner.builder.build([...stepped.results, kept])

  const outer = builderOver(withMagnitudes)
  const watchedCondition = outer.builder.build(outer.builder.inline(condition, without(outer.parameters)))

  const given = [...operands.slice(0, carried), zeros(builder, size), ...operands.slice(carried)]
  const attributes = { ...node.attributes, condition: watchedCondition, body: watchedBody, carried: carried + 1 }
  const added = builder.add({ ...node, attributes }, given, [...types, magnitudesType(size)])
  const results = added.slice(0, carried)
  // The test that ended the loop has no iteration to be watched in.
  const last = watchInto(builder, condition, [...results, ...operands.slice(carried)])
  const block = (offset: number, layout: Layout): Block => ({ offset, layout, times: 1, reverse: false })
  return {
    results,
    pieces: [{ id: added[carried]!, size }, ...last.pieces],
    blocks: [block(0, tested.layout), block(tested.layout.size, stepped.layout), block(size, last.layout)],
  }
}

/** Adds one node, watched inside where it holds graphs. */
function addWatched({ node, ...call }: Omit<Call<PrimitiveName>, 'node'> & { readonly node: AnyGraphNode }): Added {
  switch (node.primitive) {
    case 'scan':
      return addScan({ ...call, node })
    case 'cond':
      return addCond({ ...call, node })
    case 'while':
      return addWhile({ ...call, node })
    default:
      return addPlain({ ...call, node })
  }
}

/** The graph that watches `graph`; undefined where there is no float value to watch. */
export function watchGraph(graph: Graph): Watched | undefined {
  const inlined = rebuildGraph(graph, purpose)
  const { builder, parameters } = builderOver(parameterTypes(inlined))
  const { pieces, layout } = watchInto(builder, inlined, parameters)
  if (pieces.length === 0) return undefined
  return { graph: builder.build([joined(builder, pieces)]), layout }
}
