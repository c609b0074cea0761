/** Trades time for memory: what a function computes inside is computed again for its gradient instead of being kept. */
import { differentiate } from '../autodiff/backward.ts'
import { isFloat } from '../dtype/dtype.ts'
import type { Graph } from '../graph/graph.ts'
import { append } from '../lazy/append.ts'
import { applyGraph } from '../lazy/apply-graph.ts'
import { traceBody } from '../lazy/trace-body.ts'
import type { Value } from '../lazy/value.ts'
import type { NestOf } from '../nest/nest.ts'
import { applyPrimitive, Tensor } from '../tensor/tensor.ts'
import { zerosLike } from './create.ts'
import { nestOver, nestValues, wrapOperands } from './custom-gradient.ts'

/** The gradient of a body by its parameters, from parameters, results and cotangents; the body runs again behind barriers. */
function recomputingGradient(body: Graph): Graph {
  const inputs = body.values.slice(0, body.parameters)
  const outputs = body.results.map((id) => body.values[id]!)
  return traceBody('checkpoint', [...inputs, ...outputs, ...outputs], (values) => {
    const parameters = values.slice(0, inputs.length).map((value) => applyPrimitive('barrier', [new Tensor(value)], {}))
    const results = applyGraph(
      body,
      parameters.map(({ value }) => value),
    ).map((value) => new Tensor(value))
    const cotangents = values.slice(inputs.length + outputs.length).map((value) => new Tensor(value))
    const floats = results.flatMap(({ dtype }, index) => (isFloat(dtype) ? [index] : []))
    const gradients = differentiate(
      floats.map((index) => results[index]!),
      floats.map((index) => cotangents[index]!),
      parameters,
    )
    return parameters.map((parameter, index): Value => (gradients[index] ?? zerosLike(parameter)).value)
  }).graph
}

/**
 * The same function with a gradient that computes the function again instead of keeping what it computed inside.
 *
 * Gradients flow to the operands and to the variables and tensors that the function reads.
 *
 * @example
 * ```ts
 * const block = checkpoint((x: Tensor) => second.apply(first.apply(x)))
 * ```
 */
export function checkpoint<Operands extends readonly Tensor[], Result extends NestOf<Tensor>>(
  fn: (...operands: Operands) => Result,
): (...operands: Operands) => Result {
  return (...operands) => {
    const given = operands.map(({ value }) => value)
    let result: Result | undefined
    const { graph, captures } = traceBody(
      'checkpoint',
      given.map(({ type }) => type),
      (values) => {
        result = fn(...wrapOperands<Operands>(values))
        return nestValues('checkpoint', result)
      },
    )
    const attributes = { name: 'checkpoint', body: graph, gradient: recomputingGradient(graph) }
    return nestOver(result!, append('composite', [...given, ...captures], attributes, 'checkpoint'))
  }
}
