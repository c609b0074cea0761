/** What debug level 2 prints of the reference backend: a line per node, since every node is a kernel here. */
import { flopsOf, reportKernel, typeOf } from '@neurite/core'
import type { RunNode } from '../interpreter/interpret.ts'

/** Computes a node and reports how long it took. */
export const reportNode: RunNode = (graph, node, compute) => {
  const begin = performance.now()
  const computed = compute()
  reportKernel({
    backend: 'cpu',
    name: node.primitive,
    operands: node.operands.map((id) => typeOf(graph, id)),
    results: node.results.map((id) => typeOf(graph, id)),
    timeMs: performance.now() - begin,
    flops: flopsOf(graph, node),
    origin: node.origin,
  })
  return computed
}
