/** Instructions of WebAssembly that the backend emits, with their codes. */

/** Types of locals, parameters and results. */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128'

/** Codes of the value types. */
export const valueTypes = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const satisfies Record<ValueType, number>

/** The prefix of SIMD instructions. */
export const vectorPrefix = 0xfd

/** Behind the prefix, the codes of relaxed SIMD begin here. */
export const firstRelaxed = 0x100

/** Instructions without immediate operands. A pair is a prefix and the code behind it. */
export const plain = {
  unreachable: 0x00,
  drop: 0x1a,
  select: 0x1b,
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_s': 0x48,
  'i32.lt_u': 0x49,
  'i32.gt_s': 0x4a,
  'i32.gt_u': 0x4b,
  'i32.le_s': 0x4c,
  'i32.le_u': 0x4d,
  'i32.ge_s': 0x4e,
  'i32.ge_u': 0x4f,
  'f32.eq': 0x5b,
  'f32.ne': 0x5c,
  'f32.lt': 0x5d,
  'f32.gt': 0x5e,
  'f32.le': 0x5f,
  'f32.ge': 0x60,
  'f64.eq': 0x61,
  'f64.ne': 0x62,
  'f64.lt': 0x63,
  'f64.gt': 0x64,
  'f64.le': 0x65,
  'f64.ge': 0x66,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.div_s': 0x6d,
  'i32.div_u': 0x6e,
  'i32.rem_s': 0x6f,
  'i32.rem_u': 0x70,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_s': 0x75,
  'i32.shr_u': 0x76,
  'i32.rotl': 0x77,
  'f32.abs': 0x8b,
  'f32.neg': 0x8c,
  'f32.ceil': 0x8d,
  'f32.floor': 0x8e,
  'f32.nearest': 0x90,
  'f32.sqrt': 0x91,
  'f32.add': 0x92,
  'f32.sub': 0x93,
  'f32.mul': 0x94,
  'f32.div': 0x95,
  'f32.min': 0x96,
  'f32.max': 0x97,
  'f32.copysign': 0x98,
  'f64.abs': 0x99,
  'f64.neg': 0x9a,
  'f64.ceil': 0x9b,
  'f64.floor': 0x9c,
  'f64.nearest': 0x9e,
  'f64.sqrt': 0x9f,
  'f64.add': 0xa0,
  'f64.sub': 0xa1,
  'f64.mul': 0xa2,
  'f64.div': 0xa3,
  'f64.min': 0xa4,
  'f64.max': 0xa5,
  'f64.copysign': 0xa6,
  'f32.convert_i32_s': 0xb2,
  'f32.convert_i32_u': 0xb3,
  'f32.demote_f64': 0xb6,
  'f64.convert_i32_s': 0xb7,
  'f64.convert_i32_u': 0xb8,
  'f64.promote_f32': 0xbb,
  'i32.reinterpret_f32': 0xbc,
  'f32.reinterpret_i32': 0xbe,
  'i32.trunc_sat_f32_s': [0xfc, 0x00],
  'i32.trunc_sat_f32_u': [0xfc, 0x01],
  'i32.trunc_sat_f64_s': [0xfc, 0x02],
  'i32.trunc_sat_f64_u': [0xfc, 0x03],
  'i32.extend8_s': 0xc0,
  'i32x4.splat': [0xfd, 0x11],
  'f32x4.splat': [0xfd, 0x13],
  'f64x2.splat': [0xfd, 0x14],
  'i32x4.eq': [0xfd, 0x37],
  'i32x4.ne': [0xfd, 0x38],
  'i32x4.lt_s': [0xfd, 0x39],
  'i32x4.lt_u': [0xfd, 0x3a],
  'i32x4.gt_s': [0xfd, 0x3b],
  'i32x4.gt_u': [0xfd, 0x3c],
  'i32x4.le_s': [0xfd, 0x3d],
  'i32x4.le_u': [0xfd, 0x3e],
  'i32x4.ge_s': [0xfd, 0x3f],
  'i32x4.ge_u': [0xfd, 0x40],
  'f32x4.eq': [0xfd, 0x41],
  'f32x4.ne': [0xfd, 0x42],
  'f32x4.lt': [0xfd, 0x43],
  'f32x4.gt': [0xfd, 0x44],
  'f32x4.le': [0xfd, 0x45],
  'f32x4.ge': [0xfd, 0x46],
  'v128.not': [0xfd, 0x4d],
  'v128.and': [0xfd, 0x4e],
  'v128.andnot': [0xfd, 0x4f],
  'v128.or': [0xfd, 0x50],
  'v128.xor': [0xfd, 0x51],
  'v128.bitselect': [0xfd, 0x52],
  'v128.any_true': [0xfd, 0x53],
  'f32x4.demote_f64x2_zero': [0xfd, 0x5e],
  'f64x2.promote_low_f32x4': [0xfd, 0x5f],
  'i8x16.narrow_i16x8_s': [0xfd, 0x65],
  'i8x16.narrow_i16x8_u': [0xfd, 0x66],
  'f32x4.ceil': [0xfd, 0x67],
  'f32x4.floor': [0xfd, 0x68],
  'f32x4.nearest': [0xfd, 0x6a],
  'i16x8.narrow_i32x4_s': [0xfd, 0x85],
  'i16x8.narrow_i32x4_u': [0xfd, 0x86],
  'i16x8.extend_low_i8x16_s': [0xfd, 0x87],
  'i16x8.extend_low_i8x16_u': [0xfd, 0x89],
  'f64x2.nearest': [0xfd, 0x94],
  'i32x4.abs': [0xfd, 0xa0],
  'i32x4.neg': [0xfd, 0xa1],
  'i32x4.extend_low_i16x8_s': [0xfd, 0xa7],
  'i32x4.extend_low_i16x8_u': [0xfd, 0xa9],
  'i32x4.shl': [0xfd, 0xab],
  'i32x4.shr_s': [0xfd, 0xac],
  'i32x4.shr_u': [0xfd, 0xad],
  'i32x4.add': [0xfd, 0xae],
  'i32x4.sub': [0xfd, 0xb1],
  'i32x4.mul': [0xfd, 0xb5],
  'i32x4.min_s': [0xfd, 0xb6],
  'i32x4.min_u': [0xfd, 0xb7],
  'i32x4.max_s': [0xfd, 0xb8],
  'i32x4.max_u': [0xfd, 0xb9],
  'i64x2.shl': [0xfd, 0xcb],
  'i64x2.add': [0xfd, 0xce],
  'f32x4.abs': [0xfd, 0xe0],
  'f32x4.neg': [0xfd, 0xe1],
  'f32x4.sqrt': [0xfd, 0xe3],
  'f32x4.add': [0xfd, 0xe4],
  'f32x4.sub': [0xfd, 0xe5],
  'f32x4.mul': [0xfd, 0xe6],
  'f32x4.div': [0xfd, 0xe7],
  'f32x4.min': [0xfd, 0xe8],
  'f32x4.max': [0xfd, 0xe9],
  'f32x4.pmin': [0xfd, 0xea],
  'f32x4.pmax': [0xfd, 0xeb],
  'f64x2.add': [0xfd, 0xf0],
  'f64x2.sub': [0xfd, 0xf1],
  'f64x2.mul': [0xfd, 0xf2],
  'f64x2.div': [0xfd, 0xf3],
  'f64x2.pmin': [0xfd, 0xf6],
  'f64x2.pmax': [0xfd, 0xf7],
  'i32x4.trunc_sat_f32x4_s': [0xfd, 0xf8],
  'i32x4.trunc_sat_f32x4_u': [0xfd, 0xf9],
  'f32x4.convert_i32x4_s': [0xfd, 0xfa],
  'f32x4.convert_i32x4_u': [0xfd, 0xfb],
  'f64x2.convert_low_i32x4_s': [0xfd, 0xfe],
  'f32x4.relaxed_madd': [0xfd, firstRelaxed + 5],
} as const satisfies Record<string, number | readonly [number, number]>

/** Name of an instruction without immediate operands. */
export type PlainName = keyof typeof plain

/** Loads and stores: the code, and log2 of the natural alignment, which is a hint only. */
export const accesses = {
  'i32.load': [0x28, 2],
  'f32.load': [0x2a, 2],
  'f64.load': [0x2b, 3],
  'i32.load8_s': [0x2c, 0],
  'i32.load8_u': [0x2d, 0],
  'i32.load16_u': [0x2f, 1],
  'i32.store': [0x36, 2],
  'f32.store': [0x38, 2],
  'f64.store': [0x39, 3],
  'i32.store8': [0x3a, 0],
  'i32.store16': [0x3b, 1],
  'v128.load': [[0xfd, 0x00], 4],
  'v128.load32_splat': [[0xfd, 0x09], 2],
  'v128.load32_zero': [[0xfd, 0x5c], 2],
  'v128.store': [[0xfd, 0x0b], 4],
} as const satisfies Record<string, readonly [number | readonly [number, number], number]>

/** Name of a load or a store. */
export type AccessName = keyof typeof accesses

/** Instructions whose immediate operand is a lane. */
export const laned = {
  'i32x4.extract_lane': 0x1b,
  'i32x4.replace_lane': 0x1c,
  'f32x4.extract_lane': 0x1f,
  'f32x4.replace_lane': 0x20,
  'f64x2.extract_lane': 0x21,
} as const satisfies Record<string, number>

/** Name of an instruction whose immediate operand is a lane. */
export type LanedName = keyof typeof laned

/** Loads and stores of one 32-bit lane. */
export const laneAccesses = { 'v128.load32_lane': 0x56, 'v128.store32_lane': 0x5a } as const satisfies Record<string, number>

/** Name of a load or a store of one lane. */
export type LaneAccessName = keyof typeof laneAccesses

/** Loads, stores and additions of 32 bits that other threads see as one step; the address is below the operand, aligned. */
export const atomics = {
  'i32.atomic.load': 0x10,
  'i32.atomic.store': 0x17,
  'i32.atomic.rmw.add': 0x1e,
} as const satisfies Record<string, number>

/** Name of an atomic instruction. */
export type AtomicName = keyof typeof atomics
