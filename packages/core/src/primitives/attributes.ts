/** The closed set of primitives: the static attributes of each. */
import type { DType } from '../dtype/dtype.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import type { Shape } from '../shape/shape.ts'

/** Attributes of a primitive that has none. */
export type None = Readonly<Record<never, never>>

/** Attributes of a reduction: `axes` are sorted, distinct, and vanish from the shape. */
export interface ReduceAttributes {
  /** From the outermost; none of them negative. */
  readonly axes: readonly number[]
}

/** Attributes of a cumulative reduction. */
export interface CumulativeAttributes {
  /** The axis to accumulate along; not negative. */
  readonly axis: number
  /** Accumulate from the end. */
  readonly reverse: boolean
  /** Leave the element itself out: position 0 holds the identity. */
  readonly exclusive: boolean
}

/** Attributes of a one-axis look-up, and of its transpose. */
export interface GatherAttributes {
  /** The axis that the indices count; not negative. */
  readonly axis: number
  /** Leading axes that operand and indices share; at most `axis`. */
  readonly batchDims: number
}

/** Attributes of a convolution over the axes between the first (batch) and the last (channels); one entry per such axis. */
export interface ConvAttributes {
  /** Steps of the window, at least 1. */
  readonly strides: readonly number[]
  /** Cells of zeros before the input, at least 0. What an infinite filter makes of them (NaN, or nothing) is up to the backend. */
  readonly low: readonly number[]
  /** Cells of zeros after the input, at least 0. */
  readonly high: readonly number[]
  /** Distance between neighbours in the window, at least 1. */
  readonly dilations: readonly number[]
  /** Parts into which input and output channels are divided; each output sees the inputs of its part. */
  readonly groups: number
}

/** Attributes of windows that move over a tensor; one entry per axis. Padding is shorter than the window. */
export interface WindowAttributes {
  /** Extent, at least 1. */
  readonly window: readonly number[]
  /** Steps of the window, at least 1. */
  readonly strides: readonly number[]
  /** Cells of padding before, at least 0. */
  readonly low: readonly number[]
  /** Cells of padding after, at least 0. */
  readonly high: readonly number[]
  /** Distance between neighbours in the window, at least 1. */
  readonly dilations: readonly number[]
}

/** Elementwise on one operand; the result has its shape and dtype. */
export interface UnaryAttributes {
  /** Times -1; integers wrap. */
  neg: None
  /** Magnitude; the least signed integer stays as it is. */
  abs: None
  /** -1, 0 or 1; NaN stays NaN. */
  sign: None
  /** e^x; floats only. */
  exp: None
  /** e^x - 1, accurate near 0; floats only. */
  expm1: None
  /** Natural logarithm: -Infinity at 0, NaN below; floats only. */
  log: None
  /** log(1 + x), accurate near 0; floats only. */
  log1p: None
  /** Square root, NaN below 0; floats only. */
  sqrt: None
  /** 1 / sqrt(x); floats only. */
  rsqrt: None
  /** Sine; floats only. */
  sin: None
  /** Cosine; floats only. */
  cos: None
  /** Tangent; floats only. */
  tan: None
  /** Inverse sine, from -π/2 to π/2; NaN outside [-1, 1]; floats only. */
  asin: None
  /** Inverse cosine, from 0 to π; NaN outside [-1, 1]; floats only. */
  acos: None
  /** Inverse tangent, from -π/2 to π/2; floats only. */
  atan: None
  /** Hyperbolic sine; floats only. */
  sinh: None
  /** Hyperbolic cosine; floats only. */
  cosh: None
  /** Hyperbolic tangent; floats only. */
  tanh: None
  /** Inverse hyperbolic sine; floats only. */
  asinh: None
  /** Inverse hyperbolic cosine; NaN below 1; floats only. */
  acosh: None
  /** Inverse hyperbolic tangent; NaN outside [-1, 1]; floats only. */
  atanh: None
  /** 1 / (1 + e^-x); floats only. */
  sigmoid: None
  /** The error function. */
  erf: None
  /** The greatest whole number not above; floats only. */
  floor: None
  /** The least whole number not below; floats only. */
  ceil: None
  /** To the nearest integer, halves to even. */
  round: None
  /** bool only. */
  logicalNot: None
  /** Integers only. */
  bitwiseNot: None
}

/** Elementwise on two operands of one shape and dtype; the result has them too. */
export interface BinaryAttributes {
  /** Sum; integers wrap. */
  add: None
  /** Difference; integers wrap. */
  sub: None
  /** Product; integers wrap. */
  mul: None
  /** Floats divide; integers truncate towards zero; an integer divided by 0 is 0. */
  div: None
  /** Sign of the divisor, also of a zero result (as Python and Keras); an integer modulo 0 is 0. */
  mod: None
  /** Floats as IEEE 754 `pow`: pow(1, NaN) = 1, pow(-1, ±Infinity) = 1. Integers wrap; to a negative power they truncate, 0 gives 0. */
  pow: None
  /** Angle of the point (b, a), from -π to π; floats only. */
  atan2: None
  /** NaN if either is. */
  min: None
  /** NaN if either is. */
  max: None
  /** Bits that are set in both; integers and bool. */
  bitwiseAnd: None
  /** Bits that are set in either; integers and bool. */
  bitwiseOr: None
  /** Bits that are set in exactly one; integers and bool. */
  bitwiseXor: None
  /** Integers only; by the dtype's width or more (or by a negative count) gives 0. */
  shiftLeft: None
  /** Integers only; arithmetic for signed dtypes, logical for unsigned; by the width or more (or a negative count) gives 0, or -1 for negatives. */
  shiftRight: None
  /** bool only. */
  logicalAnd: None
  /** bool only. */
  logicalOr: None
}

/** Elementwise on two operands of one shape and dtype; the result is bool. */
export interface CompareAttributes {
  /** a = b; false where either is NaN. */
  equal: None
  /** a ≠ b; true where either is NaN. */
  notEqual: None
  /** a < b; false where either is NaN. */
  less: None
  /** a ≤ b; false where either is NaN. */
  lessEqual: None
  /** a > b; false where either is NaN. */
  greater: None
  /** a ≥ b; false where either is NaN. */
  greaterEqual: None
}

/** Every primitive, with its static attributes. */
export interface PrimitiveAttributes extends UnaryAttributes, BinaryAttributes, CompareAttributes {
  // elementwise, of other forms
  /** (condition bool, a, b), all of one shape: a where the condition holds, else b. */
  select: None
  /** Converts: floats to integers truncate and saturate, NaN gives 0; to bool is `!= 0`; integers wrap. */
  cast: { readonly dtype: DType }
  /** Reinterprets the bits; both dtypes have the same size. */
  bitcast: { readonly dtype: DType }

  // movement
  /** The same elements, row-major, in a shape of as many. */
  reshape: { readonly shape: Shape }
  /** Axis `i` of the result is axis `permutation[i]` of the operand. */
  transpose: { readonly permutation: readonly number[] }
  /** To a shape that the operand's broadcasts to, aligned at the last axis. */
  broadcast: { readonly shape: Shape }
  /** Reversed along the axes. */
  flip: { readonly axes: readonly number[] }
  /** `starts` inclusive, `limits` exclusive, `strides` at least 1; one entry per axis. */
  slice: { readonly starts: readonly number[]; readonly limits: readonly number[]; readonly strides: readonly number[] }
  /** (x, value []): `low` and `high` cells around and `interior` cells between elements, per axis, none negative. */
  pad: { readonly low: readonly number[]; readonly high: readonly number[]; readonly interior: readonly number[] }
  /** One or more operands, equal but for `axis`. */
  concat: { readonly axis: number }

  // reduce
  /** Sum; over nothing, 0. */
  reduceSum: ReduceAttributes
  /** Product; over nothing, 1. */
  reduceProd: ReduceAttributes
  /** NaN if any is; over nothing, the lowest value of the dtype. */
  reduceMax: ReduceAttributes
  /** NaN if any is; over nothing, the highest value of the dtype. */
  reduceMin: ReduceAttributes
  /** int32 position of the first greatest element (the first NaN, if any); `axis` vanishes. */
  argMax: { readonly axis: number }
  /** int32 position of the first least element (the first NaN, if any); `axis` vanishes. */
  argMin: { readonly axis: number }
  /** Running sums; the identity is 0. */
  cumSum: CumulativeAttributes
  /** Running products; the identity is 1. */
  cumProd: CumulativeAttributes
  /** NaN from the first one on; the identity is the lowest value of the dtype. */
  cumMax: CumulativeAttributes

  // contract
  /**
   * (lhs, rhs) of one dtype -> [...batch, ...free of lhs, ...free of rhs]: sums the product over pairs of contracting axes.
   * Axes are listed in pairs: `lhsBatch[i]` goes with `rhsBatch[i]`.
   */
  dotGeneral: {
    readonly lhsBatch: readonly number[]
    readonly rhsBatch: readonly number[]
    readonly lhsContracting: readonly number[]
    readonly rhsContracting: readonly number[]
  }

  /**
   * (x [n, ...spatial, in], filter [...kernel, in / groups, out]) -> [n, ...positions, out]: the sum of products at each position
   * of the window (no flipping). Positions: floor((extent + low + high - (kernel - 1) * dilation - 1) / stride) + 1, at least 0.
   */
  conv: ConvAttributes
  /**
   * (g [n, ...positions, out], filter) -> [n, ...spatial, in]: the transpose of `conv` in its input, which is the transposed
   * convolution. `spatial` are the extents of that input.
   */
  convInput: ConvAttributes & { readonly spatial: readonly number[] }
  /** (x, g) -> [...kernel, in / groups, out]: the transpose of `conv` in its filter. `kernel` are the extents of that filter. */
  convFilter: ConvAttributes & { readonly kernel: readonly number[] }
  /** The sum over each position of a window; padding counts as 0. Positions as in `conv`. */
  windowSum: WindowAttributes
  /** The greatest element at each position of a window, NaN if any is; padding does not count; the lowest value over nothing. */
  windowMax: WindowAttributes
  /** (keys, x) of one shape: for each position the element of x where keys has its first greatest element (or first NaN); 0 over nothing. */
  windowSelect: WindowAttributes
  /** (keys, g): the transpose of `windowSelect` in x: each g is added where it would have been selected. The result has the shape of keys. */
  windowScatter: WindowAttributes

  // index
  /**
   * (x, indices int32) -> x.shape[:axis] + indices.shape[batchDims:] + x.shape[axis + 1:].
   * An index outside 0 to n - 1 reads 0.
   */
  gather: GatherAttributes
  /**
   * (x, indices int32, updates): x with updates added where `gather` of the same attributes would read.
   * Repeated indices add up, in order of the updates; an index outside 0 to n - 1 is dropped. The transpose of `gather`.
   */
  scatterAdd: GatherAttributes
  /** (x, one int32 [] start per axis): a block of `sizes`; starts are clamped so that it fits. */
  dynamicSlice: { readonly sizes: readonly number[] }
  /** (x, update, one int32 [] start per axis): x with the block replaced; starts are clamped so that it fits. */
  dynamicUpdateSlice: None
  /** Two results: the elements of `axis` in order (stable, NaN last in both directions), and the int32 permutation that sorts. */
  sort: { readonly axis: number; readonly descending: boolean }

  // other
  /** A scalar literal, stored by the rules of `cast` from float64. */
  constant: { readonly value: number; readonly dtype: DType }
  /** 0, 1, 2, ... along `axis`. */
  iota: { readonly shape: Shape; readonly dtype: DType; readonly axis: number }
  /**
   * (key uint32 [2]) -> uint32 bits. Element i, counted row-major, is word `i % 2` of Threefry-2x32 (20 rounds) of the key over
   * the block counter `[floor(i / 2), 0]`: the same bits on every backend.
   */
  randomBits: { readonly shape: Shape }
  /** The operand itself; no gradient flows through. */
  stopGradient: None
  /** The operand itself; equal nodes on the two sides of a barrier are not merged. */
  barrier: None
  /**
   * A named region, `body` over the operands. A backend sees only the ones it claims; core inlines the others.
   *
   * `gradient`, where the user states it: a graph from operands, results and cotangents to cotangents of the operands.
   */
  composite: { readonly name: string; readonly body: Graph; readonly gradient?: Graph }
  /**
   * A loop of fixed length. Operands: the carried values, then the sequences, then constants. `body` takes carried values, one
   * element (along axis 0) of each sequence, and the constants, and returns the next carried values and one element of each
   * output. Results: the last carried values, then the outputs stacked along axis 0.
   */
  scan: {
    readonly body: Graph
    readonly length: number
    readonly carried: number
    readonly sequences: number
    /** Run from the last element to the first; outputs stand at their element's place. */
    readonly reverse: boolean
  }
  /** (condition bool [], ...operands): the results of one branch over the operands. */
  cond: { readonly onTrue: Graph; readonly onFalse: Graph }
  /**
   * (...carried, ...constants): runs `body` (carried and constants to carried) as long as `condition` (the same to bool []) holds,
   * and at most `maxIterations` times.
   */
  while: { readonly condition: Graph; readonly body: Graph; readonly carried: number; readonly maxIterations: number }
  /** A function of the host, registered with core under `name`: raw bits in, raw bits out. Runs while the program runs. */
  hostCall: { readonly name: string; readonly results: readonly TensorType[] }
}

/** Name of a primitive. */
export type PrimitiveName = keyof PrimitiveAttributes
/** Name of an elementwise primitive of one operand. */
export type UnaryName = keyof UnaryAttributes
/** Name of an elementwise primitive of two operands. */
export type BinaryName = keyof BinaryAttributes
/** Name of a comparison. */
export type CompareName = keyof CompareAttributes
