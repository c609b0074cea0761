/** Graph in, kernels out: the stages in their order. */
import type { AnyGraphNode, Graph, ValueId } from '@neurite/core'
import { canonicalise } from './canonicalise/canonicalise.ts'
import type { Group } from './group/group.ts'
import { type Grouping, groupNodes } from './group/grouping.ts'
import { rootIn, scheduleGroups, type Update } from './group/schedule.ts'
import { buildKernel, type Sources } from './kernels/build-kernel.ts'
import { joinCalls } from './kernels/join-calls.ts'
import type { KernelCall, KernelGraph } from './kernels/kernel.ts'

/** Which groups read each value. */
function readersOf(kernels: ReadonlyMap<Group, KernelCall>, rootOf: (id: ValueId) => ValueId): Map<ValueId, Set<Group>> {
  const readers = new Map<ValueId, Set<Group>>()
  for (const [group, { operands }] of kernels) {
    for (const id of operands.map(rootOf)) readers.set(id, (readers.get(id) ?? new Set()).add(group))
  }
  return readers
}

/** The kernels of a graph. `updates` names the results that replace parameters when all has run. */
export function compileGraph(given: Graph, updatesOf: (graph: Graph) => readonly Update[] = () => []): KernelGraph {
  const graph = canonicalise(given)
  const grouping: Grouping & Pick<Sources, 'factorOf'> = groupNodes(graph)
  const makers = new Map<ValueId, AnyGraphNode>(graph.nodes.flatMap((node) => node.results.map((id) => [id, node] as const)))
  const rootOf = (id: ValueId): ValueId => rootIn(grouping.aliases, id)
  const sources: Sources = { graph, grouping, makers, factorOf: (id) => grouping.factorOf(id), rootOf }
  const kernels = new Map(grouping.groups.map((group) => [group, buildKernel(sources, group)]))
  const updates = updatesOf(graph).map(({ parameter, result }) => ({ parameter, result: rootOf(result) }))
  const ordered = scheduleGroups(grouping, readersOf(kernels, rootOf), updates)
  return {
    values: graph.values,
    parameters: graph.parameters,
    calls: joinCalls(
      ordered.map((group) => kernels.get(group)!),
      { values: graph.values, rootOf, updates, results: graph.results },
    ),
    results: graph.results,
    rootOf,
  }
}
