/** The lowering table: one row per primitive. */
import { type Graph, type GraphNode, InternalError, type PrimitiveName, typeOf } from '@neurite/core'
import { dotGeneral } from './dot-general.ts'
import { dynamicSlice, dynamicUpdateSlice } from './dynamic-slice.ts'
import { binary, cast, select, unary } from './elementwise.ts'
import { gather, scatterAdd } from './gather.ts'
import { constant, iota, randomBits } from './generate.ts'
import { alias, type Kernel, type Lowering, type Site } from './kernel.ts'
import { broadcast, concat, flip, pad, slice, transpose } from './movement.ts'
import { argReduce, cumSum, reduce } from './reduce.ts'
import { binaryOperations, compareOperations, unaryOperations } from './scalar-operations.ts'
import { sort } from './sort.ts'

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
  tanh: unary(unaryOperations.tanh),
  sigmoid: unary(unaryOperations.sigmoid),
  floor: unary(unaryOperations.floor),
  ceil: unary(unaryOperations.ceil),
  round: unary(unaryOperations.round),
  logicalNot: unary(unaryOperations.logicalNot),

  add: binary(binaryOperations.add),
  sub: binary(binaryOperations.sub),
  mul: binary(binaryOperations.mul),
  div: binary(binaryOperations.div),
  mod: binary(binaryOperations.mod),
  pow: binary(binaryOperations.pow),
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
  cumSum,

  dotGeneral,

  gather,
  scatterAdd,
  dynamicSlice,
  dynamicUpdateSlice,
  sort,

  constant,
  iota,
  randomBits,
  stopGradient: () => alias,
  composite: ({ attributes: { name } }) => {
    throw new InternalError(`wasm: composite "${name}" reached the backend, which claims none`)
  },
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

/** Types and attributes decide a kernel. JSON has no way to write -0, NaN and the infinities of a constant. */
function keyOf(primitive: PrimitiveName, site: Site<PrimitiveName>): string {
  const plain = (_name: string, value: unknown): unknown =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? `number ${Object.is(value, -0) ? '-0' : value}`
      : value
  return JSON.stringify([primitive, site.attributes, site.operands, site.results], plain)
}
