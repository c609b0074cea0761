/** Gathers rows of a data set where its data lie: below what is still pending on top of them. */
import { append } from '../lazy/append.ts'
import type { PendingNode, Value } from '../lazy/value.ts'
import { isElementwise } from '../primitives/families.ts'
import { applyPrimitive, Tensor } from '../tensor/tensor.ts'

const nodeOf = ({ state }: Value): PendingNode | undefined => (state.kind === 'pending' ? state.node : undefined)

const rowsOf = (value: Value): number | undefined => value.type.shape[0]

/** Whether each row of the result only needs the same row of the operands. */
function isRowWise({ primitive, operands, results }: PendingNode, rows: number): boolean {
  if (isElementwise(primitive)) return true
  const operand = operands[0]
  if (primitive === 'reshape') return operand !== undefined && rowsOf(operand) === rows && rowsOf(results[0]!) === rows
  // What is the same in every row.
  return (
    primitive === 'broadcast' &&
    operand !== undefined &&
    (operand.type.shape.length < results[0]!.type.shape.length || rowsOf(operand) === 1)
  )
}

/**
 * The rows of `x` (its first axis) that `indices` name.
 *
 * Conversions and arithmetic that are pending on top of stored data (`pixels.cast('float32').div(255)`) are applied to the rows
 * instead of the whole, so a data set stays in the dtype in which it came.
 *
 * @shape x [n, ...], indices int32 [m] -> [m, ...]
 */
export function takeRows(x: Tensor, indices: Tensor): Tensor {
  const rows = x.shape[0]
  const taken = new Map<Value, Value>()
  const take = (value: Value): Value => {
    const known = taken.get(value)
    if (known) return known
    const result = takeValue(value)
    taken.set(value, result)
    return result
  }
  const takeValue = (value: Value): Value => {
    const node = nodeOf(value)
    if (!node || rows === undefined || !isRowWise(node, rows)) {
      return applyPrimitive('gather', [new Tensor(value), indices], { axis: 0, batchDims: 0 }, 'takeRows').value
    }
    const shape = [indices.shape[0]!, ...value.type.shape.slice(1)]
    if (node.primitive === 'broadcast') return append('broadcast', [node.operands[0]!], { shape }, 'takeRows')[0]!
    if (node.primitive === 'reshape') return append('reshape', [take(node.operands[0]!)], { shape }, 'takeRows')[0]!
    return append(node.primitive, node.operands.map(take), node.attributes, 'takeRows')[node.results.indexOf(value)]!
  }
  return new Tensor(take(x.value))
}
