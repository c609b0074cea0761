/** The meaning of each elementwise primitive on one element, as instructions. */
import type { BinaryName, CompareName, UnaryName } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import type { PlainName } from '../assembler/opcodes.ts'
import type { Element } from './element.ts'
import { hostIndex, type HostName } from './host.ts'

type FloatElement = Extract<Element, { kind: 'float' }>

/** Operands are in locals; the result is left on the stack. */
export interface UnaryOperation {
  readonly emit: (code: FunctionBuilder, element: Element, x: Local) => void
}

/** Operands are in locals; the result is left on the stack. */
export interface BinaryOperation {
  readonly emit: (code: FunctionBuilder, element: Element, a: Local, b: Local) => void
}

/** A float instruction, the same in both sizes. */
const floatOp =
  (operation: 'sqrt' | 'floor' | 'ceil' | 'nearest') =>
  (code: FunctionBuilder, element: Element, x: Local): void => {
    if (element.kind === 'float') code.get(x).op(`${element.type}.${operation}`)
  }

/** The double that a float in a local is. */
function getDouble(code: FunctionBuilder, { type }: FloatElement, x: Local): void {
  code.get(x)
  if (type === 'f32') code.op('f64.promote_f32')
}

/** The double on the stack, rounded to the element's type. */
function roundDouble(code: FunctionBuilder, { type }: FloatElement): void {
  if (type === 'f32') code.op('f32.demote_f64')
}

/** Computed by the host in float64, rounded once. */
const throughHost =
  (name: HostName) =>
  (code: FunctionBuilder, element: Element, ...operands: readonly Local[]): void => {
    if (element.kind !== 'float') return
    for (const operand of operands) getDouble(code, element, operand)
    code.call(hostIndex(name))
    roundDouble(code, element)
  }

/** One for each kind of element. */
const byKind =
  <Operands extends readonly Local[]>(rows: {
    float: (code: FunctionBuilder, element: FloatElement, ...operands: Operands) => void
    signed: (code: FunctionBuilder, ...operands: Operands) => void
    unsigned: (code: FunctionBuilder, ...operands: Operands) => void
  }) =>
  (code: FunctionBuilder, element: Element, ...operands: Operands): void =>
    element.kind === 'float' ? rows.float(code, element, ...operands) : rows[element.kind](code, ...operands)

type Unary = readonly [x: Local]
type Binary = readonly [a: Local, b: Local]

/** Table of the unary primitives. */
export const unaryOperations = {
  neg: {
    emit: byKind<Unary>({
      float: (code, { type }, x) => code.get(x).op(`${type}.neg`),
      signed: (code, x) => code.i32(0).get(x).op('i32.sub'),
      unsigned: (code, x) => code.i32(0).get(x).op('i32.sub'),
    }),
  },
  abs: {
    emit: byKind<Unary>({
      float: (code, { type }, x) => code.get(x).op(`${type}.abs`),
      signed: (code, x) => code.get(x).i32(0).get(x).op('i32.sub').get(x).i32(0).op('i32.ge_s', 'select'),
      unsigned: (code, x) => code.get(x),
    }),
  },
  sign: {
    emit: byKind<Unary>({
      // NaN and both zeros are not greater than 0 in size, and stand for themselves.
      float: (code, { type }, x) => {
        code.constant(type, 1).get(x).op(`${type}.copysign`)
        code.get(x).get(x).op(`${type}.abs`).constant(type, 0).op(`${type}.gt`, 'select')
      },
      signed: (code, x) => code.get(x).i32(0).op('i32.gt_s').get(x).i32(0).op('i32.lt_s', 'i32.sub'),
      unsigned: (code, x) => code.get(x).i32(0).op('i32.ne'),
    }),
  },
  exp: { emit: throughHost('exp') },
  expm1: { emit: throughHost('expm1') },
  log: { emit: throughHost('log') },
  log1p: { emit: throughHost('log1p') },
  sqrt: { emit: floatOp('sqrt') },
  rsqrt: {
    // In float64, so that float32 is rounded once.
    emit: (code, element, x) => {
      if (element.kind !== 'float') return
      code.f64(1)
      getDouble(code, element, x)
      code.op('f64.sqrt', 'f64.div')
      roundDouble(code, element)
    },
  },
  sin: { emit: throughHost('sin') },
  cos: { emit: throughHost('cos') },
  tan: { emit: throughHost('tan') },
  asin: { emit: throughHost('asin') },
  acos: { emit: throughHost('acos') },
  atan: { emit: throughHost('atan') },
  sinh: { emit: throughHost('sinh') },
  cosh: { emit: throughHost('cosh') },
  tanh: { emit: throughHost('tanh') },
  asinh: { emit: throughHost('asinh') },
  acosh: { emit: throughHost('acosh') },
  atanh: { emit: throughHost('atanh') },
  sigmoid: { emit: throughHost('sigmoid') },
  erf: { emit: throughHost('erf') },
  floor: { emit: floatOp('floor') },
  ceil: { emit: floatOp('ceil') },
  round: { emit: floatOp('nearest') },
  logicalNot: { emit: (code, _element, x) => code.get(x).op('i32.eqz') },
  bitwiseNot: { emit: (code, _element, x) => code.get(x).i32(-1).op('i32.xor') },
} satisfies Record<UnaryName, UnaryOperation>

/** The same instruction in every stack type. */
const arithmetic =
  (operation: 'add' | 'sub' | 'mul') =>
  (code: FunctionBuilder, { type }: Element, a: Local, b: Local): void => {
    code.get(a, b).op(`${type}.${operation}`)
  }

const integer =
  (operation: 'and' | 'or' | 'xor') =>
  (code: FunctionBuilder, _element: Element, a: Local, b: Local): void => {
    code.get(a, b).op(`i32.${operation}`)
  }

/** Signed division traps on 0 and on the lowest value by -1; 0 gives 0, and -1 negates with wrapping. */
function guardedDivision(code: FunctionBuilder, b: Local, byMinusOne: () => void, divide: () => void): void {
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

/** rem_s has the sign of the dividend; where the signs differ and something is left, the divisor is added. */
function signedModulo(code: FunctionBuilder, a: Local, b: Local): void {
  const rest = code.local('i32')
  const differs = (): FunctionBuilder =>
    code.get(rest).i32(0).op('i32.ne').get(rest, b).op('i32.xor').i32(0).op('i32.lt_s', 'i32.and')
  guardedDivision(
    code,
    b,
    () => code.i32(0),
    () => {
      code.get(a, b).op('i32.rem_s').tee(rest).get(b).i32(0)
      differs().op('select', 'i32.add')
    },
  )
}

const unsignedDivision =
  (operation: 'div_u' | 'rem_u') =>
  (code: FunctionBuilder, a: Local, b: Local): void => {
    code.get(b).branch(
      'i32',
      () => code.get(a, b).op(`i32.${operation}`),
      () => code.i32(0),
    )
  }

/** a^b modulo 2^32 by squaring; `b` is taken as unsigned. */
function unsignedPower(code: FunctionBuilder, a: Local, b: Local): void {
  const [result, base, exponent] = [code.local('i32'), code.local('i32'), code.local('i32')]
  code.i32(1).set(result).get(a).set(base).get(b).set(exponent)
  code.loop(() => {
    code.get(exponent).i32(1).op('i32.and')
    code.branch(undefined, () => code.get(result, base).op('i32.mul').set(result))
    code.get(base, base).op('i32.mul').set(base)
    code.get(exponent).i32(1).op('i32.shr_u').tee(exponent)
  })
  code.get(result)
}

/** A negative exponent gives the reciprocal, truncated as division is: 0 but for bases 1 and -1. */
function signedPower(code: FunctionBuilder, a: Local, b: Local): void {
  const minusOneToTheB = (): FunctionBuilder => code.i32(-1).i32(1).get(b).i32(1).op('i32.and', 'select')
  const isOne = (): FunctionBuilder => code.get(a).i32(1).op('i32.eq')
  const isMinusOne = (): FunctionBuilder => code.get(a).i32(-1).op('i32.eq')
  code.get(b).i32(0).op('i32.lt_s')
  code.branch(
    'i32',
    () => isMinusOne().branch('i32', minusOneToTheB, isOne),
    () => unsignedPower(code, a, b),
  )
}

const extreme = (operation: 'min' | 'max', comparison: 'lt' | 'gt'): BinaryOperation => ({
  emit: byKind<Binary>({
    float: (code, { type }, a, b) => code.get(a, b).op(`${type}.${operation}`),
    signed: (code, a, b) => code.get(a, b, a, b).op(`i32.${comparison}_s`, 'select'),
    unsigned: (code, a, b) => code.get(a, b, a, b).op(`i32.${comparison}_u`, 'select'),
  }),
})

/**
 * The machine shifts by the count modulo 32, so a count of 32 or more, which a negative one is when unsigned, is caught.
 * In 8 bits, a count of 8 to 31 leaves nothing in the bits that are stored.
 */
function shiftOrZero(code: FunctionBuilder, operation: 'shl' | 'shr_u', a: Local, b: Local): void {
  code.get(a, b).op(`i32.${operation}`).i32(0).get(b).i32(32).op('i32.lt_u', 'select')
}

const noFloat = (): void => {}

/** Table of the binary primitives. */
export const binaryOperations = {
  add: { emit: arithmetic('add') },
  sub: { emit: arithmetic('sub') },
  mul: { emit: arithmetic('mul') },
  div: {
    emit: byKind<Binary>({
      float: (code, { type }, a, b) => code.get(a, b).op(`${type}.div`),
      signed: signedDivision,
      unsigned: unsignedDivision('div_u'),
    }),
  },
  mod: { emit: byKind<Binary>({ float: throughHost('mod'), signed: signedModulo, unsigned: unsignedDivision('rem_u') }) },
  pow: { emit: byKind<Binary>({ float: throughHost('pow'), signed: signedPower, unsigned: unsignedPower }) },
  atan2: { emit: throughHost('atan2') },
  min: extreme('min', 'lt'),
  max: extreme('max', 'gt'),
  bitwiseAnd: { emit: integer('and') },
  bitwiseOr: { emit: integer('or') },
  bitwiseXor: { emit: integer('xor') },
  shiftLeft: { emit: (code, _element, a, b) => shiftOrZero(code, 'shl', a, b) },
  shiftRight: {
    emit: byKind<Binary>({
      float: noFloat,
      // By 31 or more, only the sign is left: 0 or -1.
      signed: (code, a, b) => code.get(a).get(b).i32(31).get(b).i32(31).op('i32.lt_u', 'select', 'i32.shr_s'),
      unsigned: (code, a, b) => shiftOrZero(code, 'shr_u', a, b),
    }),
  },
  logicalAnd: { emit: integer('and') },
  logicalOr: { emit: integer('or') },
} satisfies Record<BinaryName, BinaryOperation>

const compare = (
  float: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge',
  signed: Extract<PlainName, `i32.${string}`>,
  unsigned: Extract<PlainName, `i32.${string}`>,
): BinaryOperation => ({
  emit: byKind<Binary>({
    float: (code, { type }, a, b) => code.get(a, b).op(`${type}.${float}`),
    signed: (code, a, b) => code.get(a, b).op(signed),
    unsigned: (code, a, b) => code.get(a, b).op(unsigned),
  }),
})

/** Table of the comparisons; each leaves 0 or 1. */
export const compareOperations = {
  equal: compare('eq', 'i32.eq', 'i32.eq'),
  notEqual: compare('ne', 'i32.ne', 'i32.ne'),
  less: compare('lt', 'i32.lt_s', 'i32.lt_u'),
  lessEqual: compare('le', 'i32.le_s', 'i32.le_u'),
  greater: compare('gt', 'i32.gt_s', 'i32.gt_u'),
  greaterEqual: compare('ge', 'i32.ge_s', 'i32.ge_u'),
} satisfies Record<CompareName, BinaryOperation>
