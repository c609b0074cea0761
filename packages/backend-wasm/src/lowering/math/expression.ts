/**
 * Formulas on vectors: what to emit, written as it is read; and the functions of a module that are made of them.
 *
 * A module computes in float32 by functions of its own: an argument is reduced to a small one, and what is left is a polynomial.
 * Their coefficients come from Remez exchanges, weighted so that the greatest error relative to the function's value is the
 * least; the error that each comment gives is that of exact arithmetic. In other dtypes the host computes.
 */
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

/** An instruction on operands. */
export function apply(name: PlainName, operands: readonly Operand[]): Expression {
  return (code) => {
    for (const operand of operands) {
      if (typeof operand === 'number') literal(code, name, operand)
      else operand(code)
    }
    code.op(name)
  }
}

/** An instruction on one operand. */
export const unary =
  (name: PlainName) =>
  (x: Operand): Expression =>
    apply(name, [x])

/** An instruction on two. */
export const binary =
  (name: PlainName) =>
  (a: Operand, b: Operand): Expression =>
    apply(name, [a, b])

/** An instruction on lanes and a number of bits. */
export const shift =
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
