/** A kernel in the making: which nodes it computes, in which loops, and what it writes. */
import type { AnyGraphNode, ValueId } from '@neurite/core'
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
  /** Values written to memory; all of them members. */
  readonly stored: ValueId[] = []
  /** Groups that read what this one writes. */
  readonly successors = new Set<Group>()

  constructor(heart: Heart, extents: readonly number[], node?: AnyGraphNode) {
    this.heart = heart
    this.extents = [...extents]
    this.node = node
  }

  /** Whether this group must run before another, directly or by way of others. */
  precedes(other: Group): boolean {
    const seen = new Set<Group>([this])
    const pending: Group[] = [this]
    for (let group = pending.pop(); group; group = pending.pop()) {
      for (const next of group.successors) {
        if (next === other) return true
        if (seen.has(next)) continue
        seen.add(next)
        pending.push(next)
      }
    }
    return false
  }
}

/** A group's need for a value: element by element through a map, or whole in memory before the group starts. */
export interface Demand {
  readonly group: Group
  readonly map: IndexMap | 'whole'
}

/** Text that equal demands of one group share. */
export const demandKey = ({ map }: Demand): string => (map === 'whole' ? 'whole' : mapKey(map))
