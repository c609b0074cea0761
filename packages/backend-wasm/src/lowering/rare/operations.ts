/** The meaning of rare elementwise primitives, as instructions. */
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { erf } from '../math/error-function.ts'
import { log1p } from '../math/log1p.ts'
import { pow } from '../math/power.ts'
import { cos, sin } from '../math/trigonometry.ts'
import { kindOf, type Operand, splatInteger, zeros } from '../lane/vectors.ts'
import {
  type Binary,
  bitwise,
  byKind,
  floatOperation,
  getDouble,
  guardedDivision,
  type Operation,
  type OperationName,
  roundDouble,
  shiftOrZero,
  throughHost,
  type Unary,
  unsignedDivision,
} from '../operations.ts'

/** The sign of each element. */
function signLanes(code: FunctionBuilder, { local, dtype }: Operand): void {
  const kind = kindOf(dtype)
  code.get(local)
  if (kind === 'unsigned') splatInteger(code, 1).op('i32x4.min_u')
  else if (kind === 'signed') {
    splatInteger(code, 1).op('i32x4.min_s')
    splatInteger(code, -1).op('i32x4.max_s')
  } else {
    // 1 with the sign of x; NaN and both zeros are not greater than 0 in size, and stand for themselves.
    splatInteger(code, -(2 ** 31))
      .op('v128.and')
      .f32(1)
      .op('f32x4.splat', 'v128.or')
      .get(local)
      .get(local)
      .op('f32x4.abs')
    zeros(code).op('f32x4.gt', 'v128.bitselect')
  }
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

/** The table. */
export const operations = {
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
    emitLanes: signLanes,
  },
  rsqrt: {
    // In float64, so that float32 is rounded once.
    emit: (code, element, x) => {
      if (element.kind !== 'float') return
      code.f64(1)
      getDouble(code, element, x)
      code.op('f64.sqrt', 'f64.div')
      roundDouble(code, element)
    },
    emitLanes: (code, { local }) => code.f32(1).op('f32x4.splat').get(local).op('f32x4.sqrt', 'f32x4.div'),
  },
  floor: floatOperation('floor'),
  ceil: floatOperation('ceil'),
  round: floatOperation('nearest'),
  log1p: { emit: throughHost('log1p'), vector: log1p },
  sin: { emit: throughHost('sin'), vector: sin },
  cos: { emit: throughHost('cos'), vector: cos },
  tan: { emit: throughHost('tan') },
  asin: { emit: throughHost('asin') },
  acos: { emit: throughHost('acos') },
  atan: { emit: throughHost('atan') },
  sinh: { emit: throughHost('sinh') },
  cosh: { emit: throughHost('cosh') },
  asinh: { emit: throughHost('asinh') },
  acosh: { emit: throughHost('acosh') },
  atanh: { emit: throughHost('atanh') },
  erf: { emit: throughHost('erf'), vector: erf },
  mod: { emit: byKind<Binary>({ float: throughHost('mod'), signed: signedModulo, unsigned: unsignedDivision('rem_u') }) },
  pow: { emit: byKind<Binary>({ float: throughHost('pow'), signed: signedPower, unsigned: unsignedPower }), vector: pow },
  atan2: { emit: throughHost('atan2') },
  bitwiseNot: {
    emit: (code, _element, x) => code.get(x).i32(-1).op('i32.xor'),
    instructions: { signed: 'v128.not', unsigned: 'v128.not' },
  },
  bitwiseAnd: bitwise('and'),
  bitwiseOr: bitwise('or'),
  bitwiseXor: bitwise('xor'),
  shiftLeft: { emit: (code, _element, a, b) => shiftOrZero(code, 'shl', a, b) },
} satisfies { readonly [Name in OperationName]?: Operation }
