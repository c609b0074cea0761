/** Bitwise operations on integers; `and`, `or` and `xor` also on bool. */
import type { BinaryName } from '../primitives/attributes.ts'
import { alignOperands, applyPrimitive, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'

const binary = (name: BinaryName, a: TensorLike, b: TensorLike): Tensor =>
  applyPrimitive(name, alignOperands(name, a, b), {}, name)

/** The bits that are set in both. @shape a, b [...], which broadcast -> their common shape */
export const bitwiseAnd = (a: TensorLike, b: TensorLike): Tensor => binary('bitwiseAnd', a, b)

/** The bits that are set in either. @shape a, b [...], which broadcast -> their common shape */
export const bitwiseOr = (a: TensorLike, b: TensorLike): Tensor => binary('bitwiseOr', a, b)

/** The bits that are set in exactly one. @shape a, b [...], which broadcast -> their common shape */
export const bitwiseXor = (a: TensorLike, b: TensorLike): Tensor => binary('bitwiseXor', a, b)

/** All bits turned round. @shape x [...] -> the same */
export const bitwiseNot = (x: TensorLike): Tensor => applyPrimitive('bitwiseNot', [toTensor('bitwiseNot', x)], {})

/** Bits moved up by `count`; 0 by the width of the dtype or more. @shape x, count [...], which broadcast -> their common shape */
export const shiftLeft = (x: TensorLike, count: TensorLike): Tensor => binary('shiftLeft', x, count)

/** Bits moved down by `count`; the sign of signed dtypes stays. @shape x, count [...], which broadcast -> their common shape */
export const shiftRight = (x: TensorLike, count: TensorLike): Tensor => binary('shiftRight', x, count)
