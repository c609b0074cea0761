/** Formulas on vectors: what to emit, written as it is read; and the functions of a module that are made of them. */
import { FunctionBuilder, type SharedFunctions } from '../../assembler/function-builder.ts'
import type { PlainName } from '../../assembler/opcodes.ts'

/** Emits code that leaves a vector on the stack. */
export type Expression = (code: FunctionBuilder) => void

/** An expression, or a number in every lane, in the type of the lanes that the instruction works on. */
export type Operand = Expression | number

/** Computes an expression now, so that using it several times costs no more. */
export type Keep = (expression: Expression) => Expression

/** What a polynomial is computed with. */
interface Arithmetic {
  readonly add: (a: Operand, b: Operand) => Expression
  readonly mul: (a: Operand, b: Operand) => Expression
}

function literal(code: FunctionBuilder, name: PlainName, value: number): void {
  if (name.startsWith('f32x4.')) code.f32(value).op('f32x4.splat')
  else if (name.startsWith('f64x2.')) code.f64(value).op('f64x2.splat')
  else code.i32(value).op('i32x4.splat')
}

function apply(name: PlainName, operands: readonly Operand[]): Expression {
  return (code) => {
    for (const operand of operands) {
      if (typeof operand === 'number') literal(code, name, operand)
      else operand(code)
    }
    code.op(name)
  }
}

const unary =
  (name: PlainName) =>
  (x: Operand): Expression =>
    apply(name, [x])

const binary =
  (name: PlainName) =>
  (a: Operand, b: Operand): Expression =>
    apply(name, [a, b])

const shift =
  (name: PlainName) =>
  (x: Expression, count: number): Expression =>
  (code) => {
    x(code)
    code.i32(count).op(name)
  }

/** On four float32. The lesser and the greater are those of two numbers; where either is NaN, the first. */
export const f32 = {
  add: binary('f32x4.add'),
  sub: binary('f32x4.sub'),
  mul: binary('f32x4.mul'),
  div: binary('f32x4.div'),
  abs: unary('f32x4.abs'),
  floor: unary('f32x4.floor'),
  lesser: binary('f32x4.pmin'),
  greater: binary('f32x4.pmax'),
  equal: binary('f32x4.eq'),
  notEqual: binary('f32x4.ne'),
  less: binary('f32x4.lt'),
  greaterEqual: binary('f32x4.ge'),
  fromIntegers: unary('f32x4.convert_i32x4_s'),
} as const

/** On four int32. */
export const i32 = {
  add: binary('i32x4.add'),
  sub: binary('i32x4.sub'),
  neg: unary('i32x4.neg'),
  max: binary('i32x4.max_s'),
  shiftLeft: shift('i32x4.shl'),
  shiftRight: shift('i32x4.shr_s'),
} as const

/** On two float64. */
export const f64 = {
  add: binary('f64x2.add'),
  sub: binary('f64x2.sub'),
  mul: binary('f64x2.mul'),
  div: binary('f64x2.div'),
  nearest: unary('f64x2.nearest'),
  lesser: binary('f64x2.pmin'),
  greater: binary('f64x2.pmax'),
} as const

/** On two int64. */
export const i64 = { add: binary('i64x2.add'), shiftLeft: shift('i64x2.shl') } as const

/** On bits; masks are all ones or all zeros in each lane. */
export const bits = {
  not: unary('v128.not'),
  and: binary('v128.and'),
  or: binary('v128.or'),
  xor: binary('v128.xor'),
  /** The first where the mask is set, else the second. */
  select: (ifSet: Expression, otherwise: Expression, mask: Expression): Expression =>
    apply('v128.bitselect', [ifSet, otherwise, mask]),
} as const

/** A number in every lane, as float32. */
export const float =
  (value: number): Expression =>
  (code) =>
    code.f32(value).op('f32x4.splat')

/** `then` where the mask is set in any lane, else `otherwise`; only one of them is computed. */
export const whereAny =
  (mask: Expression, then: () => Expression, otherwise: Expression): Expression =>
  (code) => {
    mask(code)
    code.op('v128.any_true').branch(
      'v128',
      () => then()(code),
      () => otherwise(code),
    )
  }

/** The sign bit of each float32. */
export const signOf = (x: Operand): Expression => bits.and(x, -(2 ** 31))

/** 2^n for each int32 from -126 to 127; -127 gives 0. */
export const powerOfTwo = (n: Expression): Expression => i32.add(i32.shiftLeft(n, 23), 0x3f800000)

/** The polynomial with these coefficients, from the highest power down. */
export function polynomial(
  arithmetic: Arithmetic,
  x: Expression,
  coefficients: readonly [number, number, ...number[]],
): Expression {
  const [highest, next, ...others] = coefficients
  const step = (sum: Operand, coefficient: number): Expression => arithmetic.add(arithmetic.mul(sum, x), coefficient)
  return others.reduce(step, step(highest, next))
}

const shuffle =
  (a: Expression, b: Expression, lanes: readonly [number, number, number, number]): Expression =>
  (code) => {
    a(code)
    b(code)
    code.shuffle(...lanes)
  }

/** The halves of a vector of 32-bit lanes. */
export const halves = [0, 1] as const

/** A half of a vector of 32-bit lanes. */
export type Half = (typeof halves)[number]

const lower = (x: Expression, half: Half): Expression => (half === 0 ? x : shuffle(x, x, [2, 3, 2, 3]))

/** Conversions between four lanes and two times two. */
export const wide = {
  /** Half of four float32 as float64. */
  fromFloats: (x: Expression, half: Half): Expression => apply('f64x2.promote_low_f32x4', [lower(x, half)]),
  /** Half of four int32 as float64. */
  fromIntegers: (x: Expression, half: Half): Expression => apply('f64x2.convert_low_i32x4_s', [lower(x, half)]),
  /** Four float64, rounded to float32. */
  toFloats: (low: Expression, high: Expression): Expression =>
    shuffle(apply('f32x4.demote_f64x2_zero', [low]), apply('f32x4.demote_f64x2_zero', [high]), [0, 1, 4, 5]),
  /** The lower 32 bits of four int64. */
  lowWords: (low: Expression, high: Expression): Expression => shuffle(low, high, [0, 2, 4, 6]),
} as const

/** A function on vectors that a module holds once. It calls no function of the host, so that any thread can run it. */
export interface VectorFunction {
  readonly name: string
  readonly operands: number
  readonly body: (keep: Keep, ...operands: readonly Expression[]) => Expression
}

function define({ operands, body }: VectorFunction, module: SharedFunctions): FunctionBuilder {
  const code = new FunctionBuilder(
    Array.from({ length: operands }, () => 'v128'),
    module,
    ['v128'],
  )
  const keep: Keep = (expression) => {
    const local = code.local('v128')
    expression(code)
    code.set(local)
    return (later) => later.get(local)
  }
  body(
    keep,
    ...code.parameters.map(
      (_, parameter): Expression =>
        (own) =>
          own.get(parameter),
    ),
  )(code)
  return code
}

/** Calls a function; its operands are on the stack. */
export const callVector = (code: FunctionBuilder, callee: VectorFunction): void => {
  code.callShared(`vector:${callee.name}`, (module) => define(callee, module))
}

/** The result of a function. */
export const call =
  (callee: VectorFunction, ...operands: readonly Expression[]): Expression =>
  (code) => {
    for (const operand of operands) operand(code)
    callVector(code, callee)
  }
