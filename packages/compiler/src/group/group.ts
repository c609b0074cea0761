/** A kernel in the making: which nodes it computes, in which loops, and what it writes. */
import type { AnyGraphNode, ValueId } from '@neurite/core'
import { splitAxis } from '../index-map/affine.ts'
import { type IndexMap, mapKey } from '../index-map/index-map.ts'

/** What gives a group its shape: nothing but its loops, a reduction over some of them, a product, or a node of its own. */
export type Heart = 'map' | 'reduce' | 'product' | 'node'

/** Nodes that become one kernel. */
export class Group {
  heart: Heart
  /** The product, or the node that is a kernel by itself. */
  node: AnyGraphNode | undefined
  readonly extents: number[]
  /** Loop axes that reductions run over, in the order of the reduced axes. */
  reduced: readonly number[] = []
  /** Values computed inside, each with its map. */
  readonly members = new Map<ValueId, IndexMap>()
  /** What it has asked for. */
  readonly demands: Demand[] = []
  /** Values written to memory; all of them members. */
  readonly stored: ValueId[] = []
  /** Groups that read what this one writes. */
  readonly successors = new Set<Group>()

  constructor(heart: Heart, extents: readonly number[], node?: AnyGraphNode) {
    this.heart = heart
    this.extents = [...extents]
    this.node = node
  }

  /**
   * Makes two loops of one, the inner of so many indices: whatever a loop visits, two do in the same order. They become one
   * again where no access tells them apart.
   */
  split(axis: number, inner: number): void {
    const outer = this.extents[axis]! / inner
    this.extents.splice(axis, 1, outer, inner)
    this.reduced = this.reduced.flatMap((loop) => (loop === axis ? [axis, axis + 1] : [loop > axis ? loop + 1 : loop]))
    const through = (map: IndexMap): IndexMap => map.map((place) => splitAxis(place, axis, inner))
    for (const [id, map] of this.members) this.members.set(id, through(map))
    for (const demand of this.demands) if (demand.map !== 'whole') demand.map = through(demand.map)
  }
}

/** A group's need for a value: element by element through a map, or whole in memory before the group starts. */
export interface Demand {
  /** Changes when the group's loops do. */
  map: IndexMap | 'whole'
}

/** Text that equal demands of one group share. */
export const demandKey = ({ map }: Demand): string => (map === 'whole' ? 'whole' : mapKey(map))
