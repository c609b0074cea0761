/**
 * Elements four at a time, each in 32 bits of a vector: 8-bit integers are widened, a bool is all ones or all zeros.
 * What SIMD has no instruction for is done lane by lane.
 */
import type { ScalarName } from '@neurite/compiler'
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { elementOf } from '../element.ts'
import { callVector } from '../math/expression.ts'
import { operationOf } from '../operation-of.ts'
import type { Lane } from './lane.ts'
import { literalOf, scalarLane } from './scalar-lane.ts'
import { kindOf, type Operand, splatInteger, wrapBytes, zeros } from './vectors.ts'

const lanes = [0, 1, 2, 3] as const

/** Dtypes that fit in a lane. */
export const fitsLanes = (dtype: DType): boolean => dtype !== 'float64' && dtype !== 'float16'

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

function apply(code: FunctionBuilder, primitive: ScalarName, operands: readonly Operand[], dtype: DType): void {
  const [a, b, c] = operands
  if (primitive === 'select') return void code.get(b!.local, c!.local, a!.local).op('v128.bitselect')
  if (primitive === 'cast') return castLanes(code, a!, dtype)
  const { instructions, emitLanes, vector } = operationOf(primitive)
  if (emitLanes) return emitLanes(code, a!)
  const instruction = instructions?.[kindOf(a!.dtype)]
  if (!instruction && (!vector || a!.dtype !== 'float32')) return applyByLane(code, primitive, operands, dtype)
  code.get(...operands.map(({ local }) => local))
  if (instruction) code.op(instruction)
  else callVector(code, vector!)
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
