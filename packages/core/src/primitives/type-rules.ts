/** One row per primitive: the types of its results, or an error in the words of the call. */
import { dtypeInfo, isFloat, isInteger, sizeBytesOf } from '../dtype/dtype.ts'
import { DTypeError, InternalError, ShapeError } from '../errors/errors.ts'
import type { TensorType } from '../graph/graph.ts'
import { resultTypes } from '../graph/result-types.ts'
import { broadcastShapes, formatShape, sameShape, type Shape, sizeOf } from '../shape/shape.ts'
import { lateTypeRule } from './late-type-rules.ts'
import type { GatherAttributes, PrimitiveAttributes, PrimitiveName, ReduceAttributes } from './attributes.ts'

/** Types of the results for operands of these types; `call` is what errors begin with. */
export type TypeRule<P extends PrimitiveName> = (
  call: string,
  operands: readonly TensorType[],
  attributes: PrimitiveAttributes[P],
) => readonly TensorType[]

const operand = (operands: readonly TensorType[], index: number): TensorType => {
  const type = operands[index]
  if (!type) throw new InternalError(`operand ${index} is missing`)
  return type
}

function requireFloat(call: string, { dtype }: TensorType): void {
  if (!isFloat(dtype)) throw new DTypeError(`${call}: expected a float dtype, got ${dtype}; cast first`)
}

function requireNumeric(call: string, { dtype }: TensorType): void {
  if (dtype === 'bool') throw new DTypeError(`${call}: bool has no arithmetic; cast to int32 or float32 first`)
}

function requireBool(call: string, { dtype }: TensorType): void {
  if (dtype !== 'bool') throw new DTypeError(`${call}: expected bool, got ${dtype}; compare or cast first`)
}

function requireShiftable(call: string, type: TensorType): void {
  if (!isInteger(type.dtype)) throw new DTypeError(`${call}: expected an integer dtype, got ${type.dtype}; cast first`)
}

function requireInteger(call: string, { dtype }: TensorType): void {
  if (!isInteger(dtype) && dtype !== 'bool')
    throw new DTypeError(`${call}: expected an integer dtype or bool, got ${dtype}; cast first`)
}

function requireInt32(call: string, what: string, { dtype }: TensorType): void {
  if (dtype !== 'int32') throw new DTypeError(`${call}: expected int32 ${what}, got ${dtype}; cast first`)
}

function requireSame(call: string, a: TensorType, b: TensorType): void {
  if (a.dtype !== b.dtype) throw new DTypeError(`${call}: expected one dtype, got ${a.dtype} and ${b.dtype}; cast one of them`)
  if (!sameShape(a.shape, b.shape)) {
    throw new ShapeError(`${call}: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} do not match`)
  }
}

type Check = (call: string, type: TensorType) => void

const unary =
  (check: Check) =>
  (call: string, operands: readonly TensorType[]): TensorType[] => {
    const x = operand(operands, 0)
    check(call, x)
    return [x]
  }

const binary =
  (check: Check) =>
  (call: string, operands: readonly TensorType[]): TensorType[] => {
    const [a, b] = [operand(operands, 0), operand(operands, 1)]
    requireSame(call, a, b)
    check(call, a)
    return [a]
  }

const compare = (call: string, operands: readonly TensorType[]): TensorType[] => {
  const [a, b] = [operand(operands, 0), operand(operands, 1)]
  requireSame(call, a, b)
  return [{ shape: a.shape, dtype: 'bool' }]
}

const withoutAxes = (shape: Shape, axes: readonly number[]): number[] => shape.filter((_, axis) => !axes.includes(axis))

const reduce =
  (check: Check) =>
  (call: string, operands: readonly TensorType[], { axes }: ReduceAttributes): TensorType[] => {
    const x = operand(operands, 0)
    check(call, x)
    return [{ shape: withoutAxes(x.shape, axes), dtype: x.dtype }]
  }

const argReduce = (call: string, operands: readonly TensorType[], { axis }: { readonly axis: number }): TensorType[] => {
  const x = operand(operands, 0)
  if (x.shape[axis] === 0)
    throw new ShapeError(`${call}: axis ${axis} of ${formatShape(x.shape)} is empty and has no extreme element`)
  return [{ shape: withoutAxes(x.shape, [axis]), dtype: 'int32' }]
}

function gatherShape(call: string, x: Shape, indices: Shape, { axis, batchDims }: GatherAttributes): number[] {
  if (batchDims > axis || !sameShape(x.slice(0, batchDims), indices.slice(0, batchDims))) {
    throw new ShapeError(
      `${call}: the first ${batchDims} axes of x ${formatShape(x)} and indices ${formatShape(indices)} must be the same`,
    )
  }
  return [...x.slice(0, axis), ...indices.slice(batchDims), ...x.slice(axis + 1)]
}

function requireStarts(call: string, x: TensorType, starts: readonly TensorType[]): void {
  if (starts.length !== x.shape.length) {
    throw new ShapeError(`${call}: expected one start per axis of ${formatShape(x.shape)}, got ${starts.length}`)
  }
  for (const start of starts) {
    requireInt32(call, 'starts', start)
    if (start.shape.length > 0) throw new ShapeError(`${call}: starts are scalars, got shape ${formatShape(start.shape)}`)
  }
}

const numeric = requireNumeric
const float = requireFloat
const bool = requireBool
const integer = requireInteger
const shiftable = requireShiftable
const any: Check = () => {}

/** The table of type rules. */
export const typeRules: { readonly [P in PrimitiveName]: TypeRule<P> } = {
  neg: unary(numeric),
  abs: unary(numeric),
  sign: unary(numeric),
  exp: unary(float),
  expm1: unary(float),
  log: unary(float),
  log1p: unary(float),
  sqrt: unary(float),
  rsqrt: unary(float),
  sin: unary(float),
  cos: unary(float),
  tan: unary(float),
  asin: unary(float),
  acos: unary(float),
  atan: unary(float),
  sinh: unary(float),
  cosh: unary(float),
  tanh: unary(float),
  asinh: unary(float),
  acosh: unary(float),
  atanh: unary(float),
  sigmoid: unary(float),
  erf: unary(float),
  floor: unary(float),
  ceil: unary(float),
  round: unary(float),
  logicalNot: unary(bool),
  bitwiseNot: unary(shiftable),

  add: binary(numeric),
  sub: binary(numeric),
  mul: binary(numeric),
  div: binary(numeric),
  mod: binary(numeric),
  pow: binary(numeric),
  atan2: binary(float),
  min: binary(numeric),
  max: binary(numeric),
  bitwiseAnd: binary(integer),
  bitwiseOr: binary(integer),
  bitwiseXor: binary(integer),
  shiftLeft: binary(shiftable),
  shiftRight: binary(shiftable),
  logicalAnd: binary(bool),
  logicalOr: binary(bool),

  equal: compare,
  notEqual: compare,
  less: compare,
  lessEqual: compare,
  greater: compare,
  greaterEqual: compare,

  select: (call, operands) => {
    const [condition, a, b] = [operand(operands, 0), operand(operands, 1), operand(operands, 2)]
    requireBool(call, condition)
    requireSame(call, a, b)
    if (!sameShape(condition.shape, a.shape)) {
      throw new ShapeError(`${call}: condition ${formatShape(condition.shape)} and values ${formatShape(a.shape)} do not match`)
    }
    return [a]
  },
  cast: (_call, operands, { dtype }) => [{ shape: operand(operands, 0).shape, dtype }],
  bitcast: (call, operands, { dtype }) => {
    const x = operand(operands, 0)
    if (sizeBytesOf(x.dtype) !== sizeBytesOf(dtype) || dtypeInfo(dtype).kind === 'bool') {
      throw new DTypeError(`${call}: cannot reinterpret ${x.dtype} as ${dtype}; both need the same number of bytes`)
    }
    return [{ shape: x.shape, dtype }]
  },

  reshape: (call, operands, { shape }) => {
    const x = operand(operands, 0)
    if (sizeOf(shape) !== sizeOf(x.shape)) {
      throw new ShapeError(
        `${call}: cannot reshape ${formatShape(x.shape)} (${sizeOf(x.shape)} elements) to ${formatShape(shape)} (${sizeOf(shape)} elements)`,
      )
    }
    return [{ shape, dtype: x.dtype }]
  },
  transpose: (call, operands, { permutation }) => {
    const x = operand(operands, 0)
    const sorted = [...permutation].sort((a, b) => a - b)
    if (sorted.length !== x.shape.length || sorted.some((axis, i) => axis !== i)) {
      throw new ShapeError(`${call}: ${formatShape(permutation)} is not a permutation of the axes of ${formatShape(x.shape)}`)
    }
    return [{ shape: permutation.map((axis) => x.shape[axis]!), dtype: x.dtype }]
  },
  broadcast: (call, operands, { shape }) => {
    const x = operand(operands, 0)
    const joint = broadcastShapes(x.shape, shape)
    if (!joint || !sameShape(joint, shape)) {
      throw new ShapeError(`${call}: ${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}`)
    }
    return [{ shape, dtype: x.dtype }]
  },
  flip: (_call, operands) => [operand(operands, 0)],
  slice: (call, operands, { starts, limits, strides }) => {
    const x = operand(operands, 0)
    const shape = x.shape.map((extent, axis) => {
      const [start, limit, stride] = [starts[axis] ?? -1, limits[axis] ?? -1, strides[axis] ?? 0]
      if (start < 0 || limit < start || limit > extent || stride < 1) {
        throw new ShapeError(`${call}: ${start}:${limit}:${stride} does not fit axis ${axis} of ${formatShape(x.shape)}`)
      }
      return Math.ceil((limit - start) / stride)
    })
    return [{ shape, dtype: x.dtype }]
  },
  pad: (call, operands, { low, high, interior }) => {
    const [x, value] = [operand(operands, 0), operand(operands, 1)]
    if (value.shape.length > 0 || value.dtype !== x.dtype) {
      throw new ShapeError(`${call}: the fill value must be a ${x.dtype} scalar, got ${value.dtype} ${formatShape(value.shape)}`)
    }
    const shape = x.shape.map((extent, axis) => {
      const [before, after, between] = [low[axis] ?? -1, high[axis] ?? -1, interior[axis] ?? -1]
      if (before < 0 || after < 0 || between < 0) throw new ShapeError(`${call}: axis ${axis} needs widths of at least 0`)
      return before + extent + Math.max(0, extent - 1) * between + after
    })
    return [{ shape, dtype: x.dtype }]
  },
  concat: (call, operands, { axis }) => {
    const first = operand(operands, 0)
    const extent = operands.reduce((total, { shape, dtype }) => {
      const fits = shape.length === first.shape.length && shape.every((n, i) => i === axis || n === first.shape[i])
      if (!fits) {
        throw new ShapeError(`${call}: ${formatShape(first.shape)} and ${formatShape(shape)} differ in more than axis ${axis}`)
      }
      if (dtype !== first.dtype)
        throw new DTypeError(`${call}: expected one dtype, got ${first.dtype} and ${dtype}; cast one of them`)
      return total + shape[axis]!
    }, 0)
    return [{ shape: first.shape.map((n, i) => (i === axis ? extent : n)), dtype: first.dtype }]
  },

  reduceSum: reduce(numeric),
  reduceProd: reduce(numeric),
  reduceMax: reduce(any),
  reduceMin: reduce(any),
  argMax: argReduce,
  argMin: argReduce,
  cumSum: unary(numeric),
  cumProd: unary(numeric),
  cumMax: unary(numeric),

  dotGeneral: (call, operands, { lhsBatch, rhsBatch, lhsContracting, rhsContracting }) => {
    const [lhs, rhs] = [operand(operands, 0), operand(operands, 1)]
    requireNumeric(call, lhs)
    if (lhs.dtype !== rhs.dtype) {
      throw new DTypeError(`${call}: expected one dtype, got ${lhs.dtype} and ${rhs.dtype}; cast one of them`)
    }
    const fits = (l: readonly number[], r: readonly number[]): boolean =>
      l.length === r.length && l.every((axis, i) => lhs.shape[axis] === rhs.shape[r[i]!])
    if (!fits(lhsBatch, rhsBatch) || !fits(lhsContracting, rhsContracting)) {
      throw new ShapeError(
        `${call}: ${formatShape(lhs.shape)} and ${formatShape(rhs.shape)} do not contract over axes ` +
          `${formatShape(lhsContracting)} with ${formatShape(rhsContracting)}, batch ${formatShape(lhsBatch)} with ${formatShape(rhsBatch)}`,
      )
    }
    const batch = lhsBatch.map((axis) => lhs.shape[axis]!)
    const lhsFree = withoutAxes(lhs.shape, [...lhsBatch, ...lhsContracting])
    const rhsFree = withoutAxes(rhs.shape, [...rhsBatch, ...rhsContracting])
    return [{ shape: [...batch, ...lhsFree, ...rhsFree], dtype: lhs.dtype }]
  },

  conv: lateTypeRule('conv'),
  convInput: lateTypeRule('convInput'),
  convFilter: lateTypeRule('convFilter'),
  windowSum: lateTypeRule('windowSum'),
  windowMax: lateTypeRule('windowMax'),
  windowSelect: lateTypeRule('windowSelect'),
  windowScatter: lateTypeRule('windowScatter'),

  gather: (call, operands, attributes) => {
    const [x, indices] = [operand(operands, 0), operand(operands, 1)]
    requireInt32(call, 'indices', indices)
    return [{ shape: gatherShape(call, x.shape, indices.shape, attributes), dtype: x.dtype }]
  },
  scatterAdd: (call, operands, attributes) => {
    const [x, indices, updates] = [operand(operands, 0), operand(operands, 1), operand(operands, 2)]
    requireNumeric(call, x)
    requireInt32(call, 'indices', indices)
    requireSame(call, updates, { shape: gatherShape(call, x.shape, indices.shape, attributes), dtype: x.dtype })
    return [x]
  },
  dynamicSlice: (call, operands, { sizes }) => {
    const x = operand(operands, 0)
    requireStarts(call, x, operands.slice(1))
    if (sizes.length !== x.shape.length || sizes.some((size, axis) => size < 0 || size > x.shape[axis]!)) {
      throw new ShapeError(`${call}: a block of ${formatShape(sizes)} does not fit in ${formatShape(x.shape)}`)
    }
    return [{ shape: sizes, dtype: x.dtype }]
  },
  dynamicUpdateSlice: (call, operands) => {
    const [x, update] = [operand(operands, 0), operand(operands, 1)]
    requireStarts(call, x, operands.slice(2))
    if (update.dtype !== x.dtype) throw new DTypeError(`${call}: x is ${x.dtype}, the update ${update.dtype}; cast one of them`)
    if (update.shape.length !== x.shape.length || update.shape.some((size, axis) => size > x.shape[axis]!)) {
      throw new ShapeError(`${call}: an update of ${formatShape(update.shape)} does not fit in ${formatShape(x.shape)}`)
    }
    return [x]
  },
  sort: (_call, operands) => {
    const x = operand(operands, 0)
    return [x, { shape: x.shape, dtype: 'int32' }]
  },

  constant: (_call, _operands, { dtype }) => [{ shape: [], dtype }],
  iota: (call, _operands, { shape, dtype, axis }) => {
    requireNumeric(call, { shape, dtype })
    if (axis < 0 || axis >= shape.length) throw new ShapeError(`${call}: axis ${axis} is out of range for ${formatShape(shape)}`)
    return [{ shape, dtype }]
  },
  randomBits: (call, operands, { shape }) => {
    const key = operand(operands, 0)
    if (key.dtype !== 'uint32' || !sameShape(key.shape, [2])) {
      throw new DTypeError(
        `${call}: a key is uint32 [2], got ${key.dtype} ${formatShape(key.shape)}; make one with randomKey(seed)`,
      )
    }
    return [{ shape, dtype: 'uint32' }]
  },
  stopGradient: unary(any),
  barrier: unary(any),
  composite: (call, operands, { body }) => {
    if (operands.length !== body.parameters) {
      throw new ShapeError(`${call}: expected ${body.parameters} operands, got ${operands.length}`)
    }
    operands.forEach((type, index) => requireSame(call, type, body.values[index]!))
    return resultTypes(body)
  },
  scan: lateTypeRule('scan'),
  cond: lateTypeRule('cond'),
  while: lateTypeRule('while'),
  hostCall: (_call, _operands, { results }) => results,
}

/** All primitives, in the order of the documentation. */
export const primitiveNames = Object.keys(typeRules) as readonly PrimitiveName[]
