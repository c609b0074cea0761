/** The lowering table: one row per primitive. */
import { type Graph, type GraphNode, InternalError, type PrimitiveName, typeOf } from '@neurite/core'
import { conv, convFilter, convInput } from './conv.ts'
import { cond, scan, whileLoop } from './control.ts'
import { cumulative } from './cumulative.ts'
import { dotGeneral } from './dot-general.ts'
import { dynamicSlice, dynamicUpdateSlice } from './dynamic-slice.ts'
import { binary, cast, select, unary } from './elementwise.ts'
import { gather, scatterAdd } from './gather.ts'
import { constant, iota, randomBits } from './generate.ts'
import { hostCall } from './host-call.ts'
import { alias, type Kernel, type Lowering, type Site } from './kernel.ts'
import { broadcast, concat, flip, pad, slice, transpose } from './movement.ts'
import { argReduce, reduce } from './reduce.ts'
import { binaryOperations, compareOperations, unaryOperations } from './scalar-operations.ts'
import { sort } from './sort.ts'
import { windowReduce, windowScatter, windowSelect } from './window.ts'

/** The table. */
export const lowerings: { readonly [P in PrimitiveName]: Lowering<P> } = {
  neg: unary(unaryOperations.neg),
  abs: unary(unaryOperations.abs),
  sign: unary(unaryOperations.sign),
  exp: unary(unaryOperations.exp),
  expm1: unary(unaryOperations.expm1),
  log: unary(unaryOperations.log),
  log1p: unary(unaryOperations.log1p),
  sqrt: unary(unaryOperations.sqrt),
  rsqrt: unary(unaryOperations.rsqrt),
  sin: unary(unaryOperations.sin),
  cos: unary(unaryOperations.cos),
  tan: unary(unaryOperations.tan),
  asin: unary(unaryOperations.asin),
  acos: unary(unaryOperations.acos),
  atan: unary(unaryOperations.atan),
  sinh: unary(unaryOperations.sinh),
  cosh: unary(unaryOperations.cosh),
  tanh: unary(unaryOperations.tanh),
  asinh: unary(unaryOperations.asinh),
  acosh: unary(unaryOperations.acosh),
  atanh: unary(unaryOperations.atanh),
  sigmoid: unary(unaryOperations.sigmoid),
  erf: unary(unaryOperations.erf),
  floor: unary(unaryOperations.floor),
  ceil: unary(unaryOperations.ceil),
  round: unary(unaryOperations.round),
  logicalNot: unary(unaryOperations.logicalNot),
  bitwiseNot: unary(unaryOperations.bitwiseNot),

  add: binary(binaryOperations.add),
  sub: binary(binaryOperations.sub),
  mul: binary(binaryOperations.mul),
  div: binary(binaryOperations.div),
  mod: binary(binaryOperations.mod),
  pow: binary(binaryOperations.pow),
  atan2: binary(binaryOperations.atan2),
  min: binary(binaryOperations.min),
  max: binary(binaryOperations.max),
  bitwiseAnd: binary(binaryOperations.bitwiseAnd),
  bitwiseOr: binary(binaryOperations.bitwiseOr),
  bitwiseXor: binary(binaryOperations.bitwiseXor),
  shiftLeft: binary(binaryOperations.shiftLeft),
  shiftRight: binary(binaryOperations.shiftRight),
  logicalAnd: binary(binaryOperations.logicalAnd),
  logicalOr: binary(binaryOperations.logicalOr),

  equal: binary(compareOperations.equal),
  notEqual: binary(compareOperations.notEqual),
  less: binary(compareOperations.less),
  lessEqual: binary(compareOperations.lessEqual),
  greater: binary(compareOperations.greater),
  greaterEqual: binary(compareOperations.greaterEqual),

  select,
  cast,
  bitcast: () => alias,

  reshape: () => alias,
  transpose,
  broadcast,
  flip,
  slice,
  pad,
  concat,

  reduceSum: reduce('reduceSum'),
  reduceProd: reduce('reduceProd'),
  reduceMax: reduce('reduceMax'),
  reduceMin: reduce('reduceMin'),
  argMax: argReduce('argMax'),
  argMin: argReduce('argMin'),
  cumSum: cumulative('cumSum'),
  cumProd: cumulative('cumProd'),
  cumMax: cumulative('cumMax'),

  dotGeneral,
  conv,
  convInput,
  convFilter,
  windowSum: windowReduce('windowSum'),
  windowMax: windowReduce('windowMax'),
  windowSelect,
  windowScatter,

  gather,
  scatterAdd,
  dynamicSlice,
  dynamicUpdateSlice,
  sort,

  constant,
  iota,
  randomBits,
  stopGradient: () => alias,
  barrier: () => alias,
  composite: ({ attributes: { name } }) => {
    throw new InternalError(`wasm: composite "${name}" reached the backend, which claims none`)
  },
  scan,
  cond,
  while: whileLoop,
  hostCall,
}

/** A lowered node: bytes shared with its operand, or a kernel with the key that equal kernels share. */
export type Lowered = typeof alias | (Kernel & { readonly key: string; readonly site: Site<PrimitiveName> })

/** Lowers one node of a graph. */
export function lower<P extends PrimitiveName>(graph: Graph, node: GraphNode<P>): Lowered {
  const site: Site<P> = {
    attributes: node.attributes,
    operands: node.operands.map((id) => typeOf(graph, id)),
    results: node.results.map((id) => typeOf(graph, id)),
  }
  const lowering: Lowering<P> = lowerings[node.primitive]
  const lowered = lowering(site)
  if (lowered === alias) return alias
  return { ...lowered, site, key: keyOf(node.primitive, site) }
}

/** Types and attributes decide a kernel; origins of nodes in bodies do not. JSON has no way to write -0, NaN and the infinities. */
function keyOf(primitive: PrimitiveName, site: Site<PrimitiveName>): string {
  const plain = (name: string, value: unknown): unknown => {
    if (name === 'origin') return undefined
    const isPlain = typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))
    return isPlain ? value : `number ${Object.is(value, -0) ? '-0' : value}`
  }
  return JSON.stringify([primitive, site.attributes, site.operands, site.results], plain)
}
