/** Traces a function of values into a graph of its own: the body of a composite. */
import { getBackend } from '../backend/registry.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import { extractPruned } from './extract.ts'
import { currentScope, type Scope, withScope } from './scope.ts'
import { Value } from './value.ts'

/** A body with the values that it took from outside; they are further parameters, after the given ones. */
export interface TracedBody {
  readonly graph: Graph
  readonly captures: readonly Value[]
}

/** The graph of `fn` over parameters of these types. */
export function traceBody(
  call: string,
  types: readonly TensorType[],
  fn: (parameters: readonly Value[]) => readonly Value[],
): TracedBody {
  const outer = currentScope()
  const scope: Scope = { kind: 'body', call, backend: outer?.backend ?? getBackend(), outer, states: new Map() }
  const parameters = types.map((type) => new Value(type, { kind: 'parameter', scope }, scope.backend))
  const results = withScope(scope, () => fn(parameters))
  const { graph, sources } = extractPruned(results, { parameters, scope, purpose: { claims: () => true, isBody: true } })
  return { graph, captures: sources.slice(types.length) }
}
