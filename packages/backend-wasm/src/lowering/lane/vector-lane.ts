/**
 * Elements four at a time, each in 32 bits of a vector: 8-bit integers are widened, a bool is all ones or all zeros.
 * What SIMD has no instruction for is done lane by lane.
 */
import type { ScalarName } from '@neurite/compiler'
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import type { PlainName } from '../../assembler/opcodes.ts'
import { elementOf } from '../element.ts'
import { callVector } from '../math/expression.ts'
import { vectorFunctions } from '../math/vector-functions.ts'
import type { Lane } from './lane.ts'
import { literalOf, scalarLane } from './scalar-lane.ts'

const lanes = [0, 1, 2, 3] as const

/** Dtypes that fit in a lane. */
export const fitsLanes = (dtype: DType): boolean => dtype !== 'float64' && dtype !== 'float16'

type Operand = { readonly local: Local; readonly dtype: DType }
type Kind = 'float' | 'signed' | 'unsigned' | 'bool'

const kindOf = (dtype: DType): Kind => (dtype === 'bool' ? 'bool' : elementOf(dtype).kind)

/** Instructions by the kind of the operands. */
const instructions: Partial<Record<ScalarName, Partial<Record<Kind, PlainName>>>> = {
  neg: { float: 'f32x4.neg', signed: 'i32x4.neg', unsigned: 'i32x4.neg' },
  sqrt: { float: 'f32x4.sqrt' },
  floor: { float: 'f32x4.floor' },
  ceil: { float: 'f32x4.ceil' },
  round: { float: 'f32x4.nearest' },
  logicalNot: { bool: 'v128.not' },
  bitwiseNot: { signed: 'v128.not', unsigned: 'v128.not' },
  add: { float: 'f32x4.add', signed: 'i32x4.add', unsigned: 'i32x4.add' },
  sub: { float: 'f32x4.sub', signed: 'i32x4.sub', unsigned: 'i32x4.sub' },
  mul: { float: 'f32x4.mul', signed: 'i32x4.mul', unsigned: 'i32x4.mul' },
  div: { float: 'f32x4.div' },
  min: { float: 'f32x4.min', signed: 'i32x4.min_s', unsigned: 'i32x4.min_u', bool: 'v128.and' },
  max: { float: 'f32x4.max', signed: 'i32x4.max_s', unsigned: 'i32x4.max_u', bool: 'v128.or' },
  bitwiseAnd: { signed: 'v128.and', unsigned: 'v128.and', bool: 'v128.and' },
  bitwiseOr: { signed: 'v128.or', unsigned: 'v128.or', bool: 'v128.or' },
  bitwiseXor: { signed: 'v128.xor', unsigned: 'v128.xor', bool: 'v128.xor' },
  logicalAnd: { bool: 'v128.and' },
  logicalOr: { bool: 'v128.or' },
  equal: { float: 'f32x4.eq', signed: 'i32x4.eq', unsigned: 'i32x4.eq', bool: 'i32x4.eq' },
  notEqual: { float: 'f32x4.ne', signed: 'i32x4.ne', unsigned: 'i32x4.ne', bool: 'v128.xor' },
  // True is -1, the lesser number.
  less: { float: 'f32x4.lt', signed: 'i32x4.lt_s', unsigned: 'i32x4.lt_u', bool: 'i32x4.gt_s' },
  lessEqual: { float: 'f32x4.le', signed: 'i32x4.le_s', unsigned: 'i32x4.le_u', bool: 'i32x4.ge_s' },
  greater: { float: 'f32x4.gt', signed: 'i32x4.gt_s', unsigned: 'i32x4.gt_u', bool: 'i32x4.lt_s' },
  greaterEqual: { float: 'f32x4.ge', signed: 'i32x4.ge_s', unsigned: 'i32x4.ge_u', bool: 'i32x4.le_s' },
}

const zeros = (code: FunctionBuilder): FunctionBuilder => code.i32x4(0, 0, 0, 0)
const splatInteger = (code: FunctionBuilder, value: number): FunctionBuilder => code.i32x4(value, value, value, value)

/** Brings the 32-bit integers on the stack back into the range of an 8-bit dtype. */
function wrapBytes(code: FunctionBuilder, dtype: DType): void {
  if (dtype === 'uint8') splatInteger(code, 255).op('v128.and')
  if (dtype === 'int8') code.i32(24).op('i32x4.shl').i32(24).op('i32x4.shr_s')
}

/** The scalar in one lane of a vector, as the scalar lane holds it. */
function extract(code: FunctionBuilder, { local, dtype }: Operand, lane: number): void {
  const isFloat = dtype === 'float32'
  code.get(local).lane(isFloat ? 'f32x4.extract_lane' : 'i32x4.extract_lane', lane)
  if (dtype === 'bool') code.i32(1).op('i32.and')
}

/** Puts the scalar on the stack into one lane of the vector below it. */
function replace(code: FunctionBuilder, dtype: DType, lane: number): void {
  code.lane(dtype === 'float32' ? 'f32x4.replace_lane' : 'i32x4.replace_lane', lane)
}

function applyByLane(code: FunctionBuilder, primitive: ScalarName, operands: readonly Operand[], dtype: DType): void {
  const scalars = operands.map((operand) => ({ local: code.local(scalarLane.type(operand.dtype)), dtype: operand.dtype }))
  const [result, part] = [code.local('v128'), code.local(scalarLane.type(dtype))]
  for (const lane of lanes) {
    operands.forEach((operand, i) => {
      extract(code, operand, lane)
      code.set(scalars[i]!.local)
    })
    scalarLane.apply(code, primitive, scalars, dtype)
    // A bool is all ones: -1.
    if (dtype === 'bool') code.set(part).i32(0).get(part).op('i32.sub')
    code.set(part)
    code.get(result, part)
    replace(code, dtype, lane)
    code.set(result)
  }
  code.get(result)
}

/** Brings the 32-bit integers on the stack into the range of an 8-bit dtype, the nearest end for those outside of it. */
function saturateBytes(code: FunctionBuilder, dtype: DType): void {
  const { sizeBytes, kind, lowest, highest } = elementOf(dtype)
  if (sizeBytes === 4) return
  splatInteger(code, highest).op(`i32x4.min_${kind === 'signed' ? 's' : 'u'}`)
  if (kind === 'signed') splatInteger(code, lowest).op('i32x4.max_s')
}

function castLanes(code: FunctionBuilder, { local, dtype: from }: Operand, to: DType): void {
  const [source, target] = [kindOf(from), kindOf(to)]
  if (from === to) code.get(local)
  else if (target === 'bool') {
    code.get(local)
    zeros(code).op(source === 'float' ? 'f32x4.ne' : 'i32x4.ne')
  } else if (source === 'bool') {
    code.get(local)
    if (target === 'float') code.i32x4(0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000).op('v128.and')
    else splatInteger(code, 1).op('v128.and')
  } else if (target === 'float') code.get(local).op(`f32x4.convert_i32x4_${source === 'signed' ? 's' : 'u'}`)
  else if (source === 'float') {
    code.get(local).op(`i32x4.trunc_sat_f32x4_${target === 'signed' ? 's' : 'u'}`)
    saturateBytes(code, to)
  } else {
    code.get(local)
    wrapBytes(code, to)
  }
}

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

/** The size of each element; an unsigned one is its own. */
function absLanes(code: FunctionBuilder, { local, dtype }: Operand): void {
  const kind = kindOf(dtype)
  code.get(local)
  if (kind === 'float') code.op('f32x4.abs')
  else if (kind === 'signed') code.op('i32x4.abs')
  wrapBytes(code, dtype)
}

/** Primitives that take none, or more than one instruction. */
const sequences: { readonly [P in ScalarName]?: (code: FunctionBuilder, operands: readonly Operand[], dtype: DType) => void } = {
  select: (code, [condition, a, b]) => code.get(a!.local, b!.local, condition!.local).op('v128.bitselect'),
  cast: (code, [x], dtype) => castLanes(code, x!, dtype),
  rsqrt: (code, [x]) => code.f32(1).op('f32x4.splat').get(x!.local).op('f32x4.sqrt', 'f32x4.div'),
  abs: (code, [x]) => absLanes(code, x!),
  sign: (code, [x]) => signLanes(code, x!),
}

function apply(code: FunctionBuilder, primitive: ScalarName, operands: readonly Operand[], dtype: DType): void {
  const kind = kindOf(operands[0]!.dtype)
  const [sequence, instruction] = [sequences[primitive], instructions[primitive]?.[kind]]
  const callee = kind === 'float' ? vectorFunctions[primitive] : undefined
  if (sequence) return sequence(code, operands, dtype)
  if (!instruction && !callee) return applyByLane(code, primitive, operands, dtype)
  code.get(...operands.map(({ local }) => local))
  if (callee) callVector(code, callee)
  else code.op(instruction!)
  wrapBytes(code, dtype)
}

/** Four bytes side by side, each widened to a lane. */
function loadBytes(code: FunctionBuilder, dtype: DType): void {
  const sign = dtype === 'int8' ? 's' : 'u'
  code.op(`i16x8.extend_low_i8x16_${sign}`, `i32x4.extend_low_i16x8_${sign}`)
}

/** Any distance between elements: lane by lane. */
function loadScattered(code: FunctionBuilder, dtype: DType, pointer: Local, offsetBytes: number, strideBytes: number): void {
  const vector = code.local('v128')
  const { load: instruction } = elementOf(dtype)
  for (const lane of lanes) {
    const offset = offsetBytes + lane * strideBytes
    code.get(vector)
    if (offset < 0) code.get(pointer).i32(offset).op('i32.add').access(instruction)
    else code.get(pointer).access(instruction, offset)
    replace(code, dtype, lane)
    code.set(vector)
  }
  code.get(vector)
}

function loadLanes(code: FunctionBuilder, dtype: DType, pointer: Local, offsetBytes: number, strideBytes: number): void {
  const { sizeBytes } = elementOf(dtype)
  if (strideBytes === 0 && sizeBytes === 4 && offsetBytes >= 0) code.get(pointer).access('v128.load32_splat', offsetBytes)
  else if (strideBytes === 0) {
    scalarLane.load(code, dtype, pointer, offsetBytes, 0)
    code.op(dtype === 'float32' ? 'f32x4.splat' : 'i32x4.splat')
  } else if (strideBytes !== sizeBytes) loadScattered(code, dtype, pointer, offsetBytes, strideBytes)
  else if (sizeBytes === 4) code.get(pointer).access('v128.load', offsetBytes)
  else {
    code.get(pointer).access('v128.load32_zero', offsetBytes)
    loadBytes(code, dtype)
  }
  // 1 becomes -1: all ones.
  if (dtype === 'bool') code.op('i32x4.neg')
}

function storeLanes(
  code: FunctionBuilder,
  dtype: DType,
  pointer: Local,
  value: Local,
  offsetBytes: number,
  strideBytes: number,
): void {
  const { sizeBytes } = elementOf(dtype)
  if (strideBytes !== sizeBytes) {
    const scalar = code.local(scalarLane.type(dtype))
    for (const lane of lanes) {
      const offset = offsetBytes + lane * strideBytes
      extract(code, { local: value, dtype }, lane)
      code.set(scalar).get(pointer)
      if (offset < 0) code.i32(offset).op('i32.add')
      code.get(scalar).access(elementOf(dtype).store, Math.max(offset, 0))
    }
    return
  }
  code.get(pointer, value)
  if (sizeBytes === 4) {
    code.access('v128.store', offsetBytes)
    return
  }
  if (dtype === 'bool') splatInteger(code, 1).op('v128.and')
  const sign = dtype === 'int8' ? 's' : 'u'
  const narrowed = code.local('v128')
  code.tee(narrowed).get(narrowed).op(`i16x8.narrow_i32x4_${sign}`).tee(narrowed).get(narrowed).op(`i8x16.narrow_i16x8_${sign}`)
  code.laneAccess('v128.store32_lane', 0, offsetBytes)
}

/** The lane. */
export const vectorLane: Lane = {
  width: 4,
  type: () => 'v128',
  sizeBytes: () => 16,
  load: loadLanes,
  store: storeLanes,
  literal: (code, dtype, value) => {
    const literal = literalOf(dtype, value)
    if (dtype === 'float32') code.f32(literal).op('f32x4.splat')
    else splatInteger(code, dtype === 'bool' ? -literal : literal)
  },
  index: (code, dtype, value, step) => {
    code
      .get(value)
      .op('i32x4.splat')
      .i32x4(0, step, 2 * step, 3 * step)
      .op('i32x4.add')
    if (dtype === 'float32') code.op('f32x4.convert_i32x4_u')
    else wrapBytes(code, dtype)
  },
  apply,
  spill: (code, _dtype, pointer, value) => code.get(pointer, value).access('v128.store'),
  reload: (code, _dtype, pointer) => code.get(pointer).access('v128.load'),
}

/** Leaves the scalar lane's value in every lane. */
export function splat(code: FunctionBuilder, { local, dtype }: Operand): void {
  if (dtype === 'bool') code.i32(0).get(local).op('i32.sub', 'i32x4.splat')
  else code.get(local).op(dtype === 'float32' ? 'f32x4.splat' : 'i32x4.splat')
}
