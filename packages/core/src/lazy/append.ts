/** Appends the application of a primitive to the graph being built: types are checked here, nothing runs. */
import type { Backend } from '../backend/backend.ts'
import { getBackend } from '../backend/registry.ts'
import type { DType } from '../dtype/dtype.ts'
import { BackendError, DisposedError, TraceError } from '../errors/errors.ts'
import type { TensorType } from '../graph/graph.ts'
import type { PrimitiveAttributes, PrimitiveName } from '../primitives/attributes.ts'
import { type TypeRule, typeRules } from '../primitives/type-rules.ts'
import { nanCheckInForce } from '../nan-check/setting.ts'
import { debugLevel } from '../runtime/debug.ts'
import { flushWhenDeep } from './budget.ts'
import { currentOrigin } from './origin.ts'
import { currentScope, type Scope } from './scope.ts'
import { record } from './tape.ts'
import { type PendingNode, Value } from './value.ts'

function checkUsable(call: string, value: Value, scope: Scope | undefined): void {
  const { state } = value
  if (value.disposed) throw new DisposedError(`${call}: the tensor was disposed; use it before dispose()`)
  if (state.kind === 'failed') throw state.error
  const home = state.kind === 'parameter' ? state.scope : state.kind === 'pending' ? state.node.scope : undefined
  if (!home) return
  for (let s = scope; s; s = s.outer) if (s === home) return
  throw new TraceError(
    `${call}: a tensor made while ${home.call} was traced is used outside it; return it from the function, or keep it in a Variable`,
  )
}

function commonBackend(call: string, operands: readonly Value[], scope: Scope | undefined): Backend {
  let found: Backend | undefined = scope?.backend
  for (const { backend } of operands) {
    if (!backend || backend === found) continue
    if (found) {
      throw new BackendError(
        `${call}: tensors of the backends ${found.name} and ${backend.name} meet; move one with tensor.to(backend)`,
      )
    }
    found = backend
  }
  return found ?? getBackend()
}

/** Longest chain of nodes below a value that no flush has reached yet. */
const depthOf = ({ state }: Value): number => (state.kind === 'pending' && !state.node.ranIn ? state.node.depth : 0)

/**
 * Appends a node and returns its results, pending.
 *
 * @param primitive - what to apply
 * @param operands - values of one backend, or of the host
 * @param attributes - the primitive's static attributes
 * @param call - what errors begin with: the user's call
 */
export function append<P extends PrimitiveName>(
  primitive: P,
  operands: readonly Value[],
  attributes: PrimitiveAttributes[P],
  call: string,
): readonly Value[] {
  const scope = currentScope()
  for (const operand of operands) checkUsable(call, operand, scope)
  const backend = commonBackend(call, operands, scope)
  const rule: TypeRule<P> = typeRules[primitive]
  const types = rule(
    call,
    operands.map(({ type }) => type),
    attributes,
  )
  const depth = 1 + operands.reduce((most, value) => Math.max(most, depthOf(value)), 0)
  const node: PendingNode<P> = {
    primitive,
    attributes,
    operands,
    results: [],
    scope,
    backend,
    depth,
    origin: scope || debugLevel() > 0 || nanCheckInForce() ? currentOrigin() : undefined,
    ranIn: undefined,
  }
  for (const operand of operands) operand.consumers += 1
  node.results = types.map((type) => new Value(type, { kind: 'pending', node }, backend))
  record(node)
  if (!scope) flushWhenDeep(node)
  return node.results
}

/** Numbers that programs hold as literals, since special cases hang on them. */
const literals = new Set([0, 1, -1, 2, 0.5])

/** A number as a scalar value: a literal where it is one of the special ones or inside a trace, else passed at run time. */
export function numberValue(value: number, dtype: DType, isStatic = false): Value {
  const scope = currentScope()
  if (scope || isStatic || (literals.has(value) && !Object.is(value, -0))) {
    return append('constant', [], { value, dtype }, 'constant')[0]!
  }
  const type: TensorType = { shape: [], dtype }
  return new Value(type, { kind: 'number', value }, undefined)
}
