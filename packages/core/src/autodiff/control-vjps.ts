/** Gradients of loops and branches: a loop's gradient is a loop the other way, a branch's a branch. */
import { isFloat } from '../dtype/dtype.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import { applyGraph } from '../lazy/apply-graph.ts'
import { traceBodies, traceBody } from '../lazy/trace-body.ts'
import type { Value } from '../lazy/value.ts'
import { zerosLike } from '../ops/create.ts'
import { applyPrimitives, Tensor } from '../tensor/tensor.ts'
import type { Differentiate, VjpContext } from './vjp-rule.ts'

const wrap = (values: readonly Value[]): Tensor[] => values.map((value) => new Tensor(value))
const unwrap = (tensors: readonly Tensor[]): Value[] => tensors.map(({ value }) => value)
const typesOf = (tensors: readonly Tensor[]): TensorType[] => tensors.map(({ value }) => value.type)
const isDifferentiable = ({ dtype }: Tensor): boolean => isFloat(dtype)

/** The type of one element along axis 0. */
const elementType = ({ shape, dtype }: Tensor): TensorType => ({ shape: shape.slice(1), dtype })

/** Takes consecutive parts of a list. */
function parts<T>(list: readonly T[], ...lengths: readonly number[]): T[][] {
  let start = 0
  return lengths.map((length) => list.slice(start, (start += length)))
}

/** Gradients of a body's results by some of its operands, zeros where none flows; only floats have any. */
function bodyGradients(
  body: Graph,
  operands: readonly Tensor[],
  cotangents: ReadonlyMap<number, Tensor>,
  differentiate: Differentiate,
): Tensor[] {
  const results = wrap(applyGraph(body, unwrap(operands)))
  const used = [...cotangents]
  const wanted = operands.filter(isDifferentiable)
  const gradients = differentiate(
    used.map(([index]) => results[index]!),
    used.map(([, cotangent]) => cotangent),
    wanted,
  )
  return wanted.map((operand, index) => gradients[index] ?? zerosLike(operand))
}

/** Cotangents by position of the result, for the results that have any. */
const byPosition = (positions: readonly number[], cotangents: readonly Tensor[]): Map<number, Tensor> =>
  new Map(positions.map((position, index) => [position, cotangents[index]!]))

const floatPositions = (tensors: readonly Tensor[], offset = 0): number[] =>
  tensors.flatMap((tensor, index) => (isDifferentiable(tensor) ? [offset + index] : []))

/** Puts gradients of the float operands among all operands. */
function spread(operands: readonly Tensor[], gradients: readonly Tensor[]): (Tensor | undefined)[] {
  let next = 0
  return operands.map((operand) => (isDifferentiable(operand) ? gradients[next++] : undefined))
}

/**
 * Reverse mode through a loop: the forward loop once more, keeping what each step was carried; then a loop in the other
 * direction that carries the cotangents of the carried values and sums those of the constants.
 */
function scanVjp({ operands, results, cotangents, attributes, differentiate }: VjpContext<'scan'>): (Tensor | undefined)[] {
  const { body, length, carried, sequences, reverse } = attributes
  const [carry, xs, constants] = parts(operands, carried, sequences, operands.length - carried - sequences) as [
    Tensor[],
    Tensor[],
    Tensor[],
  ]
  const keeping = { ...body, results: [...body.results, ...carry.map((_, id) => id)] }
  const kept = applyPrimitives('scan', operands, { ...attributes, body: keeping }).slice(results.length)

  const carryFloats = floatPositions(results.slice(0, carried))
  const outputFloats = floatPositions(results.slice(carried), carried)
  const constantFloats = constants.filter(isDifferentiable)
  const start = [...carryFloats.map((index) => cotangents[index]!), ...constantFloats.map(zerosLike)]
  const walked = [...xs, ...kept, ...outputFloats.map((index) => cotangents[index]!)]
  const types = [...typesOf(start), ...walked.map(elementType), ...typesOf(constants)]
  const sizes = [carryFloats.length, constantFloats.length, sequences, carried, outputFloats.length, constants.length]
  const { graph } = traceBody('scan', types, (values) => {
    const [gCarry, sums, x, before, gOutputs, consts] = parts(wrap(values), ...sizes) as [
      Tensor[],
      Tensor[],
      Tensor[],
      Tensor[],
      Tensor[],
      Tensor[],
    ]
    const arrived = byPosition([...carryFloats, ...outputFloats], [...gCarry, ...gOutputs])
    const inner = [...before, ...x, ...consts]
    const gradients = bodyGradients(body, inner, arrived, differentiate)
    const [gBefore, gX, gConsts] = parts(
      gradients,
      floatPositions(before).length,
      floatPositions(x).length,
      constantFloats.length,
    ) as [Tensor[], Tensor[], Tensor[]]
    return unwrap([...gBefore, ...sums.map((sum, index) => sum.add(gConsts[index]!)), ...gX])
  })
  const backward = { body: graph, length, carried: start.length, sequences: walked.length, reverse: !reverse }
  const gradients = applyPrimitives('scan', [...start, ...walked, ...constants], backward)
  const [gCarry, gConstants, gXs] = parts(gradients, carryFloats.length, constantFloats.length, floatPositions(xs).length) as [
    Tensor[],
    Tensor[],
    Tensor[],
  ]
  return [...spread(carry, gCarry), ...spread(xs, gXs), ...spread(constants, gConstants)]
}

/** A branch over the gradients of both branches. */
function condVjp({ operands, results, cotangents, attributes, differentiate }: VjpContext<'cond'>): (Tensor | undefined)[] {
  const [condition, ...inner] = operands
  const floats = floatPositions(results)
  const arriving = floats.map((index) => cotangents[index]!)
  const gradientOf =
    (branch: Graph) =>
    (values: readonly Value[]): Value[] => {
      const [parameters, arrived] = parts(wrap(values), inner.length, arriving.length) as [Tensor[], Tensor[]]
      return unwrap(bodyGradients(branch, parameters, byPosition(floats, arrived), differentiate))
    }
  const { graphs } = traceBodies('cond', typesOf([...inner, ...arriving]), [
    gradientOf(attributes.onTrue),
    gradientOf(attributes.onFalse),
  ])
  const gradients = applyPrimitives('cond', [condition!, ...inner, ...arriving], { onTrue: graphs[0]!, onFalse: graphs[1]! })
  return [undefined, ...spread(inner, gradients)]
}

/** The rules of loops and branches. */
export const controlVjps = { scan: scanVjp, cond: condVjp }
