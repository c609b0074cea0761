/** The dtype that results when operands of different dtypes meet: Keras's lattice. */
import { type DType, isFloat } from './dtype.ts'

const rank: Record<DType, number> = { bool: 0, uint8: 1, int8: 2, uint32: 3, int32: 4, float16: 5, float32: 6, float64: 7 }

/**
 * The dtype that an operation on `a` and `b` computes in.
 *
 * Where Keras's lattice would leave our dtypes (int8 with uint8 gives int16, int32 with uint32 gives int64), int32.
 *
 * @source Keras 3, `backend.result_type`
 */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a
  const [low, high] = rank[a] < rank[b] ? [a, b] : [b, a]
  if (low === 'bool' || isFloat(high)) return high
  const sameSign = low === 'uint8' && high === 'uint32'
  return sameSign ? 'uint32' : 'int32'
}

/** The dtype in which `dtype` meets a JavaScript number: numbers are weak and widen only where they must. */
export function promoteNumber(dtype: DType, value: number): DType {
  if (isFloat(dtype)) return dtype
  if (!Number.isInteger(value)) return 'float32'
  return dtype === 'bool' ? 'int32' : dtype
}

/** The float dtype for `dtype`: itself when it is one, else float32. For operations such as `exp` that have no integer form. */
export const toFloat = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'float32')
