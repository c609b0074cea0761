/** The meaning of everyday elementwise primitives, as instructions: on one element, and on four in a vector. */
import type { BinaryName, CompareName, UnaryName } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import type { PlainName } from '../assembler/opcodes.ts'
import type { Element } from './element.ts'
import { hostIndex, type HostName } from './host.ts'
import { type Kind, kindOf, type Operand, wrapBytes } from './lane/vectors.ts'
import { exp, expm1, sigmoid, tanh } from './math/exponential.ts'
import type { VectorFunction } from './math/expression.ts'
import { log } from './math/logarithm.ts'
import type * as Rare from './rare/operations.ts'

type FloatElement = Extract<Element, { kind: 'float' }>

/** A row: what a primitive does with elements. */
export interface Operation {
  /** With one of each operand, all of one kind, in locals; the result is left on the stack. */
  readonly emit: (code: FunctionBuilder, element: Element, ...operands: readonly Local[]) => void
  /** The instruction that does it with four, by their kind. Without one it is done one by one. */
  readonly instructions?: { readonly [K in Kind]?: PlainName }
  /** What does it with four where that takes more than one instruction. */
  readonly emitLanes?: (code: FunctionBuilder, x: Operand) => void
  /** Computes float32 instead, where there are vectors. */
  readonly vector?: VectorFunction
}

/** Elementwise primitives whose operands are of one dtype. */
export type OperationName = UnaryName | BinaryName | CompareName

/** A float instruction, the same in both sizes and in vectors. */
export const floatOperation = (operation: 'sqrt' | 'floor' | 'ceil' | 'nearest'): Operation => ({
  emit: (code, element, x) => {
    if (element.kind === 'float') code.get(x).op(`${element.type}.${operation}`)
  },
  instructions: { float: `f32x4.${operation}` },
})

/** The double that a float in a local is. */
export function getDouble(code: FunctionBuilder, { type }: FloatElement, x: Local): void {
  code.get(x)
  if (type === 'f32') code.op('f64.promote_f32')
}

/** The double on the stack, rounded to the element's type. */
export function roundDouble(code: FunctionBuilder, { type }: FloatElement): void {
  if (type === 'f32') code.op('f32.demote_f64')
}

/** Computed by the host in float64, rounded once. */
export const throughHost =
  (name: HostName) =>
  (code: FunctionBuilder, element: Element, ...operands: readonly Local[]): void => {
    if (element.kind !== 'float') return
    for (const operand of operands) getDouble(code, element, operand)
    code.call(hostIndex(name))
    roundDouble(code, element)
  }

/** One for each kind of element. */
export const byKind =
  <Operands extends readonly Local[]>(rows: {
    float: (code: FunctionBuilder, element: FloatElement, ...operands: Operands) => void
    signed: (code: FunctionBuilder, ...operands: Operands) => void
    unsigned: (code: FunctionBuilder, ...operands: Operands) => void
  }) =>
  (code: FunctionBuilder, element: Element, ...operands: Operands): void =>
    element.kind === 'float' ? rows.float(code, element, ...operands) : rows[element.kind](code, ...operands)

/** Of operations on one element. */
export type Unary = readonly [x: Local]
/** Of operations on two elements. */
export type Binary = readonly [a: Local, b: Local]

/** The same instruction in every type. */
const arithmetic = (operation: 'add' | 'sub' | 'mul'): Operation => ({
  emit: (code, { type }, a, b) => code.get(a, b).op(`${type}.${operation}`),
  instructions: { float: `f32x4.${operation}`, signed: `i32x4.${operation}`, unsigned: `i32x4.${operation}` },
})

/** An instruction on bits. */
export const bitwise = (operation: 'and' | 'or' | 'xor'): Operation => ({
  emit: (code, _element, a, b) => code.get(a, b).op(`i32.${operation}`),
  instructions: { signed: `v128.${operation}`, unsigned: `v128.${operation}`, bool: `v128.${operation}` },
})

/** Signed division traps on 0 and on the lowest value by -1; 0 gives 0, and -1 negates with wrapping. */
export function guardedDivision(code: FunctionBuilder, b: Local, byMinusOne: () => void, divide: () => void): void {
  code.get(b).i32(1).op('i32.add').i32(1).op('i32.gt_u')
  code.branch('i32', divide, () => code.get(b).branch('i32', byMinusOne, () => code.i32(0)))
}

function signedDivision(code: FunctionBuilder, a: Local, b: Local): void {
  guardedDivision(
    code,
    b,
    () => code.i32(0).get(a).op('i32.sub'),
    () => code.get(a, b).op('i32.div_s'),
  )
}

/** Dividing by 0 gives 0. */
export const unsignedDivision =
  (operation: 'div_u' | 'rem_u') =>
  (code: FunctionBuilder, a: Local, b: Local): void => {
    code.get(b).branch(
      'i32',
      () => code.get(a, b).op(`i32.${operation}`),
      () => code.i32(0),
    )
  }

const extreme = (operation: 'min' | 'max', comparison: 'lt' | 'gt', ofBools: 'and' | 'or'): Operation => ({
  emit: byKind<Binary>({
    float: (code, { type }, a, b) => code.get(a, b).op(`${type}.${operation}`),
    signed: (code, a, b) => code.get(a, b, a, b).op(`i32.${comparison}_s`, 'select'),
    unsigned: (code, a, b) => code.get(a, b, a, b).op(`i32.${comparison}_u`, 'select'),
  }),
  instructions: {
    float: `f32x4.${operation}`,
    signed: `i32x4.${operation}_s`,
    unsigned: `i32x4.${operation}_u`,
    bool: `v128.${ofBools}`,
  },
})

/**
 * The machine shifts by the count modulo 32, so a count of 32 or more, which a negative one is when unsigned, is caught.
 * In 8 bits, a count of 8 to 31 leaves nothing in the bits that are stored.
 */
export function shiftOrZero(code: FunctionBuilder, operation: 'shl' | 'shr_u', a: Local, b: Local): void {
  code.get(a, b).op(`i32.${operation}`).i32(0).get(b).i32(32).op('i32.lt_u', 'select')
}

const noFloat = (): void => {}

/** True is -1 in a vector. */
const equality = (operation: 'eq' | 'ne', ofBools: PlainName): Operation => ({
  emit: (code, { type }, a, b) => code.get(a, b).op(`${type}.${operation}`),
  instructions: { float: `f32x4.${operation}`, signed: `i32x4.${operation}`, unsigned: `i32x4.${operation}`, bool: ofBools },
})

/** @param mirrored - compares bools in vectors: true is -1, the lesser number */
const order = (operation: 'lt' | 'le' | 'gt' | 'ge', mirrored: 'lt' | 'le' | 'gt' | 'ge'): Operation => ({
  emit: byKind<Binary>({
    float: (code, { type }, a, b) => code.get(a, b).op(`${type}.${operation}`),
    signed: (code, a, b) => code.get(a, b).op(`i32.${operation}_s`),
    unsigned: (code, a, b) => code.get(a, b).op(`i32.${operation}_u`),
  }),
  instructions: {
    float: `f32x4.${operation}`,
    signed: `i32x4.${operation}_s`,
    unsigned: `i32x4.${operation}_u`,
    bool: `i32x4.${mirrored}_s`,
  },
})

/** The size of each element; an unsigned one is its own. */
function absLanes(code: FunctionBuilder, { local, dtype }: Operand): void {
  const kind = kindOf(dtype)
  code.get(local)
  if (kind === 'float') code.op('f32x4.abs')
  else if (kind === 'signed') code.op('i32x4.abs')
  wrapBytes(code, dtype)
}

/** The table; comparisons leave 0 or 1. The other operations are rare. */
export const operations = {
  neg: {
    emit: byKind<Unary>({
      float: (code, { type }, x) => code.get(x).op(`${type}.neg`),
      signed: (code, x) => code.i32(0).get(x).op('i32.sub'),
      unsigned: (code, x) => code.i32(0).get(x).op('i32.sub'),
    }),
    instructions: { float: 'f32x4.neg', signed: 'i32x4.neg', unsigned: 'i32x4.neg' },
  },
  abs: {
    emit: byKind<Unary>({
      float: (code, { type }, x) => code.get(x).op(`${type}.abs`),
      signed: (code, x) => code.get(x).i32(0).get(x).op('i32.sub').get(x).i32(0).op('i32.ge_s', 'select'),
      unsigned: (code, x) => code.get(x),
    }),
    emitLanes: absLanes,
  },
  exp: { emit: throughHost('exp'), vector: exp },
  expm1: { emit: throughHost('expm1'), vector: expm1 },
  log: { emit: throughHost('log'), vector: log },
  sqrt: floatOperation('sqrt'),
  tanh: { emit: throughHost('tanh'), vector: tanh },
  sigmoid: { emit: throughHost('sigmoid'), vector: sigmoid },
  logicalNot: { emit: (code, _element, x) => code.get(x).op('i32.eqz'), instructions: { bool: 'v128.not' } },

  add: arithmetic('add'),
  sub: arithmetic('sub'),
  mul: arithmetic('mul'),
  div: {
    emit: byKind<Binary>({
      float: (code, { type }, a, b) => code.get(a, b).op(`${type}.div`),
      signed: signedDivision,
      unsigned: unsignedDivision('div_u'),
    }),
    instructions: { float: 'f32x4.div' },
  },
  min: extreme('min', 'lt', 'and'),
  max: extreme('max', 'gt', 'or'),
  shiftRight: {
    emit: byKind<Binary>({
      float: noFloat,
      // By 31 or more, only the sign is left: 0 or -1.
      signed: (code, a, b) => code.get(a).get(b).i32(31).get(b).i32(31).op('i32.lt_u', 'select', 'i32.shr_s'),
      unsigned: (code, a, b) => shiftOrZero(code, 'shr_u', a, b),
    }),
  },
  logicalAnd: bitwise('and'),
  logicalOr: bitwise('or'),

  equal: equality('eq', 'i32x4.eq'),
  notEqual: equality('ne', 'v128.xor'),
  less: order('lt', 'gt'),
  lessEqual: order('le', 'ge'),
  greater: order('gt', 'lt'),
  greaterEqual: order('ge', 'le'),
} satisfies { readonly [Name in Exclude<OperationName, keyof typeof Rare.operations>]: Operation }
