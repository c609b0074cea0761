/** Stacks of matrices as [stack, rows, columns]. */
import { ShapeError } from '../../errors/errors.ts'
import { formatShape, sameShape, type Shape } from '../../shape/shape.ts'
import type { Tensor, TensorLike } from '../../tensor/tensor.ts'
import { floatOperand } from '../float-operand.ts'

/** A stack of matrices, and the leading axes that it had. */
export interface Matrices {
  readonly stack: Tensor
  readonly lead: Shape
}

/** Matrices of any leading axes. */
export function matricesOf(call: string, x: TensorLike): Matrices {
  const value = floatOperand(call, x)
  if (value.rank < 2) throw new ShapeError(`${call}: expected a matrix or a stack of them, got shape ${formatShape(value.shape)}`)
  const lead = value.shape.slice(0, -2)
  const count = lead.reduce((product, extent) => product * extent, 1)
  return { stack: value.reshape([count, ...value.shape.slice(-2)]), lead }
}

/** Matrices with as many rows as columns. */
export function squareMatrices(call: string, x: TensorLike): Matrices {
  const matrices = matricesOf(call, x)
  const [, rows, columns] = matrices.stack.shape
  if (rows !== columns) throw new ShapeError(`${call}: expected square matrices, got ${rows} rows and ${columns} columns`)
  return matrices
}

/** Right-hand sides that go with matrices: as columns, with the way back to what was given. */
export function columnsFor(
  call: string,
  { stack, lead }: Matrices,
  b: TensorLike,
): { readonly columns: Tensor; readonly restore: (x: Tensor) => Tensor } {
  const value = floatOperand(call, b).cast(stack.dtype)
  const [count, rows] = stack.shape as [number, number, number]
  const isVector = value.rank === lead.length + 1
  const expected = isVector ? [...lead, rows] : [...lead, rows, value.shape.at(-1) ?? 0]
  if (!sameShape(value.shape, expected)) {
    throw new ShapeError(
      `${call}: matrices ${formatShape([...lead, rows, rows])} need right-hand sides ${formatShape([...lead, rows])} or ${formatShape([...lead, rows])} with a further axis, got ${formatShape(value.shape)}`,
    )
  }
  return { columns: value.reshape([count, rows, isVector ? 1 : value.shape.at(-1)!]), restore: (x) => x.reshape(value.shape) }
}

/** Rows and columns exchanged. */
export const transposed = (stack: Tensor): Tensor => stack.transpose([0, 2, 1])
