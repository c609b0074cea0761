/** Makes tensors from data, from a rule, or like another. */
import type { DType } from '../dtype/dtype.ts'
import { ArgumentError } from '../errors/errors.ts'
import { numberValue } from '../lazy/append.ts'
import { checkShape, normalizeAxis, type Shape } from '../shape/shape.ts'
import { hostValue, type TensorData, type TensorOptions } from '../tensor/host-value.ts'
import { applyPrimitive, besides, Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'

/**
 * A tensor with a copy of the data.
 *
 * @shape -> as the data are nested; `shape` of the options
 * @param data - a number, nested arrays, or a typed array, whose dtype is taken over
 * @param options - `shape` and `dtype`, where the data do not say them; float16 takes numbers, or raw bits in a Uint16Array
 * @throws ShapeError when rows differ in length or the shape does not fit; DTypeError when an element is no number
 * @example
 * ```ts
 * const x = tensor(new Float32Array(6), { shape: [2, 3] })
 * ```
 */
export const tensor = (data: TensorData, options?: TensorOptions): Tensor => new Tensor(hostValue('tensor', data, options))

function filled(call: string, shape: Shape, value: number, dtype: DType): Tensor {
  checkShape(call, shape)
  return new Tensor(numberValue(value, dtype)).broadcastTo(shape)
}

/** Zeros. @shape -> shape */
export const zeros = (shape: Shape, dtype: DType = 'float32'): Tensor => filled('zeros', shape, 0, dtype)

/** Ones. @shape -> shape */
export const ones = (shape: Shape, dtype: DType = 'float32'): Tensor => filled('ones', shape, 1, dtype)

/** One value everywhere. @shape -> shape */
export const full = (shape: Shape, value: number, dtype: DType = 'float32'): Tensor => filled('full', shape, value, dtype)

/** One value everywhere, in the shape and dtype of another tensor. @shape like [...] -> the same */
export const fullLike = (like: Tensor, value: number): Tensor =>
  besides([like], () => filled('fullLike', like.shape, value, like.dtype))

/** Zeros of the shape and dtype of another tensor. @shape like [...] -> the same */
export const zerosLike = (like: Tensor): Tensor => besides([like], () => filled('zerosLike', like.shape, 0, like.dtype))

/** Ones of the shape and dtype of another tensor. @shape like [...] -> the same */
export const onesLike = (like: Tensor): Tensor => besides([like], () => filled('onesLike', like.shape, 1, like.dtype))

/** 0, 1, 2, ... along one axis, the same along the others. @shape -> shape */
export function iota(shape: Shape, axis = 0, dtype: DType = 'int32'): Tensor {
  checkShape('iota', shape)
  return applyPrimitive('iota', [], { shape, dtype, axis: normalizeAxis('iota', axis, shape.length) })
}

/** 0 to `count - 1`. @shape -> [count] */
export const range = (count: number, dtype: DType = 'int32'): Tensor => iota([count], 0, dtype)

/** Ones on the main diagonal. @shape -> [rows, columns] */
export const eye = (rows: number, columns = rows, dtype: DType = 'float32'): Tensor =>
  iota([rows, columns], 0)
    .equal(iota([rows, columns], 1))
    .cast(dtype)

/**
 * 1 at the position that each index names, 0 elsewhere; an index outside gives only zeros.
 *
 * @shape indices -> [...indices, classes]
 */
export function oneHot(indices: TensorLike, classes: number, dtype: DType = 'float32'): Tensor {
  if (!Number.isInteger(classes) || classes < 1)
    throw new ArgumentError(`oneHot: classes must be a positive integer, got ${classes}`)
  const positions = toTensor('oneHot', indices).cast('int32').expandDims(-1)
  return besides([positions], () => positions.equal(iota([...positions.shape.slice(0, -1), classes], -1)).cast(dtype))
}
