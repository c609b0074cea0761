/** Makes host values from what users have: numbers, booleans, nested arrays, typed arrays. */
import { type DType, type HostArray, hostView } from '../dtype/dtype.ts'
import { encodeNumbers } from '../dtype/encode.ts'
import { ArgumentError, DTypeError, ShapeError } from '../errors/errors.ts'
import { Value } from '../lazy/value.ts'
import { checkShape, formatShape, type Shape, sizeOf } from '../shape/shape.ts'

/** Numbers or booleans, or arrays of them, nested to any depth and regular. */
export type NestedNumbers = number | boolean | readonly NestedNumbers[]

/** What a tensor can be made of. */
export type TensorData = NestedNumbers | HostArray | Uint8ClampedArray

/** Shape and dtype to make a tensor with, where the data do not say it. */
export interface TensorOptions {
  /** Default: the nesting of the arrays, or the length of a typed array. */
  readonly shape?: Shape
  /** Default: the typed array's own; float32 for numbers, bool for booleans. */
  readonly dtype?: DType
}

const typedArrays: readonly (readonly [new (...args: never[]) => ArrayBufferView, DType])[] = [
  [Float32Array, 'float32'],
  [Float64Array, 'float64'],
  [Int32Array, 'int32'],
  [Uint32Array, 'uint32'],
  [Int8Array, 'int8'],
  [Uint8Array, 'uint8'],
  [Uint8ClampedArray, 'uint8'],
]

function shapeOfNested(call: string, data: NestedNumbers): number[] {
  const shape: number[] = []
  for (let level = data; Array.isArray(level); level = level[0] as NestedNumbers) {
    shape.push(level.length)
    if (level.length === 0) break
  }
  return checkRegular(call, data, shape, 0)
}

/** What a wrong value is, in its own words where it has some. */
const named = (value: unknown): string =>
  typeof value !== 'object' || value === null || value.toString === Object.prototype.toString
    ? value === null
      ? 'null'
      : typeof value
    : String(value)

function checkRegular(call: string, data: NestedNumbers, shape: number[], axis: number): number[] {
  if (!Array.isArray(data)) {
    if (axis < shape.length)
      throw new ShapeError(`${call}: nested arrays are ragged at depth ${axis}; make all rows equally long`)
    if (typeof data !== 'number' && typeof data !== 'boolean') {
      throw new DTypeError(`${call}: expected numbers or booleans, got ${named(data)}`)
    }
    return shape
  }
  if (data.length !== shape[axis])
    throw new ShapeError(`${call}: nested arrays are ragged at depth ${axis}; make all rows equally long`)
  for (const item of data as readonly NestedNumbers[]) checkRegular(call, item, shape, axis + 1)
  return shape
}

function flattenNested(data: NestedNumbers, into: number[]): number[] {
  if (typeof data === 'number' || typeof data === 'boolean') into.push(Number(data))
  else for (const item of data) flattenNested(item, into)
  return into
}

const firstLeaf = (data: NestedNumbers): unknown => (Array.isArray(data) ? firstLeaf(data[0] as NestedNumbers) : data)

/** A host value that owns a copy of the data. */
export function hostValue(call: string, data: TensorData, options: TensorOptions = {}): Value {
  if (ArrayBuffer.isView(data)) {
    const own = typedArrays.find(([type]) => data instanceof type)?.[1]
    // Half-precision floats have no array type of their own everywhere: a Uint16Array holds their bits.
    const isBits = options.dtype === 'float16' && data instanceof Uint16Array
    if (!own && !isBits) {
      throw new DTypeError(
        `${call}: a ${data.constructor.name} has no dtype here; convert it, for example with Float32Array.from(data)`,
      )
    }
    const dtype = options.dtype ?? own!
    const bits = dtype === own || isBits ? hostView(dtype, data.slice().buffer) : encodeNumbers(dtype, data)
    return withShape(call, bits, options.shape ?? [data.length], dtype)
  }
  if (data === undefined || data === null || typeof data === 'string') {
    throw new ArgumentError(
      `${call}: expected numbers, nested arrays or a typed array, got ${data === null ? 'null' : typeof data}`,
    )
  }
  const shape = shapeOfNested(call, data)
  const dtype = options.dtype ?? (typeof firstLeaf(data) === 'boolean' ? 'bool' : 'float32')
  return withShape(call, encodeNumbers(dtype, flattenNested(data, [])), options.shape ?? shape, dtype)
}

function withShape(call: string, bits: HostArray, shape: Shape, dtype: DType): Value {
  checkShape(call, shape)
  if (sizeOf(shape) !== bits.length) {
    throw new ShapeError(`${call}: shape ${formatShape(shape)} needs ${sizeOf(shape)} elements, got ${bits.length}`)
  }
  return new Value({ shape: [...shape], dtype }, { kind: 'host', data: bits }, undefined)
}
