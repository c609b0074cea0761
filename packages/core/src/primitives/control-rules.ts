/** Type rules of primitives that hold graphs: scan, cond, while. */
import { InternalError, ShapeError } from '../errors/errors.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import { formatType } from '../graph/print.ts'
import { resultTypes } from '../graph/result-types.ts'
import { sameShape } from '../shape/shape.ts'
import type { PrimitiveAttributes } from './attributes.ts'

const sameType = (a: TensorType, b: TensorType): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape)

const parametersOf = (graph: Graph): readonly TensorType[] => graph.values.slice(0, graph.parameters)

function requireTypes(call: string, what: string, got: readonly TensorType[], expected: readonly TensorType[]): void {
  if (got.length !== expected.length) throw new InternalError(`${call}: ${what}: ${got.length} values for ${expected.length}`)
  got.forEach((type, index) => {
    if (sameType(type, expected[index]!)) return
    throw new ShapeError(
      `${call}: ${what} ${index} is ${formatType(type)}, expected ${formatType(expected[index]!)}; keep shape and dtype the same`,
    )
  })
}

/** The type of one element of a sequence of `length`. */
function elementOf(call: string, { shape, dtype }: TensorType, length: number): TensorType {
  if (shape[0] !== length) {
    throw new ShapeError(`${call}: every sequence needs ${length} elements along axis 0, got ${formatType({ shape, dtype })}`)
  }
  return { shape: shape.slice(1), dtype }
}

function scanRule(call: string, operands: readonly TensorType[], attributes: PrimitiveAttributes['scan']): TensorType[] {
  const { body, length, carried, sequences } = attributes
  const [carry, xs, constants] = [
    operands.slice(0, carried),
    operands.slice(carried, carried + sequences),
    operands.slice(carried + sequences),
  ]
  const elements = xs.map((type) => elementOf(call, type, length))
  requireTypes(call, 'the operand', [...carry, ...elements, ...constants], parametersOf(body))
  const results = resultTypes(body)
  requireTypes(call, 'the next carried value', results.slice(0, carried), carry)
  return [...carry, ...results.slice(carried).map(({ shape, dtype }) => ({ shape: [length, ...shape], dtype }))]
}

function requireCondition(call: string, type: TensorType | undefined): void {
  if (type?.dtype === 'bool' && type.shape.length === 0) return
  throw new ShapeError(`${call}: the condition must be a bool scalar, got ${type ? formatType(type) : 'nothing'}`)
}

function condRule(call: string, operands: readonly TensorType[], { onTrue, onFalse }: PrimitiveAttributes['cond']): TensorType[] {
  requireCondition(call, operands[0])
  for (const branch of [onTrue, onFalse]) requireTypes(call, 'the operand', operands.slice(1), parametersOf(branch))
  requireTypes(call, "the second branch's result", resultTypes(onFalse), resultTypes(onTrue))
  return resultTypes(onTrue)
}

function whileRule(call: string, operands: readonly TensorType[], attributes: PrimitiveAttributes['while']): TensorType[] {
  const { condition, body, carried } = attributes
  for (const graph of [condition, body]) requireTypes(call, 'the operand', operands, parametersOf(graph))
  requireCondition(call, resultTypes(condition)[0])
  requireTypes(call, 'the next carried value', resultTypes(body), operands.slice(0, carried))
  return operands.slice(0, carried)
}

/** The rules of loops and branches. */
export const controlRules = { scan: scanRule, cond: condRule, while: whileRule }
