/** What the figures were taken on. */
import { availableParallelism, cpus } from 'node:os'

export function describeMachine() {
  const cpu = cpus()[0]?.model.trim() ?? 'unknown processor'
  const cores = availableParallelism()
  const { node, v8 } = process.versions
  return { cpu, cores, node, v8, summary: `${cpu}, ${cores} cores, Node ${node}` }
}
