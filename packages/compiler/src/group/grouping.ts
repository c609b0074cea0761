/** Second stage: decides which values reach memory, and which kernel computes each. */
import {
  type AnyGraphNode,
  type Graph,
  type GraphNode,
  InternalError,
  isElementwise,
  type Shape,
  sizeOf,
  type ValueId,
} from '@neurite/core'
import { identityMap, type IndexMap, isView, plainAxes, spaceOf, throughView } from '../index-map/index-map.ts'
import { straddling, type Straddling } from '../index-map/affine.ts'
import { isPlainConvolution } from '../canonicalise/convolution.ts'
import type { ReductionName } from '../kernels/kernel.ts'
import { type Demand, demandKey, Group } from './group.ts'
import { Order } from './order.ts'
import { reductionMap } from './reduction-map.ts'

/** Nodes in one kernel; beyond this, engines take too long over the function. */
const mostMembers = 256

/** Elements of a row that a kernel goes over several times; longer ones would leave the cache in between. */
export const longestRow = 2 ** 14

/** The groups of a graph, and how values that no group computes are found. */
export interface Grouping {
  readonly graph: Graph
  readonly groups: readonly Group[]
  /** The group that writes a value. */
  readonly home: ReadonlyMap<ValueId, Group>
  /** Values whose bytes are those of another: they need no group. */
  readonly aliases: ReadonlyMap<ValueId, ValueId>
}

/** What a value's readers ask for. */
type Readers = ReadonlyMap<Group, readonly Demand[]>

const reductions: Record<ReductionName, true> = { reduceSum: true, reduceProd: true, reduceMax: true, reduceMin: true }

/** Whether a node is a reduction that loop kernels do. */
export const isReduction = (node: AnyGraphNode): node is GraphNode<ReductionName> & AnyGraphNode => node.primitive in reductions

/** Whether a node is computed element by element. Bits are reinterpreted in memory. */
export const isPointwise = ({ primitive }: AnyGraphNode): boolean => isElementwise(primitive) && primitive !== 'bitcast'

/** Whether a node is computed from nothing but the place. */
export const isSource = ({ primitive }: AnyGraphNode): boolean => primitive === 'constant' || primitive === 'iota'

/** Whether the result of a node has the operand's bytes, in their order. */
const sharesBytes = ({ primitive }: AnyGraphNode): boolean =>
  primitive === 'reshape' || primitive === 'bitcast' || primitive === 'stopGradient' || primitive === 'barrier'

/** Whether a node is a sum of products over strided loops: a contraction, or a convolution in canonical form. */
export const isProduct = (graph: Graph, node: AnyGraphNode): boolean =>
  node.primitive === 'dotGeneral' || isPlainConvolution(graph, node)

/** Assigns the nodes of one graph, last to first, so that every consumer of a value is known when the value is placed. */
class Assignment implements Grouping {
  readonly graph: Graph
  readonly groups: Group[] = []
  readonly home = new Map<ValueId, Group>()
  readonly aliases = new Map<ValueId, ValueId>()
  /** The groups so far, those that must run before others first. */
  readonly order = new Order()
  readonly #demands = new Map<ValueId, Map<Group, Demand[]>>()
  /** Values that must reach memory whoever reads them: the graph's results. */
  readonly #wanted: Set<ValueId>
  readonly #makers = new Map<ValueId, AnyGraphNode>()
  readonly #finishing = new Map<ValueId, boolean>()
  readonly #reduced = new Map<ValueId, boolean>()

  constructor(graph: Graph) {
    this.graph = graph
    this.#wanted = new Set(graph.results)
    for (const node of graph.nodes) for (const id of node.results) this.#makers.set(id, node)
    // In the order of the graph, so that no question is deep.
    for (const node of graph.nodes) for (const id of node.results) this.#finishesProduct(id)
    for (const node of [...graph.nodes].reverse()) this.#place(node)
  }

  #demand(value: ValueId, group: Group, map: IndexMap | 'whole'): void {
    const readers = this.#demands.get(value) ?? new Map<Group, Demand[]>()
    this.#demands.set(value, readers)
    const known = readers.get(group) ?? []
    readers.set(group, known)
    const demand = { map }
    const key = demandKey(demand)
    if (known.some((other) => demandKey(other) === key)) return
    known.push(demand)
    group.demands.push(demand)
  }

  #readers(value: ValueId): Readers {
    return this.#demands.get(value) ?? new Map<Group, Demand[]>()
  }

  /** Whether a value must reach memory before somebody reads it. */
  #isWhole(value: ValueId): boolean {
    return [...this.#readers(value).values()].some((demands) => demands.some(({ map }) => map === 'whole'))
  }

  #shape(value: ValueId): Shape {
    return this.graph.values[value]!.shape
  }

  #group(group: Group): Group {
    this.groups.push(group)
    this.order.addFirst(group)
    return group
  }

  #place(node: AnyGraphNode): void {
    if (!node.results.some((id) => this.#demands.has(id) || this.#wanted.has(id))) return
    if (isView(node) || sharesBytes(node)) return this.#placeView(node)
    if (isSource(node)) return this.#placeSource(node)
    if (isPointwise(node)) return this.#placePointwise(node)
    if (isReduction(node)) return this.#placeReduction(node)
    if (isProduct(this.graph, node)) return this.#placeProduct(node)
    this.#placeNode(node)
  }

  /** The value is written by the group; everything that asked for it reads it from there. */
  #settle(value: ValueId, group: Group): void {
    this.home.set(value, group)
    group.stored.push(value)
    for (const reader of this.#readers(value).keys()) if (reader !== group) this.order.connect(group, reader)
  }

  /** A node that is a kernel by itself reads whole tensors. */
  #placeNode(node: AnyGraphNode): void {
    const group = this.#group(new Group('node', [], node))
    for (const id of node.results) this.#settle(id, group)
    for (const id of node.operands) this.#demand(id, group, 'whole')
  }

  /** A view is looked through; where that does not work, or its bytes are wanted, it is its operand's bytes or a copy. */
  #placeView(node: AnyGraphNode): void {
    const value = node.results[0]!
    const operand = node.operands[0]!
    const isWanted = this.#wanted.has(value) || this.#isWhole(value)
    if (isWanted && !sharesBytes(node)) return this.#copyView(node)
    if (this.#wanted.has(value)) this.#wanted.add(operand)
    let isAlias = isWanted
    for (const [group, demands] of this.#readers(value)) {
      for (const demand of demands) {
        const through = this.#through(node, group, demand)
        this.#demand(operand, group, through ?? 'whole')
        if (!through) isAlias = true
      }
    }
    if (!isAlias) return
    if (!sharesBytes(node)) throw new InternalError(`compiler: ${node.primitive} has no affine map`)
    this.aliases.set(value, operand)
  }

  /** The map of a view's operand, if need be after loops were split; undefined where it is read from memory. */
  #through(node: AnyGraphNode, group: Group, demand: Demand): IndexMap | undefined {
    for (;;) {
      if (demand.map === 'whole') return undefined
      let split: Straddling | undefined
      const through = throughView(this.graph, node, demand.map, group.extents, (rest, divisor) => {
        split = straddling(rest, divisor, group.extents)
      })
      if (through || !split || group.heart === 'product' || !this.#isComputed(node.operands[0]!)) return through
      group.split(split.axis, split.inner)
    }
  }

  /** Whether a value is not in memory anyway, in its order. */
  #isComputed(value: ValueId): boolean {
    const node = this.#makers.get(value)
    if (!node) return false
    if (sharesBytes(node)) return this.#isComputed(node.operands[0]!)
    return isView(node) || isSource(node) || isPointwise(node) || isReduction(node) || isProduct(this.graph, node)
  }

  #copyView(node: AnyGraphNode): void {
    const value = node.results[0]!
    const { extents, map } = spaceOf(this.#shape(value))
    const group = this.#group(new Group('map', extents))
    group.members.set(value, map)
    this.#settle(value, group)
    this.#demand(node.operands[0]!, group, throughView(this.graph, node, map, extents) ?? 'whole')
  }

  /** What the place alone decides is computed wherever it is used; it reaches memory only where it is wanted there. */
  #placeSource(node: AnyGraphNode): void {
    const value = node.results[0]!
    if (!this.#wanted.has(value) && !this.#isWhole(value)) return
    const { extents, map } = spaceOf(this.#shape(value))
    const group = this.#group(new Group('map', extents))
    group.members.set(value, map)
    this.#settle(value, group)
  }

  #placePointwise(node: AnyGraphNode): void {
    const value = node.results[0]!
    const { group, map } = this.#hostOf(value, (host, at) => this.#repeatsLittle(host, at)) ?? this.#newHome(value)
    group.members.set(value, map)
    for (const id of node.operands) this.#demand(id, group, map)
  }

  /** Whether a group would compute each element once, or once for all of its innermost loops, out of which it is lifted. */
  #repeatsLittle(group: Group, map: IndexMap): boolean {
    const used = new Set(map.flatMap(({ strides }) => strides.flatMap((stride, axis) => (stride === 0 ? [] : [axis]))))
    return used.size === group.extents.length || [...used].every((axis) => axis < used.size)
  }

  #newHome(value: ValueId): { group: Group; map: IndexMap } {
    const { extents, map } = spaceOf(this.#shape(value))
    const group = this.#group(new Group('map', extents))
    this.#settle(value, group)
    return { group, map }
  }

  /**
   * A group that reads the value and can compute it itself, always at the same map.
   *
   * When others want the value too, it is written, which takes a group that visits each element exactly once, and that no
   * other reader must run before.
   */
  #hostOf(value: ValueId, accepts: (group: Group, map: IndexMap) => boolean): { group: Group; map: IndexMap } | undefined {
    const readers = this.#readers(value)
    const isWanted = this.#wanted.has(value) || readers.size > 1
    const finishesProduct = isWanted && readers.size > 1 && this.#finishesProduct(value)
    const preceded = readers.size > 1 ? this.order.preceded(new Set(readers.keys())) : undefined
    for (const [group, [demand, ...others]] of readers) {
      if (!demand || others.length > 0 || demand.map === 'whole') continue
      if (group.members.size >= mostMembers || group.heart === 'node') continue
      if ((finishesProduct && group.heart !== 'map') || preceded?.has(group)) continue
      // A group that takes a reduction makes loops of it whose points it visits once each; so that comes first.
      if (!accepts(group, demand.map)) continue
      // Accepting may have split loops.
      const { map } = demand
      if (isWanted && !this.#visitsOnce(value, group, map)) continue
      if (isWanted) this.#settle(value, group)
      return { group, map }
    }
    return undefined
  }

  /**
   * Whether the group's loops, or its kept ones, visit each element of the value exactly once. Where the group reduces columns,
   * what a reduction has a part in is left to the kernel that does it, row by row.
   */
  #visitsOnce(value: ValueId, group: Group, map: IndexMap): boolean {
    const axes = plainAxes(map, this.#shape(value), group.extents)
    if (!axes || (group.heart === 'reduce' && !isAscending(axes) && this.#hangsOnRows(value))) return false
    const rest = [...group.extents.keys()].filter((axis) => !axes.includes(axis))
    return rest.length === 0 || (group.reduced.length > 0 && sameAxes(rest, group.reduced))
  }

  /**
   * Whether a value is what a product becomes on its way to memory: then its own kernel can finish it. What a reduction has a
   * part in, most often one of the product itself, is left to the kernel that reduces.
   */
  #finishesProduct(value: ValueId): boolean {
    return this.#known(this.#finishing, value, (node) => {
      if (!isPointwise(node)) return isProduct(this.graph, node)
      return !this.#hangsOnRows(value) && node.operands.some((id) => this.#finishesProduct(id))
    })
  }

  /** Whether a reduction has a part in an elementwise value, seen through views. */
  #hangsOnRows(value: ValueId): boolean {
    return this.#known(this.#reduced, value, (node) => {
      if (isReduction(node)) return true
      return (isPointwise(node) || isView(node)) && node.operands.some((id) => this.#hangsOnRows(id))
    })
  }

  /** The answer to a question about a value, found once; no for parameters. */
  #known(answers: Map<ValueId, boolean>, value: ValueId, ask: (node: AnyGraphNode) => boolean): boolean {
    const node = this.#makers.get(value)
    const answer = answers.get(value) ?? (node !== undefined && ask(node))
    answers.set(value, answer)
    return answer
  }

  #placeReduction(node: GraphNode<ReductionName> & AnyGraphNode): void {
    const value = node.results[0]!
    const operand = this.#shape(node.operands[0]!)
    const { axes } = node.attributes
    const loops = axes.filter((axis) => operand[axis] !== 1)
    const extents = loops.map((axis) => operand[axis]!)
    const host = this.#hostOf(value, (group, map) => this.#makeRoomFor(group, map, value, extents))
    const { group, map } = host ?? this.#newHome(value)
    if (!host && !this.#makeRoomFor(group, map, value, extents))
      throw new InternalError('compiler: a group refused its reduction')
    group.members.set(value, map)
    const through = reductionMap(this.graph, node, map, group)
    this.#demand(node.operands[0]!, group, through)
  }

  /** Gives a group the loops that a reduction runs over, where they are its inner loops or can become them. */
  #makeRoomFor(group: Group, map: IndexMap, value: ValueId, extents: readonly number[]): boolean {
    const used = plainAxes(map, this.#shape(value), group.extents)
    if (!used || group.heart === 'product' || group.heart === 'node') return false
    const rest = [...group.extents.keys()].filter((axis) => !used.includes(axis))
    const isTaken = group.heart === 'reduce'
    if (isTaken ? !sameAxes(rest, group.reduced) : rest.length > 0 && rest[0]! < Math.max(-1, ...used)) return false
    // Rows that lie side by side in memory: a kernel that goes over each several times finds it in the cache.
    if (!isTaken && rest.length > 0 && sizeOf(extents) > longestRow) return false
    if (isTaken || rest.length > 0) {
      if (!countAlike(group, rest, extents)) return false
      // The loops may be more by now, and all of them are the innermost.
      const kept = rest[0] ?? group.extents.length
      group.reduced = [...group.extents.keys()].filter((axis) => axis >= kept)
    } else group.reduced = extents.map((extent) => group.extents.push(extent) - 1)
    group.heart = 'reduce'
    return true
  }

  #placeProduct(node: AnyGraphNode): void {
    const value = node.results[0]!
    const shape = this.#shape(value)
    const host = this.#hostOf(value, (group, map) => {
      const loops = plainAxes(map, shape, group.extents)
      // In whatever order the group has them, but for the innermost, along which columns stay side by side.
      return group.heart === 'map' && loops?.length === group.extents.length && (loops.at(-1) ?? -1) === loops.length - 1
    })
    const { group, map } = host ?? this.#newHome(value)
    group.heart = 'product'
    group.node = node
    group.members.set(value, map)
    for (const id of node.operands) this.#demand(this.factorOf(id).value, group, 'whole')
  }

  /** What a product reads for an operand: views are looked through down to a value that is in memory, but no flips. */
  factorOf(id: ValueId): { readonly value: ValueId; readonly map: IndexMap } {
    const extents = this.#shape(id)
    let [value, map] = [id, identityMap(extents)]
    for (let node = this.#makers.get(value); node && isView(node); node = this.#makers.get(value)) {
      const through = throughView(this.graph, node, map, extents)
      if (!through || through.some(({ strides }) => strides.some((stride) => stride < 0))) break
      ;[value, map] = [node.operands[0]!, through]
    }
    return { value, map }
  }
}

const isAscending = (axes: readonly number[]): boolean => axes.every((axis, i) => i === 0 || axis > axes[i - 1]!)

/** Whether some loops count as loops of other extents would; loops that span several of those are split. */
function countAlike(group: Group, loops: readonly number[], extents: readonly number[]): boolean {
  const given = loops.map((loop) => group.extents[loop]!)
  if (sameAxes(given, extents)) return true
  if (given.includes(0) || sizeOf(given) !== sizeOf(extents)) return false
  const splits: Straddling[] = []
  let [at, inner] = [loops.length - 1, 1]
  for (const extent of [...extents].reverse()) {
    for (let counted = 1; counted < extent;) {
      const left = given[at]! / inner
      const part = Math.min(left, extent / counted)
      if (!Number.isInteger(part) || left % part !== 0) return false
      counted *= part
      inner *= part
      if (inner === given[at]!) [at, inner] = [at - 1, 1]
      else splits.push({ axis: loops[at]!, inner })
    }
  }
  // Splits of one loop come from the inside: the next one counts what the last left outside.
  splits.forEach(({ axis, inner: taken }, i) => {
    const before = splits[i - 1]?.axis === axis ? splits[i - 1]!.inner : 1
    group.split(axis, taken / before)
  })
  return true
}

const sameAxes = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((axis, i) => axis === b[i])

/** Groups the nodes of a canonical graph. */
export const groupNodes = (graph: Graph): Grouping & Pick<Assignment, 'factorOf' | 'order'> => new Assignment(graph)
