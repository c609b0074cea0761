/** Third stage: turns a group into a kernel, by following its values back to what it loads. */
import { type AnyGraphNode, type DType, type Graph, type GraphNode, InternalError, type ValueId } from '@neurite/core'
import type { Group } from '../group/group.ts'
import { reductionMap } from '../group/reduction-map.ts'
import { type Grouping, isPointwise, isReduction } from '../group/grouping.ts'
import { type Affine, renameAxes } from '../index-map/affine.ts'
import { flatten, type IndexMap, isView, mapKey, plainAxes, throughView } from '../index-map/index-map.ts'
import { type FactorView, productKernel } from './build-product.ts'
import type { Instruction, InstructionId, KernelCall, LoopKernel, Loops, ScalarName, Store } from './kernel.ts'
import { mergeLoops } from './merge-loops.ts'

/** What a group is built from. */
export interface Sources {
  readonly graph: Graph
  readonly grouping: Grouping
  readonly makers: ReadonlyMap<ValueId, AnyGraphNode>
  /** What a product reads for an operand. */
  readonly factorOf: (id: ValueId) => { readonly value: ValueId; readonly map: IndexMap }
  /** The value whose bytes a value has. */
  readonly rootOf: (id: ValueId) => ValueId
}

/** The body of one kernel in the making. */
class Body {
  readonly instructions: Instruction[] = []
  readonly operands: ValueId[] = []
  readonly #sources: Sources
  readonly #group: Group
  /** The kernel's loop that each of the group's is. */
  readonly #places: readonly number[]
  readonly #known = new Map<string, InstructionId>()

  constructor(sources: Sources, group: Group, order: readonly number[]) {
    this.#sources = sources
    this.#group = group
    this.#places = order.map((_, axis) => order.indexOf(axis))
  }

  operand(id: ValueId): number {
    const root = this.#sources.rootOf(id)
    const known = this.operands.indexOf(root)
    return known < 0 ? this.operands.push(root) - 1 : known
  }

  /** An expression of the group's loops by the kernel's. */
  by(place: Affine): Affine {
    return renameAxes(place, this.#places)
  }

  at(map: IndexMap, value: ValueId): Affine {
    return this.by(flatten(map, this.#sources.graph.values[value]!.shape))
  }

  #add(instruction: Instruction): InstructionId {
    return this.instructions.push(instruction) - 1
  }

  /** The instruction that computes an element of a value. */
  element(value: ValueId, map: IndexMap): InstructionId {
    const key = `${value}:${mapKey(map)}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const id = this.#make(value, map)
    this.#known.set(key, id)
    return id
  }

  #make(value: ValueId, map: IndexMap): InstructionId {
    const { graph, makers, grouping } = this.#sources
    const { dtype } = graph.values[value]!
    const node = makers.get(value)
    const isMember = this.#group.members.has(value)
    if (!node) return this.#load(value, map, dtype)
    // Also where a kernel of its own writes it for others.
    if (node.primitive === 'constant') return this.#add({ op: 'constant', dtype, value: node.attributes.value })
    if (node.primitive === 'iota') {
      return this.#add({ op: 'index', dtype, at: this.by(map[node.attributes.axis]!) })
    }
    if (grouping.home.has(value) && !isMember) return this.#load(value, map, dtype)
    if (isView(node)) {
      const through = throughView(graph, node, map, this.#group.extents)
      return through ? this.element(node.operands[0]!, through) : this.#load(value, map, dtype)
    }
    if (!isMember) return this.#load(value, map, dtype)
    if (node === this.#group.node) return this.#add({ op: 'product', dtype })
    if (isReduction(node)) return this.#reduction(node, map, dtype)
    if (!isPointwise(node)) throw new InternalError(`compiler: ${node.primitive} cannot be part of a kernel`)
    const operands = node.operands.map((id) => this.element(id, map))
    return this.#add({ op: 'apply', dtype, primitive: node.primitive as ScalarName, operands })
  }

  #load(value: ValueId, map: IndexMap, dtype: DType): InstructionId {
    return this.#add({ op: 'load', dtype, operand: this.operand(value), at: this.at(map, value) })
  }

  #reduction(
    node: GraphNode<'reduceSum' | 'reduceProd' | 'reduceMax' | 'reduceMin'>,
    map: IndexMap,
    dtype: DType,
  ): InstructionId {
    const [operandId] = node.operands
    const through = reductionMap(this.#sources.graph, node, map, this.#group)
    return this.#add({ op: 'reduce', dtype, primitive: node.primitive, operand: this.element(operandId!, through) })
  }
}

function storesOf(body: Body, { graph }: Sources, group: Group): Store[] {
  return group.stored.map((value, result) => {
    const map = group.members.get(value)!
    return { result, dtype: graph.values[value]!.dtype, instruction: body.element(value, map), at: body.at(map, value) }
  })
}

function factorsOf(body: Body, sources: Sources, { operands }: AnyGraphNode): [FactorView, FactorView] {
  const view = (id: ValueId): FactorView => {
    const { value, map } = sources.factorOf(id)
    const type = sources.graph.values[id]!
    const { offset, strides } = flatten(map, sources.graph.values[value]!.shape)
    return { operand: body.operand(value), type, offset, strides: type.shape.map((_, axis) => strides[axis] ?? 0) }
  }
  return [view(operands[0]!), view(operands[1]!)]
}

/** The kernel of a group. */
export function buildKernel(sources: Sources, group: Group): KernelCall {
  const { node, extents, reduced, stored } = group
  const origin = node?.origin ? { origin: node.origin } : {}
  if (group.heart === 'node') {
    const { primitive, attributes, operands } = node!
    return { kernel: { kind: 'node', primitive, attributes }, operands, results: stored, ...origin }
  }
  const order = loopOrder(sources.graph, group)
  const body = new Body(sources, group, order)
  const ordered = order.map((axis) => extents[axis]!)
  // Factors are the first operands.
  const factors = node && factorsOf(body, sources, node)
  const loops: Loops = { extents: ordered, stores: storesOf(body, sources, group), body: body.instructions }
  const kernel = factors
    ? productKernel(
        node,
        sources.graph,
        group.members.get(node.results[0]!)!.map((place) => body.by(place)),
        factors,
        loops,
      )
    : loopKernel(loops, extents.length - reduced.length)
  return { kernel, operands: body.operands, results: stored, ...origin }
}

/** The group's loops in the order of the kernel's: those of a product follow the axes of its result. */
function loopOrder(graph: Graph, { node, members, extents }: Group): readonly number[] {
  const result = node?.results[0]
  if (result === undefined) return [...extents.keys()]
  const loops = plainAxes(members.get(result)!, graph.values[result]!.shape, extents)
  if (!loops) throw new InternalError('compiler: a group does not visit its product once')
  return loops
}

function loopKernel(given: Loops, firstReduced: number): LoopKernel {
  const { loops, parts } = mergeLoops(given, [firstReduced])
  return { kind: 'loop', kept: parts[0]!, ...loops }
}
