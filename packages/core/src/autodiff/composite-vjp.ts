/** The gradient of a composite is a composite too, so that a backend may claim it whole. */
import type { Graph } from '../graph/graph.ts'
import { graphKey } from '../graph/key.ts'
import { applyGraph } from '../lazy/apply-graph.ts'
import { traceBody } from '../lazy/trace-body.ts'
import { applyPrimitives, Tensor } from '../tensor/tensor.ts'
import type { Differentiate, VjpContext } from './vjp-rule.ts'

/** Gradient bodies by the body that they belong to: differentiating a composite again finds the same graph. */
const bodies = new Map<string, { readonly body: Graph; readonly hasGradient: readonly boolean[] }>()

const mostBodies = 1024

function gradientBody(forward: Graph, differentiate: Differentiate): { body: Graph; hasGradient: readonly boolean[] } {
  const key = graphKey(forward)
  const known = bodies.get(key)
  if (known) return known
  const types = [...forward.values.slice(0, forward.parameters), ...forward.results.map((id) => forward.values[id]!)]
  let hasGradient: boolean[] = []
  const { graph: body } = traceBody('composite', types, (values) => {
    const parameters = values.slice(0, forward.parameters).map((value) => new Tensor(value))
    const cotangents = values.slice(forward.parameters).map((value) => new Tensor(value))
    const results = applyGraph(
      forward,
      parameters.map(({ value }) => value),
    ).map((value) => new Tensor(value))
    const gradients = differentiate(results, cotangents, parameters)
    hasGradient = gradients.map((gradient) => gradient !== undefined)
    return gradients.flatMap((gradient) => (gradient ? [gradient.value] : []))
  })
  if (bodies.size >= mostBodies) bodies.clear()
  bodies.set(key, { body, hasGradient })
  return { body, hasGradient }
}

/**
 * Applies `nameVjp`: the gradient that the user stated, to operands, results and cotangents; else the derivative of the body, to
 * operands and cotangents, which computes the forward part again (merging shares it).
 */
export function compositeVjp(context: VjpContext<'composite'>): (Tensor | undefined)[] {
  const { operands, results, cotangents, attributes, differentiate } = context
  const name = `${attributes.name}Vjp`
  if (attributes.gradient) {
    return applyPrimitives('composite', [...operands, ...results, ...cotangents], { name, body: attributes.gradient }, name)
  }
  const { body, hasGradient } = gradientBody(attributes.body, differentiate)
  const gradients = applyPrimitives('composite', [...operands, ...cotangents], { name, body }, name)
  let next = 0
  return hasGradient.map((has) => (has ? gradients[next++] : undefined))
}
