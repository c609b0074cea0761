/** Samples for gradients: points where the primitive is smooth. One row per primitive; `none` where the VJP table says so. */
import { type DType, type PrimitiveAttributes, type PrimitiveName, type Shape, sizeOf } from '@neurite/core'
import { composite } from '../samples/generate-samples.ts'
import { cond, scan } from '../samples/control-samples.ts'
import { type Sample, sample, type Samples } from '../samples/sample.ts'
import {
  convFilter,
  convInput,
  convolution,
  windowMax,
  windowScatter,
  windowSelect,
  windowSum,
} from '../samples/window-samples.ts'
import { between, drawn } from '../values/domain.ts'
import { hostTensor, type HostTensor, numbersOf, scalar, vector } from '../values/host-tensor.ts'

/** Samples for a float dtype, or `none` for a primitive without a gradient. */
export type GradientSamples<P extends PrimitiveName> = ((dtype: DType) => readonly Sample<P>[]) | 'none'

const none = {}

/** Numbers far from one another and from 0, in no order: no kink of a maximum, a sort or an absolute value is near. */
function spaced(dtype: DType, shape: Shape, shift = 0): HostTensor {
  const count = sizeOf(shape)
  const step = [7, 5, 3].find((candidate) => count % candidate !== 0) ?? 1
  return hostTensor(
    dtype,
    shape,
    Array.from({ length: count }, (_, i) => (((i * step) % count) - Math.floor(count / 2) + 0.375 + shift) * 0.375),
  )
}

/** The same in the other order, a little off: beside `spaced`, each of the two is the greater one somewhere. */
function mirrored(dtype: DType, shape: Shape): HostTensor {
  return hostTensor(dtype, shape, numbersOf(spaced(dtype, shape, 0.25)).reverse())
}

const smooth = (dtype: DType, shape: Shape, seed = 1): HostTensor => drawn(dtype, shape, between(-1.5, 1.5), seed)
const inner = (dtype: DType, shape: Shape): HostTensor => drawn(dtype, shape, between(-0.8, 0.8))
const above = (dtype: DType, shape: Shape, seed = 1): HostTensor => drawn(dtype, shape, between(0.5, 2), seed)

const unary =
  (operand: (dtype: DType, shape: Shape) => HostTensor = smooth) =>
  (dtype: DType): Sample<'neg'>[] => [sample('a matrix', none, operand(dtype, [2, 3]))]

const binary =
  (left: typeof smooth = smooth, right: typeof smooth = smooth) =>
  (dtype: DType): Sample<'add'>[] => [sample('matrices', none, left(dtype, [2, 3]), right(dtype, [2, 3], 2))]

/** A row per set of attributes, each on one operand of a shape. */
const onShapes =
  <P extends PrimitiveName>(...rows: readonly (readonly [Shape, PrimitiveAttributes[P]])[]) =>
  (dtype: DType): Sample<P>[] =>
    rows.map(([shape, attributes]) =>
      sample(`[${shape.join(', ')}] ${JSON.stringify(attributes)}`, attributes, spaced(dtype, shape)),
    )

const reductions = onShapes<'reduceSum'>(
  [[5], { axes: [0] }],
  [[2, 3, 2], { axes: [1] }],
  [[2, 3, 2], { axes: [0, 2] }],
  [[2, 2], { axes: [] }],
)

const starts = (...values: readonly number[]): HostTensor[] => values.map((value) => scalar('int32', value))

/** Each direction, with and without the element itself; no two elements are near. */
const cumulative = (dtype: DType): Sample<'cumProd' | 'cumMax'>[] =>
  [false, true].flatMap((reverse) =>
    [false, true].map((exclusive) =>
      sample(`reverse ${reverse}, exclusive ${exclusive}`, { axis: 1, reverse, exclusive }, spaced(dtype, [2, 4, 2])),
    ),
  )

/** Differences take four runs per element. */
const isSmall = ({ operands }: Sample<PrimitiveName>): boolean => operands.every(({ shape }) => sizeOf(shape) <= 200)

/** The same samples with keys of which no two are near; what is selected or scattered stays. */
const windowsOf = <P extends 'windowMax' | 'windowSelect' | 'windowScatter'>(
  rows: readonly Sample<P>[],
  dtype: DType,
): Sample<P>[] =>
  rows
    .filter(({ name }) => name !== 'ties' && name !== 'NaN and infinities')
    .map((row) => ({ ...row, operands: [spaced(dtype, row.operands[0]!.shape), ...row.operands.slice(1)] }))

/** The table. */
export const gradientSamples = {
  neg: unary(),
  abs: unary(spaced),
  sign: 'none',
  exp: unary(),
  expm1: unary(),
  log: unary(above),
  log1p: unary(above),
  sqrt: unary(above),
  rsqrt: unary(above),
  sin: unary(),
  cos: unary(),
  tan: unary((dtype, shape) => drawn(dtype, shape, between(-1, 1))),
  asin: unary(inner),
  acos: unary(inner),
  atan: unary(),
  sinh: unary(),
  cosh: unary(),
  tanh: unary(),
  asinh: unary(),
  acosh: unary((dtype, shape) => drawn(dtype, shape, between(1.5, 3))),
  atanh: unary(inner),
  sigmoid: unary(),
  erf: unary(),
  floor: 'none',
  ceil: 'none',
  round: 'none',
  logicalNot: 'none',
  bitwiseNot: 'none',

  add: binary(),
  sub: binary(),
  mul: binary(),
  div: binary(smooth, above),
  // Quotients in the middle between two whole numbers, of both signs.
  mod: (dtype) => [
    sample('all signs', none, vector(dtype, 3.5, -3.5, 3.5, -3.5, 0.5), vector(dtype, 1.375, 1.375, -1.375, -1.375, 2)),
  ],
  pow: binary(above, smooth),
  atan2: binary(above, smooth),
  min: binary(spaced, mirrored),
  max: binary(spaced, mirrored),
  bitwiseAnd: 'none',
  bitwiseOr: 'none',
  bitwiseXor: 'none',
  shiftLeft: 'none',
  shiftRight: 'none',
  logicalAnd: 'none',
  logicalOr: 'none',

  equal: 'none',
  notEqual: 'none',
  less: 'none',
  lessEqual: 'none',
  greater: 'none',
  greaterEqual: 'none',

  select: (dtype) => [sample('both branches', none, vector('bool', 1, 0, 0, 1), smooth(dtype, [4]), smooth(dtype, [4], 2))],
  // Numbers that float32 holds, with room for the steps of a difference.
  cast: (dtype) => [sample('to float32', { dtype: 'float32' }, vector(dtype, 0.5, -1.25, 2.75))],
  bitcast: 'none',

  reshape: onShapes([[2, 3], { shape: [3, 2] }], [[1], { shape: [] }]),
  transpose: onShapes([[2, 3], { permutation: [1, 0] }], [[2, 3, 2], { permutation: [2, 0, 1] }]),
  broadcast: onShapes([[3], { shape: [2, 3] }], [[2, 1, 3], { shape: [2, 2, 4, 3] }], [[], { shape: [2, 2] }]),
  flip: onShapes([[2, 3], { axes: [1] }], [[2, 3], { axes: [0, 1] }]),
  slice: onShapes(
    [[7], { starts: [1], limits: [6], strides: [2] }],
    [[3, 4], { starts: [0, 1], limits: [3, 4], strides: [2, 1] }],
  ),
  pad: (dtype) => [
    sample('around and between', { low: [1, 0], high: [0, 2], interior: [1, 2] }, smooth(dtype, [2, 3]), scalar(dtype, 0.7)),
    sample('nothing', { low: [0], high: [0], interior: [0] }, smooth(dtype, [3]), scalar(dtype, 0.7)),
  ],
  concat: (dtype) => [
    sample('vectors', { axis: 0 }, smooth(dtype, [2]), smooth(dtype, [3], 2)),
    sample('matrices', { axis: 1 }, smooth(dtype, [2, 1]), smooth(dtype, [2, 2], 2), smooth(dtype, [2, 3], 3)),
  ],

  reduceSum: reductions,
  reduceProd: (dtype) => [
    ...reductions(dtype),
    sample('with one zero', { axes: [1] }, hostTensor(dtype, [2, 3], [0, 2, 3, 1, 0, -2])),
    sample('with two zeros', { axes: [1] }, hostTensor(dtype, [2, 3], [0, 2, 0, 0, 0, -2])),
  ],
  reduceMax: reductions,
  reduceMin: reductions,
  argMax: 'none',
  argMin: 'none',
  cumSum: onShapes(
    ...[false, true].flatMap((reverse) =>
      [false, true].map((exclusive): readonly [Shape, PrimitiveAttributes['cumSum']] => [
        [2, 3],
        { axis: 1, reverse, exclusive },
      ]),
    ),
  ),

  cumProd: (dtype) => [
    ...cumulative(dtype),
    sample('with zeros', { axis: 0, reverse: false, exclusive: false }, vector(dtype, 2, 0, 3, 0, 1.5)),
    sample('with a zero, exclusive', { axis: 0, reverse: true, exclusive: true }, vector(dtype, 2, 0, 3, 1.5)),
  ],
  // Without the element itself, the first place holds -Infinity, which has no differences.
  cumMax: (dtype) => cumulative(dtype).filter(({ attributes }) => !attributes.exclusive),

  dotGeneral: (dtype) => {
    const rows: readonly (readonly [Shape, Shape, PrimitiveAttributes['dotGeneral']])[] = [
      [[2, 3], [3, 2], { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] }],
      [[3, 2], [2, 3], { lhsBatch: [], rhsBatch: [], lhsContracting: [0], rhsContracting: [1] }],
      [[2, 3, 2], [3, 2, 2], { lhsBatch: [2], rhsBatch: [1], lhsContracting: [1], rhsContracting: [0] }],
      [[2, 3, 2], [2, 3, 2], { lhsBatch: [], rhsBatch: [], lhsContracting: [1, 2], rhsContracting: [1, 0] }],
      [[3], [2], { lhsBatch: [], rhsBatch: [], lhsContracting: [], rhsContracting: [] }],
      [[3], [3], { lhsBatch: [], rhsBatch: [], lhsContracting: [0], rhsContracting: [0] }],
    ]
    return rows.map(([lhs, rhs, attributes]) =>
      sample(JSON.stringify(attributes), attributes, smooth(dtype, lhs), smooth(dtype, rhs, 2)),
    )
  },

  conv: (dtype) => perDType(convolution, dtype).filter(isSmall),
  convInput: (dtype) => perDType(convInput, dtype).filter(isSmall),
  convFilter: (dtype) => perDType(convFilter, dtype).filter(isSmall),
  windowSum: (dtype) => perDType(windowSum, dtype),
  windowMax: (dtype) => windowsOf(perDType(windowMax, dtype), dtype),
  windowSelect: (dtype) => windowsOf(perDType(windowSelect, dtype), dtype),
  windowScatter: (dtype) => windowsOf(perDType(windowScatter, dtype), dtype),

  gather: (dtype) => [
    sample('repeated and outside', { axis: 0, batchDims: 0 }, smooth(dtype, [3, 2]), vector('int32', 2, 0, 2, 3, -1)),
    sample('in batches', { axis: 1, batchDims: 1 }, smooth(dtype, [2, 3]), hostTensor('int32', [2, 2], [0, 2, 1, 1])),
    sample('a later axis', { axis: 2, batchDims: 1 }, smooth(dtype, [2, 2, 3]), hostTensor('int32', [2, 2], [0, 2, 1, 1])),
  ],
  scatterAdd: (dtype) => [
    sample(
      'repeated and outside',
      { axis: 0, batchDims: 0 },
      smooth(dtype, [3]),
      vector('int32', 2, 0, 2, 3, -1),
      smooth(dtype, [5], 2),
    ),
    sample(
      'in batches',
      { axis: 1, batchDims: 1 },
      smooth(dtype, [2, 3]),
      hostTensor('int32', [2, 2], [0, 2, 1, 1]),
      smooth(dtype, [2, 2], 2),
    ),
  ],
  dynamicSlice: (dtype) => [
    sample('inside', { sizes: [2, 2] }, smooth(dtype, [3, 4]), ...starts(1, 1)),
    sample('clamped', { sizes: [2, 2] }, smooth(dtype, [3, 4]), ...starts(9, -9)),
  ],
  dynamicUpdateSlice: (dtype) => [
    sample('inside', none, smooth(dtype, [3, 4]), smooth(dtype, [2, 2], 2), ...starts(1, 1)),
    sample('clamped', none, smooth(dtype, [3, 4]), smooth(dtype, [2, 2], 2), ...starts(9, -9)),
  ],
  sort: onShapes(
    [[5], { axis: 0, descending: false }],
    [[3, 4], { axis: 1, descending: true }],
    [[4, 2], { axis: 0, descending: false }],
  ),

  constant: 'none',
  iota: 'none',
  randomBits: 'none',
  stopGradient: 'none',
  barrier: unary(),
  composite: (dtype) => perDType(composite, dtype),
  scan: (dtype) => perDType(scan, dtype),
  cond: (dtype) => perDType(cond, dtype),
  while: 'none',
  hostCall: 'none',
} satisfies { readonly [P in PrimitiveName]: GradientSamples<P> }

const perDType = <P extends PrimitiveName>(row: Samples<P>, dtype: DType): readonly Sample<P>[] =>
  typeof row === 'function' ? row(dtype) : row
