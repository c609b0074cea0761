/** Traces functions of values into graphs of their own: the bodies of composites, loops and branches. */
import { getBackend } from '../backend/registry.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import { type Extraction, extractPruned } from './extract.ts'
import { currentScope, type Scope, withScope } from './scope.ts'
import { Value } from './value.ts'

/** A function of the values that stand for a body's parameters. */
export type Body = (parameters: readonly Value[]) => readonly Value[]

/** A body with the values that it took from outside; they are further parameters, after the given ones. */
export interface TracedBody {
  readonly graph: Graph
  readonly captures: readonly Value[]
}

/** Bodies that take the same parameters: the given ones, and what any of them took from outside. */
export interface TracedBodies {
  readonly graphs: readonly Graph[]
  readonly captures: readonly Value[]
}

const purpose = { claims: () => true, isBody: true }

/** Traces one function; the graph can be made again with more parameters. */
function trace(call: string, types: readonly TensorType[], fn: Body): (further: readonly Value[]) => Extraction {
  const outer = currentScope()
  const scope: Scope = { kind: 'body', call, backend: outer?.backend ?? getBackend(), outer, states: new Map() }
  const parameters = types.map((type) => new Value(type, { kind: 'parameter', scope }, scope.backend))
  const results = withScope(scope, () => fn(parameters))
  return (further) => extractPruned(results, { parameters: [...parameters, ...further], scope, purpose })
}

/** The graph of `fn` over parameters of these types. */
export function traceBody(call: string, types: readonly TensorType[], fn: Body): TracedBody {
  const { graph, sources } = trace(call, types, fn)([])
  return { graph, captures: sources.slice(types.length) }
}

/** The graphs of several functions over parameters of these types. */
export function traceBodies(call: string, types: readonly TensorType[], fns: readonly Body[]): TracedBodies {
  const traced = fns.map((fn) => trace(call, types, fn))
  const captures = [...new Set(traced.flatMap((extract) => extract([]).sources.slice(types.length)))]
  return { graphs: traced.map((extract) => extract(captures).graph), captures }
}
