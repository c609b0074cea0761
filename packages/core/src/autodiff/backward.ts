/** Reverse mode, graph to graph: walks back from outputs to inputs and appends the gradient. */
import { isFloat } from '../dtype/dtype.ts'
import { TraceError } from '../errors/errors.ts'
import { asGradientOf } from '../lazy/origin.ts'
import type { Tape } from '../lazy/tape.ts'
import type { PendingNode, Value } from '../lazy/value.ts'
import { zerosLike } from '../ops/create.ts'
import type { PrimitiveName } from '../primitives/attributes.ts'
import { Tensor } from '../tensor/tensor.ts'
import type { NoGradient, VjpRule } from './vjp-rule.ts'
import { vjps } from './vjps.ts'

/** Whether a node has operands whose gradient is wanted. */
type Wanted = Set<Value>

const nodeOf = ({ state }: Value): PendingNode | undefined => (state.kind === 'pending' ? state.node : undefined)

/**
 * Nodes between inputs and outputs, in topological order, and the values that depend on an input.
 *
 * Values that were computed while the gradient was being taken are walked through by the tape.
 */
function nodesBetween(
  outputs: readonly Value[],
  inputs: ReadonlySet<Value>,
  tape: Tape | undefined,
): { order: PendingNode[]; wanted: Wanted } {
  const wanted: Wanted = new Set(inputs)
  const order: PendingNode[] = []
  const done = new Set<PendingNode>()
  const stack: { node: PendingNode; next: number }[] = []
  const visit = (value: Value): void => {
    const node = inputs.has(value) ? undefined : (nodeOf(value) ?? tape?.get(value))
    if (!node || done.has(node)) return
    done.add(node)
    stack.push({ node, next: 0 })
  }
  const leave = (node: PendingNode): void => {
    if (!node.operands.some((operand) => wanted.has(operand))) return
    order.push(node)
    for (const result of node.results) if (isFloat(result.type.dtype)) wanted.add(result)
  }
  for (const output of outputs) {
    visit(output)
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const operand = frame.node.operands[frame.next++]
      if (operand) visit(operand)
      else leave(stack.pop()!.node)
    }
  }
  return { order, wanted }
}

function applyRule<P extends PrimitiveName>(
  node: PendingNode<P>,
  cotangents: readonly Tensor[],
): readonly (Tensor | undefined)[] {
  const rule: VjpRule<P> | NoGradient = vjps[node.primitive]
  if ('none' in rule) {
    if (rule.isZero) return []
    throw new TraceError(
      `grad: no gradient flows through ${node.primitive}: ${rule.none}; put stopGradient() after it where none is meant to`,
    )
  }
  return rule({
    operands: node.operands.map((value) => new Tensor(value)),
    results: node.results.map((value) => new Tensor(value)),
    cotangents,
    attributes: node.attributes,
    differentiate,
  })
}

/** Cotangents of `inputs`, given those of `outputs`; undefined where none flows. */
export function differentiate(
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  inputs: readonly Tensor[],
  tape?: Tape,
): (Tensor | undefined)[] {
  const { order, wanted } = nodesBetween(
    outputs.map(({ value }) => value),
    new Set(inputs.map(({ value }) => value)),
    tape,
  )
  const collected = new Map<Value, Tensor>()
  const add = (value: Value, cotangent: Tensor): void => {
    const known = collected.get(value)
    collected.set(value, known ? known.add(cotangent) : cotangent)
  }
  outputs.forEach(({ value }, index) => add(value, cotangents[index]!))
  for (const node of order.reverse()) {
    if (!node.results.some((result) => collected.has(result))) continue
    asGradientOf(node, () => {
      const arrived = node.results.map((result) => collected.get(result) ?? zerosLike(new Tensor(result)))
      applyRule(node, arrived).forEach((cotangent, index) => {
        const operand = node.operands[index]!
        if (cotangent && wanted.has(operand)) add(operand, cotangent)
      })
    })
  }
  return inputs.map(({ value }) => collected.get(value))
}
