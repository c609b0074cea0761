/** The tensor: an immutable handle whose operations append to a graph and run when something is read. */
import type { Backend } from '../backend/backend.ts'
import { withBackend } from '../backend/registry.ts'
import { type DType, type HostArray, integerRange, isFloat } from '../dtype/dtype.ts'
import { decodeNumbers } from '../dtype/encode.ts'
import { promote, promoteNumber, toFloat } from '../dtype/promote.ts'
import { ArgumentError, DTypeError, ShapeError } from '../errors/errors.ts'
import { append, numberValue } from '../lazy/append.ts'
import { copyTo } from '../lazy/copy-to.ts'
import { readBits, readBitsSync, readNumbers } from '../lazy/read.ts'
import { disposeValue } from '../lazy/resident.ts'
import type { Value } from '../lazy/value.ts'
import type {
  BinaryName,
  CompareName,
  CumulativeAttributes,
  PrimitiveAttributes,
  PrimitiveName,
  UnaryName,
} from '../primitives/attributes.ts'
import { broadcastShapes, formatShape, normalizeAxes, normalizeAxis, sameShape, type Shape, sizeOf } from '../shape/shape.ts'
import { hostValue, type NestedNumbers, type TensorData } from './host-value.ts'
import { StaticValue } from './static-value.ts'

/** A tensor, or what one is made of: operations take both. */
export type TensorLike = Tensor | TensorData | StaticValue

/** Options of a reduction. */
export interface ReduceOptions {
  /** Keep the reduced axes with extent 1. Default false. */
  readonly keepDims?: boolean
}

/** Options of a cumulative operation. */
export type CumulativeOptions = Partial<Omit<CumulativeAttributes, 'axis'>>

const none = {}

/** Applies a primitive of one result to tensors. `call` is what errors begin with. @shape as the primitive says */
export function applyPrimitive<P extends PrimitiveName>(
  primitive: P,
  operands: readonly Tensor[],
  attributes: PrimitiveAttributes[P],
  call: string = primitive,
): Tensor {
  return applyPrimitives(primitive, operands, attributes, call)[0]!
}

/** Applies a primitive and returns all of its results. @shape as the primitive says */
export function applyPrimitives<P extends PrimitiveName>(
  primitive: P,
  operands: readonly Tensor[],
  attributes: PrimitiveAttributes[P],
  call: string = primitive,
): Tensor[] {
  const values = append(
    primitive,
    operands.map(({ value }) => value),
    attributes,
    call,
  )
  return values.map((value) => new Tensor(value))
}

/** A number as a scalar tensor of a dtype that can hold it. */
function scalar(call: string, like: number | StaticValue, dtype: DType): Tensor {
  const value = Number(like)
  const range = integerRange(dtype)
  if (range && (value < range[0] || value > range[1])) {
    throw new DTypeError(
      `${call}: ${value} does not fit ${dtype}, which holds ${range[0]} to ${range[1]}; cast the tensor to a wider dtype first`,
    )
  }
  return new Tensor(numberValue(value, dtype, like instanceof StaticValue))
}

/** Brings two operands to one dtype and one shape, as NumPy does; numbers are weak. */
export function alignOperands(call: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  return besides([a, b], () => align(call, a, b))
}

/** Runs `fn` with the backend of the first operand that has one in force, so that what goes with it is made there. */
export function besides<T>(operands: readonly TensorLike[], fn: () => T): T {
  const backend = operands.find(
    (operand): operand is Tensor => operand instanceof Tensor && operand.backend !== undefined,
  )?.backend
  return backend ? withBackend(backend, fn) : fn()
}

function align(call: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const [left, right] = alignDtypes(call, a, b)
  const shape = broadcastShapes(left.shape, right.shape)
  if (!shape) {
    throw new ShapeError(
      `${call}: shapes ${formatShape(left.shape)} and ${formatShape(right.shape)} do not broadcast; each axis must be equal or 1`,
    )
  }
  return [broadcastForCall(call, left, shape), broadcastForCall(call, right, shape)]
}

const isNumber = (like: TensorLike): like is number | StaticValue => typeof like === 'number' || like instanceof StaticValue

function alignDtypes(call: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  if (isNumber(b) && !isNumber(a)) {
    const left = toTensor(call, a)
    const dtype = promoteNumber(left.dtype, Number(b))
    return [left.cast(dtype), scalar(call, b, dtype)]
  }
  if (isNumber(a) && !isNumber(b)) {
    const [right, left] = alignDtypes(call, b, a)
    return [left, right]
  }
  const [left, right] = [toTensor(call, a), toTensor(call, b)]
  const dtype = promote(left.dtype, right.dtype)
  return [left.cast(dtype), right.cast(dtype)]
}

const broadcastForCall = (call: string, x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : applyPrimitive('broadcast', [x], { shape }, call)

/**
 * What an operation takes as a tensor. `call` is what errors begin with.
 *
 * @shape a number -> []; a tensor or nested numbers -> their shape
 */
export function toTensor(call: string, like: TensorLike): Tensor {
  if (like instanceof Tensor) return like
  if (isNumber(like)) return scalar(call, like, 'float32')
  return new Tensor(hostValue(call, like))
}

/**
 * An immutable array of numbers with a shape and a dtype.
 *
 * Operations append to a graph and return at once; reading (`data`, `array`, `item`) compiles what is pending and runs it. Nothing
 * has to be disposed of: results are freed when they are collected, or at once with `dispose()` or `using`.
 *
 * @example
 * ```ts
 * const x = tensor([[1, 2], [3, 4]])
 * console.log(await x.matmul(x).add(1).array()) // [[8, 11], [16, 23]]
 * ```
 */
export class Tensor {
  /** The value of the lazy graph that this handle stands for. For authors of backends and layers. */
  readonly value: Value

  constructor(value: Value) {
    this.value = value
  }

  /** Extents, outermost first. */
  get shape(): Shape {
    return this.value.type.shape
  }

  /** Element type. */
  get dtype(): DType {
    return this.value.type.dtype
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /** The backend that the tensor belongs to; undefined for data of the host, which any backend may use. */
  get backend(): Backend | undefined {
    return this.value.backend
  }

  // Reading

  /**
   * The elements, row-major. Runs what is pending.
   *
   * float16 comes as a Float32Array, bool as a Uint8Array of 0 and 1.
   *
   * @throws TraceError inside a function that is being compiled; DisposedError; ExecutionError when the run failed
   */
  data(): Promise<HostArray> {
    return readNumbers('tensor.data', this.value)
  }

  /** `data` without waiting, where the backend compiles and reads synchronously (cpu and wasm do). */
  dataSync(): HostArray {
    return decodeNumbers(this.dtype, readBitsSync('tensor.dataSync', this.value))
  }

  /** The raw bits, row-major: float16 as a Uint16Array. */
  bits(): Promise<HostArray> {
    return readBits('tensor.bits', this.value)
  }

  /** The elements as nested arrays of numbers; a scalar is a number. */
  async array(): Promise<NestedNumbers> {
    return nest(await readNumbers('tensor.array', this.value), this.shape)
  }

  /**
   * The only element.
   *
   * @throws ShapeError when there are more or none
   */
  async item(): Promise<number> {
    if (this.size !== 1)
      throw new ShapeError(`tensor.item: expected one element, got shape ${formatShape(this.shape)}; use data() or array()`)
    return (await readNumbers('tensor.item', this.value))[0]!
  }

  /** The same tensor on another backend. @shape [...] -> the same */
  to(backend: Backend): Tensor {
    return new Tensor(copyTo(this.value, backend))
  }

  /** Frees the memory now instead of when the handle is collected. Using the tensor afterwards throws a DisposedError. */
  dispose(): void {
    disposeValue(this.value)
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Dtype, shape, and whether it has been computed; no elements, which would have to be waited for. */
  toString(): string {
    return `Tensor ${this.dtype}${formatShape(this.shape)} (${this.value.state.kind})`
  }

  /** JavaScript would turn a tensor into NaN or a string without a word: refuse. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw new ArgumentError(
      'tensor: a tensor is not a number; use its methods, such as a.add(b), or read it with `await a.item()`',
    )
  }

  // Elementwise

  /** Sum; integers wrap. @shape [...], [...], which broadcast -> their common shape */
  add(other: TensorLike): Tensor {
    return this.binary('add', other)
  }

  /** Difference; integers wrap. @shape [...], [...], which broadcast -> their common shape */
  sub(other: TensorLike): Tensor {
    return this.binary('sub', other)
  }

  /**
   * Product, element by element; integers wrap. Of matrices: `matmul`.
   *
   * @shape [...], [...], which broadcast -> their common shape
   */
  mul(other: TensorLike): Tensor {
    return this.binary('mul', other)
  }

  /** True division: integers are divided as floats. @shape [...], [...], which broadcast -> their common shape */
  div(other: TensorLike): Tensor {
    const [a, b] = alignOperands('div', this, other)
    const dtype = toFloat(a.dtype)
    return applyPrimitive('div', [a.cast(dtype), b.cast(dtype)], none)
  }

  /**
   * The greatest whole number not above the quotient; keeps integer dtypes. An integer by 0 gives 0.
   *
   * @shape [...], [...], which broadcast -> their common shape
   */
  floorDiv(other: TensorLike): Tensor {
    const [a, b] = alignOperands('floorDiv', this, other)
    if (isFloat(a.dtype)) return applyPrimitive('div', [a, b], none, 'floorDiv').floor()
    return applyPrimitive('div', [a.sub(a.mod(b)), b], none, 'floorDiv')
  }

  /** Remainder with the sign of the divisor, as in Python. @shape [...], [...], which broadcast -> their common shape */
  mod(other: TensorLike): Tensor {
    return this.binary('mod', other)
  }

  /**
   * This to the power of `exponent`; NaN where a negative float has an exponent that is not whole. Integers wrap, and truncate
   * where the exponent is negative.
   *
   * @shape [...], [...], which broadcast -> their common shape
   */
  pow(exponent: TensorLike): Tensor {
    return this.binary('pow', exponent)
  }

  /** The smaller of the two, elementwise; NaN if either is. @shape [...], [...], which broadcast -> their common shape */
  minimum(other: TensorLike): Tensor {
    return this.binary('min', other, 'minimum')
  }

  /** The greater of the two, elementwise; NaN if either is. @shape [...], [...], which broadcast -> their common shape */
  maximum(other: TensorLike): Tensor {
    return this.binary('max', other, 'maximum')
  }

  /** Limited to `low` from below and `high` from above. @shape [...], low and high, which broadcast -> their common shape */
  clip(low: TensorLike, high: TensorLike): Tensor {
    return this.maximum(low).minimum(high)
  }

  /** Whether the two are equal, bool; NaN equals nothing. @shape [...], [...], which broadcast -> their common shape */
  equal(other: TensorLike): Tensor {
    return this.compare('equal', other)
  }

  /**
   * Whether the two differ, bool; NaN differs from everything, itself included.
   *
   * @shape [...], [...], which broadcast -> their common shape
   */
  notEqual(other: TensorLike): Tensor {
    return this.compare('notEqual', other)
  }

  /** Whether this is less, bool; false where either is NaN. @shape [...], [...], which broadcast -> their common shape */
  less(other: TensorLike): Tensor {
    return this.compare('less', other)
  }

  /**
   * Whether this is less or equal, bool; false where either is NaN.
   *
   * @shape [...], [...], which broadcast -> their common shape
   */
  lessEqual(other: TensorLike): Tensor {
    return this.compare('lessEqual', other)
  }

  /** Whether this is greater, bool; false where either is NaN. @shape [...], [...], which broadcast -> their common shape */
  greater(other: TensorLike): Tensor {
    return this.compare('greater', other)
  }

  /**
   * Whether this is greater or equal, bool; false where either is NaN.
   *
   * @shape [...], [...], which broadcast -> their common shape
   */
  greaterEqual(other: TensorLike): Tensor {
    return this.compare('greaterEqual', other)
  }

  /**
   * Whether both are true.
   *
   * @shape [...], [...], which broadcast -> their common shape
   * @throws DTypeError when the operands are not bool: compare them first, for example with `notEqual(0)`
   */
  logicalAnd(other: TensorLike): Tensor {
    return this.binary('logicalAnd', other)
  }

  /**
   * Whether either is true.
   *
   * @shape [...], [...], which broadcast -> their common shape
   * @throws DTypeError when the operands are not bool: compare them first, for example with `notEqual(0)`
   */
  logicalOr(other: TensorLike): Tensor {
    return this.binary('logicalOr', other)
  }

  /**
   * Whether it is false.
   *
   * @shape [...] -> the same
   * @throws DTypeError when the tensor is not bool: compare it first, for example with `notEqual(0)`
   */
  logicalNot(): Tensor {
    return applyPrimitive('logicalNot', [this], none)
  }

  /** Times -1; integers wrap. @shape [...] -> the same */
  neg(): Tensor {
    return applyPrimitive('neg', [this], none)
  }

  /** Magnitude. The gradient at 0 is 0. @shape [...] -> the same */
  abs(): Tensor {
    return applyPrimitive('abs', [this], none)
  }

  /** -1, 0 or 1. @shape [...] -> the same */
  sign(): Tensor {
    return applyPrimitive('sign', [this], none)
  }

  /** Times itself; integers wrap. @shape [...] -> the same */
  square(): Tensor {
    return applyPrimitive('mul', [this, this], none, 'square')
  }

  /** e to the power of each element; integers become float32. @shape [...] -> the same */
  exp(): Tensor {
    return this.unary('exp')
  }

  /** exp(x) - 1, accurate near 0. @shape [...] -> the same */
  expm1(): Tensor {
    return this.unary('expm1')
  }

  /** Natural logarithm: -Infinity at 0, NaN below; integers become float32. @shape [...] -> the same */
  log(): Tensor {
    return this.unary('log')
  }

  /** log(1 + x), accurate near 0. @shape [...] -> the same */
  log1p(): Tensor {
    return this.unary('log1p')
  }

  /** Square root, NaN below 0; integers become float32. The gradient at 0 is infinite. @shape [...] -> the same */
  sqrt(): Tensor {
    return this.unary('sqrt')
  }

  /** 1 / sqrt(x). @shape [...] -> the same */
  rsqrt(): Tensor {
    return this.unary('rsqrt')
  }

  /** Sine of an angle in radians; integers become float32. @shape [...] -> the same */
  sin(): Tensor {
    return this.unary('sin')
  }

  /** Cosine of an angle in radians; integers become float32. @shape [...] -> the same */
  cos(): Tensor {
    return this.unary('cos')
  }

  /** Hyperbolic tangent, from -1 to 1; integers become float32. @shape [...] -> the same */
  tanh(): Tensor {
    return this.unary('tanh')
  }

  /** 1 / (1 + exp(-x)). @shape [...] -> the same */
  sigmoid(): Tensor {
    return this.unary('sigmoid')
  }

  /** The greatest whole number not above; integers stay as they are. @shape [...] -> the same */
  floor(): Tensor {
    return this.rounding('floor')
  }

  /** The least whole number not below; integers stay as they are. @shape [...] -> the same */
  ceil(): Tensor {
    return this.rounding('ceil')
  }

  /** To the nearest integer, halves to even. @shape [...] -> the same */
  round(): Tensor {
    return this.rounding('round')
  }

  /** max(x, 0); NaN stays NaN. The gradient at 0 is 0. @shape [...] -> the same */
  relu(): Tensor {
    const zero = this.zeroLike()
    return applyPrimitive('select', [this.lessEqual(0), zero, this], none, 'relu')
  }

  /** Converted to another dtype: floats to integers truncate and saturate, NaN becomes 0. @shape [...] -> the same */
  cast(dtype: DType): Tensor {
    return dtype === this.dtype ? this : applyPrimitive('cast', [this], { dtype })
  }

  /** The same bits read as another dtype of the same size. @shape [...] -> the same */
  bitcast(dtype: DType): Tensor {
    return applyPrimitive('bitcast', [this], { dtype })
  }

  // Movement

  /**
   * The same elements in another shape; one extent may be -1 and is computed.
   *
   * @shape [...] -> shape, of as many elements
   * @throws ShapeError when the number of elements differs
   */
  reshape(shape: Shape): Tensor {
    const resolved = resolveShape(this.shape, shape)
    return sameShape(resolved, this.shape) ? this : applyPrimitive('reshape', [this], { shape: resolved })
  }

  /** One axis with all elements. @shape [...] -> [size] */
  flatten(): Tensor {
    return this.reshape([this.size])
  }

  /**
   * Axes in another order: axis `i` of the result is axis `permutation[i]`. Default: reversed.
   *
   * @shape [...] -> its axes in another order
   */
  transpose(permutation?: readonly number[]): Tensor {
    const axes = permutation ?? Array.from({ length: this.rank }, (_, axis) => this.rank - 1 - axis)
    return applyPrimitive('transpose', [this], { permutation: axes.map((axis) => normalizeAxis('transpose', axis, this.rank)) })
  }

  /** With an axis of extent 1 inserted before `axis`; -1 appends one. @shape [...] -> [..., 1, ...] */
  expandDims(axis: number): Tensor {
    const at = normalizeAxis('expandDims', axis, this.rank + 1)
    return this.reshape([...this.shape.slice(0, at), 1, ...this.shape.slice(at)])
  }

  /**
   * Without axes of extent 1: the named ones, or all of them.
   *
   * @shape [..., 1, ...] -> [...]
   * @throws ShapeError when a named axis has another extent than 1
   */
  squeeze(axes?: number | readonly number[]): Tensor {
    const ones = this.shape.flatMap((extent, axis) => (extent === 1 ? [axis] : []))
    const drop = axes === undefined ? ones : normalizeAxes('squeeze', axes, this.rank)
    const wrong = drop.find((axis) => this.shape[axis] !== 1)
    if (wrong !== undefined) {
      throw new ShapeError(`squeeze: axis ${wrong} of ${formatShape(this.shape)} has extent ${this.shape[wrong]}, expected 1`)
    }
    return this.reshape(this.shape.filter((_, axis) => !drop.includes(axis)))
  }

  /** Repeated along axes of extent 1, and along new leading ones, to `shape`. @shape [...] -> shape */
  broadcastTo(shape: Shape): Tensor {
    return broadcastForCall('broadcastTo', this, shape)
  }

  /** Reversed along the axes; default all. @shape [...] -> the same */
  flip(axes?: number | readonly number[]): Tensor {
    return applyPrimitive('flip', [this], { axes: normalizeAxes('flip', axes, this.rank) })
  }

  /**
   * A block, or every `strides`-th element of one.
   *
   * @shape [n, ...] -> [ceil((limit - start) / stride), ...], the same for each axis
   * @param starts - first index per axis; negative counts from the end; missing axes start at 0
   * @param options - `limits` (exclusive; negative counts from the end; default the whole axis) and `strides` (default 1)
   */
  slice(
    starts: readonly number[],
    options: { readonly limits?: readonly number[]; readonly strides?: readonly number[] } = {},
  ): Tensor {
    const { limits = [], strides = [] } = options
    const fromFront = (index: number, extent: number): number => Math.min(extent, index < 0 ? index + extent : index)
    if (Math.max(starts.length, limits.length, strides.length) > this.rank) {
      throw new ShapeError(
        `slice: ${formatShape(this.shape)} has ${this.rank} axes, got ${starts.length} starts; give one per axis at most`,
      )
    }
    return applyPrimitive('slice', [this], {
      starts: this.shape.map((extent, axis) => fromFront(starts[axis] ?? 0, extent)),
      limits: this.shape.map((extent, axis) => fromFront(limits[axis] ?? extent, extent)),
      strides: this.shape.map((_, axis) => strides[axis] ?? 1),
    })
  }

  // Reductions

  /** Sum; bool, int8 and uint8 are summed in 32 bits. @shape [...] -> without `axes`, which keep extent 1 under `keepDims` */
  sum(axes?: number | readonly number[], options?: ReduceOptions): Tensor {
    return this.wide().reduce('reduceSum', 'sum', axes, options)
  }

  /**
   * Product; bool, int8 and uint8 are multiplied in 32 bits.
   *
   * @shape [...] -> without `axes`, which keep extent 1 under `keepDims`
   */
  prod(axes?: number | readonly number[], options?: ReduceOptions): Tensor {
    return this.wide().reduce('reduceProd', 'prod', axes, options)
  }

  /**
   * The greatest element; NaN if any is. Of several, each gets an equal share of the gradient. Over nothing, the lowest value of
   * the dtype.
   *
   * @shape [...] -> without `axes`, which keep extent 1 under `keepDims`
   */
  max(axes?: number | readonly number[], options?: ReduceOptions): Tensor {
    return this.reduce('reduceMax', 'max', axes, options)
  }

  /**
   * The least element; NaN if any is. Of several, each gets an equal share of the gradient. Over nothing, the highest value of
   * the dtype.
   *
   * @shape [...] -> without `axes`, which keep extent 1 under `keepDims`
   */
  min(axes?: number | readonly number[], options?: ReduceOptions): Tensor {
    return this.reduce('reduceMin', 'min', axes, options)
  }

  /** Arithmetic mean, in a float dtype; NaN over nothing. @shape [...] -> without `axes`, which keep extent 1 under `keepDims` */
  mean(axes?: number | readonly number[], options?: ReduceOptions): Tensor {
    const count = normalizeAxes('mean', axes, this.rank).reduce((product, axis) => product * this.shape[axis]!, 1)
    const x = this.cast(toFloat(this.dtype))
    return x.reduce('reduceSum', 'mean', axes, options).div(new StaticValue(count))
  }

  /**
   * Biased variance: the mean of squared distances from the mean.
   *
   * @shape [...] -> without `axes`, which keep extent 1 under `keepDims`
   */
  variance(axes?: number | readonly number[], options?: ReduceOptions): Tensor {
    return this.sub(this.mean(axes, { keepDims: true }))
      .square()
      .mean(axes, options)
  }

  /** Whether any element is non-zero. @shape [...] -> without `axes`, which keep extent 1 under `keepDims` */
  any(axes?: number | readonly number[], options?: ReduceOptions): Tensor {
    return this.cast('bool').reduce('reduceMax', 'any', axes, options)
  }

  /** Whether all elements are non-zero. @shape [...] -> without `axes`, which keep extent 1 under `keepDims` */
  all(axes?: number | readonly number[], options?: ReduceOptions): Tensor {
    return this.cast('bool').reduce('reduceMin', 'all', axes, options)
  }

  /**
   * int32 position of the first greatest element along `axis` (default: the last).
   *
   * @shape [..., n, ...] -> [...], without `axis`
   */
  argMax(axis = -1): Tensor {
    return applyPrimitive('argMax', [this], { axis: normalizeAxis('argMax', axis, this.rank) })
  }

  /** int32 position of the first least element along `axis` (default: the last). @shape [..., n, ...] -> [...], without `axis` */
  argMin(axis = -1): Tensor {
    return applyPrimitive('argMin', [this], { axis: normalizeAxis('argMin', axis, this.rank) })
  }

  /** Running sums along `axis`. @shape [...] -> the same */
  cumSum(axis = -1, { reverse = false, exclusive = false }: CumulativeOptions = {}): Tensor {
    return applyPrimitive('cumSum', [this.wide()], { axis: normalizeAxis('cumSum', axis, this.rank), reverse, exclusive })
  }

  // Contraction

  /**
   * Matrix product of the last two axes; leading axes broadcast. A vector counts as a row on the left, as a column on the right.
   *
   * @shape [...batch, m, k], [...batch, k, n] -> [...batch, m, n]
   * @throws ShapeError when k differs, or an operand is a scalar
   */
  matmul(other: TensorLike): Tensor {
    return matrixProduct(this, toTensor('matmul', other))
  }

  // Index

  /**
   * Elements at `indices` (int32) along `axis`; negative indices count from the end, others outside read 0.
   *
   * @shape x, indices -> x.shape[:axis] + indices.shape + x.shape[axis + 1:]
   */
  take(indices: TensorLike, axis = 0): Tensor {
    const at = normalizeAxis('take', axis, this.rank)
    const positions = toTensor('take', indices)
    if (isFloat(positions.dtype) && indices instanceof Tensor) {
      throw new DTypeError(`take: expected integer indices, got ${positions.dtype}; cast them to int32`)
    }
    const int = positions.cast('int32')
    const fromFront = applyPrimitive('select', [int.less(0), int.add(this.shape[at]!), int], none, 'take')
    return applyPrimitive('gather', [this, fromFront], { axis: at, batchDims: 0 }, 'take')
  }

  /** The same tensor; no gradient flows through. @shape [...] -> the same */
  stopGradient(): Tensor {
    return applyPrimitive('stopGradient', [this], none)
  }

  // What the methods above are made of

  private unary(name: UnaryName): Tensor {
    return applyPrimitive(name, [this.cast(toFloat(this.dtype))], none)
  }

  /** Integers are whole already. */
  private rounding(name: 'floor' | 'ceil' | 'round'): Tensor {
    return isFloat(this.dtype) ? applyPrimitive(name, [this], none) : this
  }

  private binary(name: BinaryName, other: TensorLike, call: string = name): Tensor {
    return applyPrimitive(name, alignOperands(call, this, other), none, call)
  }

  private compare(name: CompareName, other: TensorLike): Tensor {
    return applyPrimitive(name, alignOperands(name, this, other), none)
  }

  private zeroLike(): Tensor {
    return besides([this], () => broadcastForCall('zerosLike', new Tensor(numberValue(0, this.dtype)), this.shape))
  }

  private wide(): Tensor {
    const wider: Partial<Record<DType, DType>> = { bool: 'int32', int8: 'int32', uint8: 'uint32' }
    return this.cast(wider[this.dtype] ?? this.dtype)
  }

  private reduce(
    primitive: 'reduceSum' | 'reduceProd' | 'reduceMax' | 'reduceMin',
    call: string,
    axes: number | readonly number[] | undefined,
    { keepDims = false }: ReduceOptions = {},
  ): Tensor {
    const list = normalizeAxes(call, axes, this.rank)
    const reduced = list.length === 0 ? this : applyPrimitive(primitive, [this], { axes: list }, call)
    return keepDims ? reduced.reshape(this.shape.map((extent, axis) => (list.includes(axis) ? 1 : extent))) : reduced
  }
}

function nest(elements: ArrayLike<number>, shape: Shape): NestedNumbers {
  if (shape.length === 0) return elements[0]!
  const build = (axis: number, offset: number, stride: number): NestedNumbers => {
    const extent = shape[axis]!
    const inner = extent === 0 ? 0 : stride / extent
    if (axis === shape.length - 1) return Array.from({ length: extent }, (_, i) => elements[offset + i]!)
    return Array.from({ length: extent }, (_, i) => build(axis + 1, offset + i * inner, inner))
  }
  return build(0, 0, elements.length)
}

function resolveShape(from: Shape, to: Shape): Shape {
  const unknown = to.indexOf(-1)
  if (unknown < 0) return to
  const known = to.reduce((product, extent, axis) => (axis === unknown ? product : product * extent), 1)
  const extent = sizeOf(from) / known
  if (to.lastIndexOf(-1) !== unknown || !Number.isInteger(extent)) {
    throw new ShapeError(
      `reshape: cannot fit ${formatShape(from)} into ${formatShape(to)}; at most one -1, and the rest must divide`,
    )
  }
  return to.map((n, axis) => (axis === unknown ? extent : n))
}

function matrixProduct(left: Tensor, right: Tensor): Tensor {
  if (left.rank === 0 || right.rank === 0) {
    throw new ShapeError(
      `matmul: expected at least one axis, got ${formatShape(left.shape)} and ${formatShape(right.shape)}; use mul for scalars`,
    )
  }
  if (left.rank === 1) return matrixProduct(left.expandDims(0), right).squeeze(right.rank === 1 ? 0 : -2)
  if (right.rank === 1) return matrixProduct(left, right.expandDims(1)).squeeze(-1)
  if (left.shape.at(-1) !== right.shape.at(-2)) {
    throw new ShapeError(
      `matmul: ${formatShape(left.shape)} has ${left.shape.at(-1)} columns but ${formatShape(right.shape)} has ${right.shape.at(-2)} rows; they must be equal`,
    )
  }
  const dtype = promote(left.dtype, right.dtype)
  const computed = dtype === 'bool' ? 'int32' : dtype
  return contract(left.cast(computed), right.cast(computed))
}

function contract(left: Tensor, right: Tensor): Tensor {
  // Without batch axes on the right, those on the left are just more rows.
  const batch = right.rank === 2 ? [] : broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2))
  if (!batch) {
    throw new ShapeError(`matmul: batch axes of ${formatShape(left.shape)} and ${formatShape(right.shape)} do not broadcast`)
  }
  const lhs = right.rank === 2 ? left : left.broadcastTo([...batch, ...left.shape.slice(-2)])
  const rhs = right.rank === 2 ? right : right.broadcastTo([...batch, ...right.shape.slice(-2)])
  const axes = batch.map((_, axis) => axis)
  return applyPrimitive(
    'dotGeneral',
    [lhs, rhs],
    { lhsBatch: axes, rhsBatch: axes, lhsContracting: [lhs.rank - 1], rhsContracting: [rhs.rank - 2] },
    'matmul',
  )
}
