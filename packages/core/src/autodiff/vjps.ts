/** One row per primitive: how cotangents of its results become cotangents of its operands. */
import { isFloat } from '../dtype/dtype.ts'
import { argSort, gather, pad, scatterAdd, takeAlongAxis, where } from '../ops/arrange.ts'
import { onesLike, zerosLike } from '../ops/create.ts'
import type { PrimitiveName } from '../primitives/attributes.ts'
import type { Shape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitive, type Tensor } from '../tensor/tensor.ts'
import type { NoGradient, VjpContext, VjpRule } from './vjp-rule.ts'
import { compositeVjp } from './composite-vjp.ts'
import { lateVjp } from './late-vjps.ts'

const none = (reason: string): NoGradient => ({ none: reason, isZero: true })

const unknown = (reason: string): NoGradient => ({ none: reason, isZero: false })

const piecewiseConstant = none('piecewise constant: the derivative is 0 wherever it exists')
const discrete = none('the result is discrete')
const bits = none('integers and bits have no derivative')

type Elementwise = (x: Tensor, y: Tensor) => Tensor

/** A rule from the derivative, written in the operand and the result. */
const unary =
  (derivative: Elementwise) =>
  ({ operands, results, cotangents }: VjpContext<PrimitiveName>): Tensor[] => [
    cotangents[0]!.mul(derivative(operands[0]!, results[0]!)),
  ]

/** Each of two operands that tie gets half of the cotangent. */
const extremum =
  (wins: Elementwise) =>
  ({ operands: [a, b], cotangents: [g] }: VjpContext<PrimitiveName>): Tensor[] => {
    const share = where(a!.equal(b!), staticValue(0.5), wins(a!, b!).cast(g!.dtype))
    return [g!.mul(share), g!.mul(share.neg().add(1))]
  }

/** Puts reduced axes back with extent 1. */
const keepAxes = (reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor =>
  reduced.reshape(shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)))

/** Ties share the cotangent evenly. */
const reduceExtremum = ({
  operands: [x],
  results: [y],
  cotangents: [g],
  attributes: { axes },
}: VjpContext<'reduceMax' | 'reduceMin'>): Tensor[] => {
  const isExtreme = x!.equal(keepAxes(y!, x!.shape, axes)).cast(g!.dtype)
  const count = isExtreme.sum(axes, { keepDims: true })
  return [isExtreme.mul(keepAxes(g!, x!.shape, axes).div(count))]
}

/** Sums a cotangent over the axes along which its operand was broadcast. */
function unbroadcast(g: Tensor, shape: Shape): Tensor {
  const extra = g.rank - shape.length
  const axes = g.shape.flatMap((extent, axis) => (axis < extra || (shape[axis - extra] === 1 && extent !== 1) ? [axis] : []))
  return (axes.length > 0 ? g.sum(axes) : g).reshape(shape)
}

/** Product of all other elements, also where some are 0. */
const productOfOthers = (x: Tensor, axes: readonly number[]): Tensor => {
  const isZero = x.equal(0)
  const zeros = isZero.sum(axes, { keepDims: true })
  const nonZero = where(isZero, 1, x)
  const product = nonZero.prod(axes, { keepDims: true })
  const others = where(zeros.equal(0), product.div(nonZero), 0)
  return where(zeros.equal(1).logicalAnd(isZero), product, others)
}

const reciprocal = (x: Tensor): Tensor => applyPrimitive('div', [onesLike(x), x], {}, 'reciprocal')

const inverse = (permutation: readonly number[]): number[] => permutation.map((_, axis) => permutation.indexOf(axis))

const axesExcept = (rank: number, ...taken: readonly (readonly number[])[]): number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !taken.some((axes) => axes.includes(axis)))

/** Gradient of one side of a contraction: contract the cotangent with the other side, then put the axes in order. */
function dotSide(g: Tensor, other: Tensor, own: DotSide, foreign: DotSide, isLeft: boolean): Tensor {
  const ownFree = axesExcept(own.rank, own.batch, own.contracting)
  const foreignFree = axesExcept(foreign.rank, foreign.batch, foreign.contracting)
  const batch = own.batch.map((_, i) => i)
  const first = batch.length
  const foreignInG = foreignFree.map((_, i) => first + (isLeft ? ownFree.length : 0) + i)
  const contracted = applyPrimitive('dotGeneral', [g, other], {
    lhsBatch: batch,
    rhsBatch: foreign.batch,
    lhsContracting: foreignInG,
    rhsContracting: foreignFree,
  })
  // Now [...batch, ...own free axes, ...contracting axes in the order they have on the other side].
  const byForeign = [...foreign.contracting.keys()].sort((a, b) => foreign.contracting[a]! - foreign.contracting[b]!)
  const produced = [...own.batch, ...ownFree, ...byForeign.map((i) => own.contracting[i]!)]
  return contracted.transpose(inverse(produced))
}

interface DotSide {
  readonly rank: number
  readonly batch: readonly number[]
  readonly contracting: readonly number[]
}

/** The table of VJPs: a rule, or `none` with the reason. */
export const vjps: { readonly [P in PrimitiveName]: VjpRule<P> | NoGradient } = {
  neg: ({ cotangents: [g] }) => [g!.neg()],
  abs: unary((x) => x.sign()),
  sign: piecewiseConstant,
  exp: unary((_, y) => y),
  expm1: unary((_, y) => y.add(1)),
  log: unary((x) => reciprocal(x)),
  log1p: unary((x) => reciprocal(x.add(1))),
  sqrt: unary((_, y) => reciprocal(y).mul(0.5)),
  rsqrt: unary((x, y) => y.div(x).mul(staticValue(-0.5))),
  sin: unary((x) => x.cos()),
  cos: unary((x) => x.sin().neg()),
  tan: unary((_, y) => y.square().add(1)),
  asin: unary((x) => x.square().neg().add(1).rsqrt()),
  acos: unary((x) => x.square().neg().add(1).rsqrt().neg()),
  atan: unary((x) => reciprocal(x.square().add(1))),
  sinh: unary((x) => applyPrimitive('cosh', [x], {})),
  cosh: unary((x) => applyPrimitive('sinh', [x], {})),
  tanh: unary((_, y) => y.square().neg().add(1)),
  asinh: unary((x) => x.square().add(1).rsqrt()),
  acosh: unary((x) => x.square().sub(1).rsqrt()),
  atanh: unary((x) => reciprocal(x.square().neg().add(1))),
  erf: unary((x) =>
    x
      .square()
      .neg()
      .exp()
      .mul(staticValue(2 / Math.sqrt(Math.PI))),
  ),
  // y (1 - y) in the form that keeps its precision where y is near 1.
  sigmoid: unary((x, y) => y.mul(x.neg().sigmoid())),
  floor: piecewiseConstant,
  ceil: piecewiseConstant,
  round: piecewiseConstant,
  logicalNot: discrete,
  bitwiseNot: bits,

  add: ({ cotangents: [g] }) => [g!, g!],
  sub: ({ cotangents: [g] }) => [g!, g!.neg()],
  mul: ({ operands: [a, b], cotangents: [g] }) => [g!.mul(b!), g!.mul(a!)],
  div: ({ operands: [, b], results: [y], cotangents: [g] }) => {
    const scaled = g!.div(b!)
    return [scaled, scaled.mul(y!).neg()]
  },
  mod: ({ operands: [a, b], cotangents: [g] }) => [g!, g!.mul(a!.div(b!).floor()).neg()],
  pow: ({ operands: [a, b], results: [y], cotangents: [g] }) => {
    // At exponent 0 the power is constant in its base, also at base 0; at base 0 it is constant in the exponent. Replacing the
    // base before the dangerous operation, not its result after, keeps second derivatives free of 0 * Infinity.
    const byBase = b!.mul(where(b!.equal(0), 1, a!).pow(b!.sub(1)))
    const byExponent = y!.mul(where(a!.equal(0), 1, a!).log())
    return [g!.mul(byBase), g!.mul(byExponent)]
  },
  atan2: ({ operands: [a, b], cotangents: [g] }) => {
    const scaled = g!.div(a!.square().add(b!.square()))
    return [scaled.mul(b!), scaled.mul(a!).neg()]
  },
  min: extremum((a, b) => a.less(b)),
  max: extremum((a, b) => a.greater(b)),
  bitwiseAnd: bits,
  bitwiseOr: bits,
  bitwiseXor: bits,
  shiftLeft: bits,
  shiftRight: bits,
  logicalAnd: discrete,
  logicalOr: discrete,

  equal: discrete,
  notEqual: discrete,
  less: discrete,
  lessEqual: discrete,
  greater: discrete,
  greaterEqual: discrete,

  select: ({ operands: [condition], cotangents: [g] }) => {
    const zero = zerosLike(g!)
    return [undefined, where(condition!, g!, zero), where(condition!, zero, g!)]
  },
  cast: ({ operands: [x], cotangents: [g], attributes: { dtype } }) => [
    isFloat(dtype) && isFloat(x!.dtype) ? g!.cast(x!.dtype) : undefined,
  ],
  bitcast: bits,

  reshape: ({ operands: [x], cotangents: [g] }) => [g!.reshape(x!.shape)],
  transpose: ({ cotangents: [g], attributes: { permutation } }) => [g!.transpose(inverse(permutation))],
  broadcast: ({ operands: [x], cotangents: [g] }) => [unbroadcast(g!, x!.shape)],
  flip: ({ cotangents: [g], attributes: { axes } }) => [g!.flip(axes)],
  slice: ({ operands: [x], results: [y], cotangents: [g], attributes: { starts, strides } }) => {
    const spread = y!.shape.map((extent, axis) => (extent === 0 ? 0 : (extent - 1) * strides[axis]! + 1))
    const widths = x!.shape.map((extent, axis) => [starts[axis]!, extent - starts[axis]! - spread[axis]!] as const)
    return [pad(g!, widths, { interior: strides.map((stride) => stride - 1) })]
  },
  pad: ({ operands: [x, fill], cotangents: [g], attributes }) => {
    const { low, interior } = attributes
    const strides = interior.map((cells) => cells + 1)
    const limits = x!.shape.map((extent, axis) => low[axis]! + (extent === 0 ? 0 : (extent - 1) * strides[axis]! + 1))
    const inner = applyPrimitive('slice', [g!], { starts: low, limits, strides })
    const isCell = applyPrimitive('pad', [zerosLike(x!), onesLike(fill!)], attributes).equal(1)
    return [inner, where(isCell, g!, 0).sum()]
  },
  concat: ({ operands, cotangents: [g], attributes: { axis } }) => {
    let start = 0
    return operands.map((x) => {
      const starts = x.shape.map((_, a) => (a === axis ? start : 0))
      start += x.shape[axis]!
      const limits = x.shape.map((extent, a) => (a === axis ? start : extent))
      return applyPrimitive('slice', [g!], { starts, limits, strides: x.shape.map(() => 1) })
    })
  },

  reduceSum: ({ operands: [x], cotangents: [g], attributes: { axes } }) => [keepAxes(g!, x!.shape, axes).broadcastTo(x!.shape)],
  reduceProd: ({ operands: [x], cotangents: [g], attributes: { axes } }) => [
    keepAxes(g!, x!.shape, axes).mul(productOfOthers(x!, axes)),
  ],
  reduceMax: reduceExtremum,
  reduceMin: reduceExtremum,
  argMax: discrete,
  argMin: discrete,
  cumSum: ({ cotangents: [g], attributes: { axis, reverse, exclusive } }) => [g!.cumSum(axis, { reverse: !reverse, exclusive })],
  cumProd: lateVjp('cumProd'),
  cumMax: lateVjp('cumMax'),

  dotGeneral: ({ operands: [a, b], cotangents: [g], attributes }) => {
    const left = { rank: a!.rank, batch: attributes.lhsBatch, contracting: attributes.lhsContracting }
    const right = { rank: b!.rank, batch: attributes.rhsBatch, contracting: attributes.rhsContracting }
    return [dotSide(g!, b!, left, right, true), dotSide(g!, a!, right, left, false)]
  },
  conv: lateVjp('conv'),
  convInput: lateVjp('convInput'),
  convFilter: lateVjp('convFilter'),
  windowSum: lateVjp('windowSum'),
  windowMax: lateVjp('windowMax'),
  windowSelect: lateVjp('windowSelect'),
  windowScatter: lateVjp('windowScatter'),

  gather: ({ operands: [x, indices], cotangents: [g], attributes: { axis, batchDims } }) => [
    scatterAdd(zerosLike(x!), indices!, g!, axis, { batchDims }),
    undefined,
  ],
  scatterAdd: ({ operands: [, indices], cotangents: [g], attributes: { axis, batchDims } }) => [
    g!,
    undefined,
    gather(g!, indices!, axis, { batchDims }),
  ],
  dynamicSlice: ({ operands: [x, ...starts], cotangents: [g] }) => [
    applyPrimitive('dynamicUpdateSlice', [zerosLike(x!), g!, ...starts], {}),
    ...starts.map(() => undefined),
  ],
  dynamicUpdateSlice: ({ operands: [, update, ...starts], cotangents: [g] }) => [
    applyPrimitive('dynamicUpdateSlice', [g!, zerosLike(update!), ...starts], {}),
    applyPrimitive('dynamicSlice', [g!, ...starts], { sizes: update!.shape }),
    ...starts.map(() => undefined),
  ],
  sort: ({ results: [, permutation], cotangents: [g], attributes: { axis } }) => {
    // The element at place p came from permutation[p]: sorting the permutation inverts it.
    return [takeAlongAxis(g!, argSort(permutation!, axis), axis)]
  },

  constant: none('no operands'),
  iota: none('no operands'),
  randomBits: bits,
  stopGradient: none('asked for by stopGradient'),
  barrier: ({ cotangents: [g] }) => [g!],
  composite: compositeVjp,
  scan: lateVjp('scan'),
  cond: lateVjp('cond'),
  while: unknown('the number of rounds is not known beforehand: use scan'),
  hostCall: unknown('the host computes it'),
}
