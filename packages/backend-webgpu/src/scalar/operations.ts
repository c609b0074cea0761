/** Scalar operations of the compiler's instructions as WGSL expressions, one row each. */
import type { ScalarName } from '@neurite/compiler'
import type { DType } from '@neurite/core'
import { type Scalar, scalarOf, type TaskWriter } from '../kernel/task-writer.ts'

/** What a row is given: operand expressions, their dtype, and that of the result. */
interface Site {
  readonly code: TaskWriter
  readonly operands: readonly string[]
  readonly from: DType
  readonly to: DType
}

type Emit = (site: Site) => string

/** Bits of the integer dtypes that are narrower than what computes with them. */
const narrow: Partial<Record<DType, 8>> = { int8: 8, uint8: 8 }

/** An integer result cut to its dtype's bits. */
export function wrapped(value: string, dtype: DType): string {
  if (!narrow[dtype]) return value
  return scalarOf(dtype) === 'i32' ? `(((${value}) << 24u) >> 24u)` : `((${value}) & 0xffu)`
}

const call =
  (name: string): Emit =>
  ({ operands, to }) =>
    wrapped(`${name}(${operands.join(', ')})`, to)

const infix =
  (operator: string): Emit =>
  ({ operands: [a, b], to }) =>
    wrapped(`(${a} ${operator} ${b})`, to)

/** A function of the library. */
const library =
  (name: string): Emit =>
  ({ code, operands, to }) =>
    wrapped(`${code.use(name)}(${operands.join(', ')})`, to)

/** Functions of the library by what computes. */
const byScalar =
  (names: Partial<Record<Scalar, Emit>>): Emit =>
  (site) => {
    const emit = names[scalarOf(site.from)]
    if (!emit) throw new Error(`internal: webgpu: no WGSL for ${site.from}`)
    return emit(site)
  }

const bitsOf = (dtype: DType): number => narrow[dtype] ?? 32

/** Shifting by the width or more is not what the device does: the count is looked at. */
const shift =
  (direction: 'left' | 'right'): Emit =>
  ({ operands: [x, count], from }) => {
    const [scalar, bits] = [scalarOf(from), bitsOf(from)]
    const amount = `u32(${count}) & 31u`
    const isIn = scalar === 'i32' ? `(${count} >= 0i && ${count} < ${bits}i)` : `(${count} < ${bits}u)`
    const shifted = direction === 'left' ? `(${x} << (${amount}))` : `(${x} >> (${amount}))`
    const beyond = direction === 'right' && scalar === 'i32' ? `(${x} >> 31u)` : `${scalar}(0)`
    return `select(${beyond}, ${wrapped(shifted, from)}, ${isIn})`
  }

/** Comparisons with NaN are false, but for "not equal". */
const compare =
  (operator: string): Emit =>
  (site) => {
    const [a, b] = site.operands
    if (scalarOf(site.from) === 'bool' && !['==', '!='].includes(operator)) return `(u32(${a}) ${operator} u32(${b}))`
    if (scalarOf(site.from) !== 'f32') return `(${a} ${operator} ${b})`
    const isNan = `${site.code.use('either_nan')}(${a}, ${b})`
    return operator === '!=' ? `(${isNan} || ${a} != ${b})` : `(!${isNan} && ${a} ${operator} ${b})`
  }

const cast: Emit = ({ code, operands: [x], from, to }) => {
  const [a, b] = [scalarOf(from), scalarOf(to)]
  if (b === 'bool') return a === 'bool' ? x! : a === 'f32' ? `${code.use('is_truthy')}(${x})` : `(${x} != ${a}(0))`
  if (b === 'f32') return a === 'f32' ? x! : a === 'u32' ? `${code.use('value_u32')}(${x})` : `f32(${x})`
  if (a === 'f32') return `${code.use(`to_${to}`)}(${x})`
  if (a === 'bool') return `select(${b}(0), ${b}(1), ${x})`
  return wrapped(a === b ? x! : `bitcast<${b}>(${x})`, to)
}

const operations: Record<ScalarName, Emit> = {
  add: byScalar({ f32: infix('+'), i32: infix('+'), u32: infix('+'), bool: infix('||') }),
  sub: byScalar({ f32: infix('-'), i32: infix('-'), u32: infix('-') }),
  mul: byScalar({ f32: infix('*'), i32: infix('*'), u32: infix('*'), bool: infix('&&') }),
  div: byScalar({ f32: library('div_f32'), i32: library('div_i32'), u32: library('div_u32') }),
  mod: byScalar({ f32: library('mod_f32'), i32: library('mod_i32'), u32: library('mod_u32') }),
  pow: byScalar({ f32: library('pow_f32'), i32: library('pow_i32'), u32: library('pow_u32') }),
  atan2: library('atan2_f32'),
  min: byScalar({ f32: library('min_f32'), i32: call('min'), u32: call('min'), bool: infix('&&') }),
  max: byScalar({ f32: library('max_f32'), i32: call('max'), u32: call('max'), bool: infix('||') }),
  neg: ({ operands: [x], from, to }) => wrapped(scalarOf(from) === 'u32' ? `(0u - ${x})` : `(-${x})`, to),
  abs: byScalar({ f32: call('abs'), i32: call('abs'), u32: ({ operands: [x] }) => x!, bool: ({ operands: [x] }) => x! }),
  sign: byScalar({ f32: library('sign_f32'), i32: call('sign'), u32: ({ operands: [x] }) => `min(${x}, 1u)` }),
  exp: library('exp_f32'),
  expm1: library('expm1_f32'),
  log: library('log_f32'),
  log1p: library('log1p_f32'),
  sqrt: library('sqrt_f32'),
  rsqrt: library('rsqrt_f32'),
  sin: library('sin_f32'),
  cos: library('cos_f32'),
  tan: library('tan_f32'),
  asin: library('asin_f32'),
  acos: library('acos_f32'),
  atan: library('atan_f32'),
  sinh: library('sinh_f32'),
  cosh: library('cosh_f32'),
  tanh: library('tanh_f32'),
  asinh: library('asinh_f32'),
  acosh: library('acosh_f32'),
  atanh: library('atanh_f32'),
  sigmoid: library('sigmoid_f32'),
  erf: library('erf_f32'),
  floor: call('floor'),
  ceil: call('ceil'),
  round: call('round'),
  bitwiseNot: ({ operands: [x], to }) => (to === 'bool' ? `(!${x})` : wrapped(`(~${x})`, to)),
  bitwiseAnd: byScalar({ i32: infix('&'), u32: infix('&'), bool: infix('&&') }),
  bitwiseOr: byScalar({ i32: infix('|'), u32: infix('|'), bool: infix('||') }),
  bitwiseXor: byScalar({ i32: infix('^'), u32: infix('^'), bool: infix('!=') }),
  shiftLeft: shift('left'),
  shiftRight: shift('right'),
  equal: compare('=='),
  notEqual: compare('!='),
  less: compare('<'),
  lessEqual: compare('<='),
  greater: compare('>'),
  greaterEqual: compare('>='),
  logicalAnd: infix('&&'),
  logicalOr: infix('||'),
  logicalNot: ({ operands: [x] }) => `(!${x})`,
  select: ({ operands: [condition, a, b] }) => `select(${b}, ${a}, ${condition})`,
  cast,
}

/** Results that are float16 numbers wherever the operands are. */
const keepsFloat16: ReadonlySet<ScalarName> = new Set<ScalarName>([
  'neg',
  'abs',
  'sign',
  'min',
  'max',
  'floor',
  'ceil',
  'round',
  'select',
])

/** float16 numbers are computed as float32, and rounded after each operation, as the dtype asks for. */
export const roundedTo = (code: TaskWriter, value: string, dtype: DType): string =>
  dtype === 'float16' ? `${code.use('round_half')}(${value})` : value

/** The dtype in which sums of a dtype grow: those of float16 are rounded once, at their end. */
export const sumDType = (dtype: DType): DType => (dtype === 'float16' ? 'float32' : dtype)

/** The expression of an instruction; `from` is the dtype of its last operand. */
export function applyScalar(code: TaskWriter, name: ScalarName, operands: readonly string[], from: DType, to: DType): string {
  const value = operations[name]({ code, operands, from, to })
  return keepsFloat16.has(name) || (name === 'cast' && from === to) ? value : roundedTo(code, value, to)
}

/** A number as a WGSL expression of a dtype: behind a call, so that no constant expression of WGSL overflows. */
export function constantText(code: TaskWriter, value: number, dtype: DType): string {
  switch (scalarOf(dtype)) {
    case 'bool':
      return value === 0 ? 'false' : 'true'
    case 'i32':
      return `${code.use('const_i32')}(${value === -2147483648 ? 'i32(-2147483647 - 1)' : `${value}i`})`
    case 'u32':
      return `${code.use('const_u32')}(${value}u)`
    case 'f32': {
      const bits = new Uint32Array(new Float32Array([value]).buffer)[0]!
      return `${code.use(value === 0 || !Number.isFinite(value) ? 'hidden' : 'from_bits')}(${bits}u)`
    }
  }
}
