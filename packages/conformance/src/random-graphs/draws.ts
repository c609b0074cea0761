/** How each primitive is added to a random graph: one row per primitive, with operands that it takes. */
import {
  type CumulativeAttributes,
  type DType,
  isFloat,
  isInteger,
  type None,
  type PrimitiveName,
  type ReduceAttributes,
  type Shape,
  sizeBytesOf,
  sizeOf,
  type TensorType,
  type ValueId,
  type WindowAttributes,
} from '@neurite/core'
import { resultTypes } from '../program/program-writer.ts'
import { cond as condSamples, scan as scanSamples, whileLoop as whileSamples } from '../samples/control-samples.ts'
import type { Samples } from '../samples/sample.ts'
import { type Random, shuffled } from '../values/random.ts'
import { anyValue, type Draw, type Drawing, type DrawWith, type Recipe, shapes, typeOf, valueOf } from './drawing.ts'

const integers = (count: number, random: Random, below: number): number[] =>
  Array.from({ length: count }, () => random.below(below))

/** Elementwise on values of one type, of a dtype that the primitive takes. */
const elementwise =
  (count: number, fits: (dtype: DType) => boolean = () => true): DrawWith<None> =>
  (drawing) => {
    const first = anyValue(drawing, ({ dtype }) => fits(dtype))
    if (first === undefined) return undefined
    const others = Array.from({ length: count - 1 }, () => valueOf(drawing, typeOf(drawing, first)))
    return { operands: [first, ...others], attributes: {} }
  }

const isBool = (dtype: DType): boolean => dtype === 'bool'

const unary = elementwise(1)
const floatUnary = elementwise(1, isFloat)
const boolUnary = elementwise(1, isBool)
const binary = elementwise(2)
const floatBinary = elementwise(2, isFloat)
const boolBinary = elementwise(2, isBool)
const bitBinary = elementwise(2, (dtype) => !isFloat(dtype))

/** Distances are kept in range, as programs that shift keep them. */
const shift: DrawWith<None> = (drawing) => {
  const first = anyValue(drawing, ({ dtype }) => isInteger(dtype))
  if (first === undefined) return undefined
  const type = typeOf(drawing, first)
  const mask = drawing.writer.constant(7, type)
  return { operands: [first, drawing.writer.one('bitwiseAnd', [valueOf(drawing, type), mask], {})], attributes: {} }
}

/** A value with at least one axis, and one of its axes. */
function withAxis(
  drawing: Drawing,
  fits: (type: TensorType) => boolean = () => true,
): { readonly id: ValueId; readonly axis: number; readonly type: TensorType } | undefined {
  const id = anyValue(drawing, (type) => type.shape.length > 0 && fits(type))
  if (id === undefined) return undefined
  const type = typeOf(drawing, id)
  return { id, type, axis: drawing.random.below(type.shape.length) }
}

const someAxes = ({ random }: Drawing, { shape }: TensorType): number[] =>
  shape.flatMap((_, axis) => (random.unit() < 0.5 ? [axis] : []))

const reduce: DrawWith<ReduceAttributes> = (drawing) => {
  const id = anyValue(drawing)
  return id === undefined ? undefined : { operands: [id], attributes: { axes: someAxes(drawing, typeOf(drawing, id)) } }
}

const argReduce: DrawWith<{ readonly axis: number }> = (drawing) => {
  const found = withAxis(drawing, ({ shape }) => !shape.includes(0))
  return found && { operands: [found.id], attributes: { axis: found.axis } }
}

/** Batch, contracting and free axes at random places of a left operand, and a right operand that goes with it. */
const dotGeneral: Draw<'dotGeneral'> = (drawing) => {
  const { random } = drawing
  const lhs = anyValue(drawing, ({ dtype }) => dtype !== 'bool')
  if (lhs === undefined) return undefined
  const { shape, dtype } = typeOf(drawing, lhs)
  const axes = shuffled(random, shape.length)
  const lhsBatch = axes.splice(0, random.below(Math.min(2, axes.length + 1)))
  const lhsContracting = axes.splice(0, random.below(axes.length + 1))
  const own = random.unit() < 0.5 ? [2] : []
  const extents = [...lhsBatch, ...lhsContracting].map((axis) => shape[axis]!).concat(own)
  const order = shuffled(random, extents.length)
  const rhs = valueOf(drawing, { dtype, shape: order.map((from) => extents[from]!) })
  const placeOf = (index: number): number => order.indexOf(index)
  return {
    operands: [lhs, rhs],
    attributes: {
      lhsBatch,
      lhsContracting,
      rhsBatch: lhsBatch.map((_, i) => placeOf(i)),
      rhsContracting: lhsContracting.map((_, i) => placeOf(lhsBatch.length + i)),
    },
  }
}

/** What gather and scatterAdd have in common. */
function gatherRecipe(drawing: Drawing, fits: (type: TensorType) => boolean): Recipe<'gather'> | undefined {
  const found = withAxis(drawing, fits)
  if (!found) return undefined
  const { shape } = found.type
  const batchDims = drawing.random.below(found.axis + 1)
  const extra = drawing.random.pick<Shape>([[], [3], [5], [2, 2]])
  const indices = valueOf(drawing, { dtype: 'int32', shape: [...shape.slice(0, batchDims), ...extra] })
  return { operands: [found.id, indices], attributes: { axis: found.axis, batchDims } }
}

const startsFor = (drawing: Drawing, { shape }: TensorType): ValueId[] =>
  shape.map(() => valueOf(drawing, { dtype: 'int32', shape: [] }))

const cumulative: DrawWith<CumulativeAttributes> = (drawing) => {
  const found = withAxis(drawing)
  const { random } = drawing
  return (
    found && {
      operands: [found.id],
      attributes: { axis: found.axis, reverse: random.unit() < 0.5, exclusive: random.unit() < 0.5 },
    }
  )
}

/** A convolution over the middle axes of a value, with a filter that goes with it. */
const convolution: Draw<'conv'> = (drawing) => {
  const { random } = drawing
  const x =
    anyValue(drawing, ({ dtype, shape }) => isFloat(dtype) && shape.length >= 3) ??
    valueOf(drawing, { dtype: 'float32', shape: [2, 3, 4] })
  const { shape, dtype } = typeOf(drawing, x)
  const spatial = shape.slice(1, -1)
  const attributes = {
    strides: spatial.map(() => 1 + random.below(2)),
    low: spatial.map(() => random.below(2)),
    high: spatial.map(() => random.below(2)),
    dilations: spatial.map(() => 1 + random.below(2)),
    groups: 1,
  }
  const kernel = spatial.map(() => 1 + random.below(2))
  return { operands: [x, valueOf(drawing, { dtype, shape: [...kernel, shape.at(-1)!, 2] })], attributes }
}

const convExtents = (drawing: Drawing, { operands: [x, filter] }: Recipe<'conv'>): { spatial: number[]; kernel: number[] } => ({
  spatial: typeOf(drawing, x!).shape.slice(1, -1),
  kernel: typeOf(drawing, filter!).shape.slice(0, -2),
})

/** Windows over any axes of a value. */
const window: DrawWith<WindowAttributes> = (drawing) => {
  const { random } = drawing
  const id = anyValue(drawing, ({ dtype }) => dtype !== 'bool')
  if (id === undefined) return undefined
  const sizes = typeOf(drawing, id).shape.map(() => 1 + random.below(3))
  const padding = (): number[] => sizes.map((size) => random.below(size))
  const attributes = {
    strides: sizes.map(() => 1 + random.below(2)),
    low: padding(),
    high: padding(),
    dilations: sizes.map(() => 1),
  }
  return { operands: [id], attributes: { window: sizes, ...attributes } }
}

/** A loop or branch of the samples, over values of the graph. */
function controlRecipe<P extends 'scan' | 'cond' | 'while'>(drawing: Drawing, row: Samples<P>): Recipe<P> | undefined {
  const dtypes = drawing.dtypes.filter((dtype) => dtype === 'float32' || dtype === 'int32')
  const samples = typeof row === 'function' ? row(drawing.random.pick(dtypes)) : row
  if (samples.length === 0) return undefined
  const { operands, attributes } = drawing.random.pick(samples)
  return { operands: operands.map(({ dtype, shape }) => valueOf(drawing, { dtype, shape })), attributes }
}

/** One row per primitive: a new one does not compile without. */
export const draws = {
  neg: unary,
  abs: unary,
  sign: unary,
  exp: floatUnary,
  expm1: floatUnary,
  log: floatUnary,
  log1p: floatUnary,
  sqrt: floatUnary,
  rsqrt: floatUnary,
  sin: floatUnary,
  cos: floatUnary,
  tan: floatUnary,
  asin: floatUnary,
  acos: floatUnary,
  atan: floatUnary,
  sinh: floatUnary,
  cosh: floatUnary,
  tanh: floatUnary,
  asinh: floatUnary,
  acosh: floatUnary,
  atanh: floatUnary,
  sigmoid: floatUnary,
  erf: floatUnary,
  floor: floatUnary,
  ceil: floatUnary,
  round: floatUnary,
  logicalNot: boolUnary,
  bitwiseNot: elementwise(1, isInteger),

  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  mod: binary,
  pow: binary,
  atan2: floatBinary,
  min: binary,
  max: binary,
  bitwiseAnd: bitBinary,
  bitwiseOr: bitBinary,
  bitwiseXor: bitBinary,
  shiftLeft: shift,
  shiftRight: shift,
  logicalAnd: boolBinary,
  logicalOr: boolBinary,

  equal: binary,
  notEqual: binary,
  less: binary,
  lessEqual: binary,
  greater: binary,
  greaterEqual: binary,

  select: (drawing) => {
    const a = anyValue(drawing)
    if (a === undefined) return undefined
    const type = typeOf(drawing, a)
    return { operands: [valueOf(drawing, { ...type, dtype: 'bool' }), a, valueOf(drawing, type)], attributes: {} }
  },
  cast: (drawing) => {
    const id = anyValue(drawing)
    return id === undefined ? undefined : { operands: [id], attributes: { dtype: drawing.random.pick(drawing.dtypes) } }
  },
  // Between integers only: bits that happen to be a NaN may lose their payload on the way.
  bitcast: (drawing) => {
    const id = anyValue(drawing, ({ dtype }) => !isFloat(dtype))
    if (id === undefined) return undefined
    const sizeBytes = sizeBytesOf(typeOf(drawing, id).dtype)
    const targets = drawing.dtypes.filter((dtype) => !isFloat(dtype) && dtype !== 'bool' && sizeBytesOf(dtype) === sizeBytes)
    return targets.length === 0 ? undefined : { operands: [id], attributes: { dtype: drawing.random.pick(targets) } }
  },

  reshape: (drawing) => {
    const id = anyValue(drawing)
    if (id === undefined) return undefined
    const { shape } = typeOf(drawing, id)
    const targets: Shape[] = [
      [sizeOf(shape)],
      [1, ...shape],
      [...shape].reverse(),
      ...shapes.filter((target) => sizeOf(target) === sizeOf(shape)),
    ]
    return { operands: [id], attributes: { shape: drawing.random.pick(targets) } }
  },
  transpose: (drawing) => {
    const id = anyValue(drawing)
    return id === undefined
      ? undefined
      : { operands: [id], attributes: { permutation: shuffled(drawing.random, typeOf(drawing, id).shape.length) } }
  },
  broadcast: (drawing) => {
    const id = anyValue(drawing)
    if (id === undefined) return undefined
    const { shape } = typeOf(drawing, id)
    return {
      operands: [id],
      attributes: { shape: [...drawing.random.pick<Shape>([[], [2], [3]]), ...shape.map((n) => (n === 1 ? 3 : n))] },
    }
  },
  flip: (drawing) => {
    const id = anyValue(drawing)
    return id === undefined ? undefined : { operands: [id], attributes: { axes: someAxes(drawing, typeOf(drawing, id)) } }
  },
  slice: (drawing) => {
    const id = anyValue(drawing)
    if (id === undefined) return undefined
    const { random } = drawing
    const { shape } = typeOf(drawing, id)
    const starts = shape.map((extent) => random.below(Math.min(extent + 1, 3)))
    const limits = shape.map((extent, axis) => Math.max(starts[axis]!, extent - random.below(2)))
    return { operands: [id], attributes: { starts, limits, strides: shape.map(() => 1 + random.below(3)) } }
  },
  pad: (drawing) => {
    const id = anyValue(drawing)
    if (id === undefined) return undefined
    const { shape, dtype } = typeOf(drawing, id)
    const widths = (): number[] => integers(shape.length, drawing.random, 3)
    return {
      operands: [id, valueOf(drawing, { dtype, shape: [] })],
      attributes: { low: widths(), high: widths(), interior: widths() },
    }
  },
  concat: (drawing) => {
    const found = withAxis(drawing)
    if (!found) return undefined
    const others = Array.from({ length: drawing.random.below(3) }, () => valueOf(drawing, found.type))
    return { operands: [...others, found.id], attributes: { axis: found.axis } }
  },

  reduceSum: reduce,
  reduceProd: reduce,
  reduceMax: reduce,
  reduceMin: reduce,
  argMax: argReduce,
  argMin: argReduce,
  cumSum: cumulative,
  cumProd: cumulative,
  cumMax: cumulative,

  dotGeneral,

  conv: (drawing) => convolution(drawing),
  convInput: (drawing) => {
    const drawn = convolution(drawing)
    if (!drawn) return undefined
    const [x, filter] = drawn.operands as [ValueId, ValueId]
    const { spatial } = convExtents(drawing, drawn)
    return {
      operands: [drawing.writer.one('conv', [x, filter], drawn.attributes), filter],
      attributes: { ...drawn.attributes, spatial },
    }
  },
  convFilter: (drawing) => {
    const drawn = convolution(drawing)
    if (!drawn) return undefined
    const [x, filter] = drawn.operands as [ValueId, ValueId]
    const { kernel } = convExtents(drawing, drawn)
    return {
      operands: [x, drawing.writer.one('conv', [x, filter], drawn.attributes)],
      attributes: { ...drawn.attributes, kernel },
    }
  },
  windowSum: window,
  windowMax: window,
  windowSelect: (drawing) => {
    const drawn = window(drawing)
    return drawn && { ...drawn, operands: [...drawn.operands, valueOf(drawing, typeOf(drawing, drawn.operands[0]!))] }
  },
  windowScatter: (drawing) => {
    const drawn = window(drawing)
    return drawn && { ...drawn, operands: [...drawn.operands, drawing.writer.one('windowMax', drawn.operands, drawn.attributes)] }
  },

  gather: (drawing) => gatherRecipe(drawing, () => true),
  scatterAdd: (drawing) => {
    const recipe = gatherRecipe(drawing, ({ dtype }) => dtype !== 'bool')
    if (!recipe) return undefined
    const operands = recipe.operands.map((id) => typeOf(drawing, id))
    const [updates] = resultTypes('gather', operands, recipe.attributes)
    return { ...recipe, operands: [...recipe.operands, valueOf(drawing, updates!)] }
  },
  dynamicSlice: (drawing) => {
    const id = anyValue(drawing)
    if (id === undefined) return undefined
    const type = typeOf(drawing, id)
    const sizes = type.shape.map((extent) => drawing.random.below(extent + 1))
    return { operands: [id, ...startsFor(drawing, type)], attributes: { sizes } }
  },
  dynamicUpdateSlice: (drawing) => {
    const id = anyValue(drawing)
    if (id === undefined) return undefined
    const type = typeOf(drawing, id)
    const update = valueOf(drawing, { dtype: type.dtype, shape: type.shape.map((extent) => drawing.random.below(extent + 1)) })
    return { operands: [id, update, ...startsFor(drawing, type)], attributes: {} }
  },
  sort: (drawing) => {
    const found = withAxis(drawing)
    return found && { operands: [found.id], attributes: { axis: found.axis, descending: drawing.random.unit() < 0.5 } }
  },

  constant: ({ random, dtypes: known }) => ({ operands: [], attributes: { value: random.below(4), dtype: random.pick(known) } }),
  iota: ({ random, dtypes: known }) => {
    const shape = random.pick(shapes.filter(({ length }) => length > 0))
    return { operands: [], attributes: { shape, dtype: random.pick(known), axis: random.below(shape.length) } }
  },
  randomBits: (drawing) => {
    const key = drawing.dtypes.includes('uint32') ? valueOf(drawing, { dtype: 'uint32', shape: [2] }) : undefined
    return key === undefined ? undefined : { operands: [key], attributes: { shape: drawing.random.pick(shapes) } }
  },
  stopGradient: unary,
  barrier: unary,
  // Backends see only what they claim; the others are inlined before.
  composite: () => undefined,
  scan: (drawing) => controlRecipe(drawing, scanSamples),
  cond: (drawing) => controlRecipe(drawing, condSamples),
  while: (drawing) => controlRecipe(drawing, whileSamples),
  // What the host computes is no function of the graph.
  hostCall: () => undefined,
} satisfies { readonly [P in PrimitiveName]: Draw<P> }
