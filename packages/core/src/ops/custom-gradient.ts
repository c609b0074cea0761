/** Functions with a gradient that the user states. */
import { DTypeError, ShapeError } from '../errors/errors.ts'
import { GraphBuilder } from '../graph/builder.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import { formatType } from '../graph/print.ts'
import { append } from '../lazy/append.ts'
import { traceBody } from '../lazy/trace-body.ts'
import type { Value } from '../lazy/value.ts'
import { flattenNest, mapNest, type NestOf } from '../nest/nest.ts'
import { sameShape } from '../shape/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { zerosLike } from './create.ts'

/** Tensors alone or in arrays and records. */
type Nest = NestOf<Tensor>

/** What a stated gradient is computed from. */
export interface GradientContext<Operands extends readonly Tensor[], Result extends Nest> {
  /** What the function was given. */
  readonly operands: Operands
  /** What the function returned. */
  readonly result: Result
  /** The gradient of the loss by the result, in its structure. */
  readonly cotangent: Result
}

/** Options of `customGradient`. */
export interface CustomGradientOptions {
  /** What backends know the region by, and its gradient with `Vjp` behind it. Default `customGradient`. */
  readonly name?: string
}

/** The values of a nest; `call` is what errors begin with. */
export const nestValues = (call: string, nest: unknown): Value[] =>
  flattenNest(nest).leaves.map((leaf) => {
    if (leaf instanceof Tensor) return leaf.value
    throw new DTypeError(`${call}: the function must return tensors, alone or in arrays and records, got ${typeof leaf}`)
  })

/** The structure of `like` over other values. */
export const nestOver = <N>(like: N, values: readonly Value[]): N =>
  // Tensors take the place of tensors: the structure is the same.
  mapNest(like, (_, index) => new Tensor(values[index]!)) as N

/** Tensors in the place of tensors. */
export const wrapOperands = <Operands extends readonly Tensor[]>(values: readonly Value[]): Operands =>
  values.map((value) => new Tensor(value)) as readonly Tensor[] as Operands

/** The same graph over parameters of these types; its own parameter `i` is the new one at `places[i]`. */
function withParameters(graph: Graph, types: readonly TensorType[], places: readonly number[]): Graph {
  const builder = new GraphBuilder({ claims: () => true, isBody: true })
  const parameters = types.map((type) => builder.parameter(type))
  return builder.build(
    builder.inline(
      graph,
      places.map((place) => parameters[place]!),
    ),
  )
}

function checkGradient(call: string, gradient: unknown, operand: Tensor, index: number): Tensor {
  if (gradient === undefined) return zerosLike(operand)
  if (!(gradient instanceof Tensor)) {
    throw new DTypeError(`${call}: the gradient of operand ${index} must be a tensor or undefined, got ${typeof gradient}`)
  }
  if (gradient.dtype !== operand.dtype || !sameShape(gradient.shape, operand.shape)) {
    throw new ShapeError(
      `${call}: the gradient of operand ${index} must be ${formatType(operand.value.type)} like the operand, got ${formatType(gradient.value.type)}`,
    )
  }
  return gradient
}

/**
 * A function with a gradient of your own.
 *
 * Gradients flow to the operands only: give it whatever it depends on as operands.
 *
 * @shape of the function returned: what `fn` takes -> what `fn` returns
 * @param fn - from tensors to a tensor, or arrays and records of them
 * @param gradient - returns one cotangent per operand, undefined where none flows; it is differentiated for second derivatives
 * @throws ShapeError when a cotangent has not the type of its operand
 * @example
 * ```ts
 * const roundThrough = customGradient(
 *   (x: Tensor) => x.round(),
 *   ({ cotangent }) => [cotangent],
 * )
 * ```
 */
export function customGradient<Operands extends readonly Tensor[], Result extends Nest>(
  fn: (...operands: Operands) => Result,
  gradient: (context: GradientContext<Operands, Result>) => readonly (Tensor | undefined)[],
  { name = 'customGradient' }: CustomGradientOptions = {},
): (...operands: Operands) => Result {
  return (...operands) => {
    const given = operands.map(({ value }) => value)
    const types = given.map(({ type }) => type)
    let result: Result | undefined
    const forward = traceBody(name, types, (values) => {
      result = fn(...wrapOperands<Operands>(values))
      return nestValues(name, result)
    })
    const outputs = forward.graph.results.map((id) => forward.graph.values[id]!)
    const backward = traceBody(name, [...types, ...outputs, ...outputs], (values) => {
      const own = wrapOperands<Operands>(values.slice(0, types.length))
      const gradients = gradient({
        operands: own,
        result: nestOver(result!, values.slice(types.length, types.length + outputs.length)),
        cotangent: nestOver(result!, values.slice(types.length + outputs.length)),
      })
      if (gradients.length !== own.length) {
        throw new ShapeError(`${name}: the gradient must have one entry per operand, ${own.length}, got ${gradients.length}`)
      }
      return own.map((operand, index) => checkGradient(name, gradients[index], operand, index).value)
    })
    // What either takes from outside is an operand of the region, after the given ones.
    const captures = [...new Set([...forward.captures, ...backward.captures])]
    const inner = [...types, ...captures.map(({ type }) => type)]
    const first = types.map((_, index) => index)
    const placesOf = (values: readonly Value[]): number[] => values.map((value) => types.length + captures.indexOf(value))
    const passed = outputs.concat(outputs).map((_, index) => inner.length + index)
    const attributes = {
      name,
      body: withParameters(forward.graph, inner, [...first, ...placesOf(forward.captures)]),
      gradient: withParameters(
        backward.graph,
        [...inner, ...outputs, ...outputs],
        [...first, ...passed, ...placesOf(backward.captures)],
      ),
    }
    return nestOver(result!, append('composite', [...given, ...captures], attributes, name))
  }
}
