/** Binary primitives: known values, IEEE edges, rounding and wrap-around. */
import type { BinaryName, DType } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity
const low = -2147483648
const high = 2147483647
const top = 4294967295

/** Primitive, dtype, a, b, expected; -0 and 0 are told apart. */
const table: readonly [BinaryName, DType, number[], number[], number[]][] = [
  ['add', 'float32', [1, 0.1, -0, inf, NaN], [2, 0.2, -0, -inf, 1], [3, 0.30000001192092896, -0, NaN, NaN]],
  ['add', 'float64', [0.1], [0.2], [0.30000000000000004]],
  ['add', 'float16', [1, 2048, 65504], [0.0009765625, 1, 32], [1.0009765625, 2048, inf]],
  ['add', 'int32', [high, low], [1, -1], [low, high]],
  ['add', 'uint32', [top], [2], [1]],
  ['add', 'int8', [127, -128], [1, -1], [-128, 127]],
  ['add', 'uint8', [250], [10], [4]],
  ['sub', 'float32', [1, 0, inf], [3, 0, inf], [-2, 0, NaN]],
  ['sub', 'int32', [low], [1], [high]],
  ['sub', 'uint32', [0], [1], [top]],
  ['sub', 'uint8', [3], [5], [254]],
  ['mul', 'float32', [2, -0, 0, 1e30], [3, 5, inf, 1e30], [6, -0, NaN, inf]],
  ['mul', 'int32', [123456789, low, 65536, -7], [987654321, -1, 65536, 6], [-67153019, low, 0, -42]],
  ['mul', 'uint32', [top, 123456789, 65536], [top, 987654321, 65537], [1, 4227814277, 65536]],
  ['mul', 'int8', [100, -128], [3, -1], [44, -128]],
  ['mul', 'uint8', [16, 255], [17, 255], [16, 1]],
  ['div', 'float32', [1, 1, -1, 0, 1], [3, 0, 0, 0, -inf], [0.3333333432674408, inf, -inf, NaN, -0]],
  ['div', 'int32', [7, -7, 7, -7, 5, low, 0], [2, 2, -2, -2, 0, -1, 0], [3, -3, -3, 3, 0, low, 0]],
  ['div', 'uint32', [top, 7, 1], [2, 0, top], [high, 0, 0]],
  ['div', 'int8', [-128, -7], [-1, 2], [-128, -3]],
  ['div', 'uint8', [255], [2], [127]],
  ['mod', 'float64', [5, -5, 5, -5, 5.5], [3, 3, -3, -3, 2], [2, 1, -1, -2, 1.5]],
  ['mod', 'float64', [6, -6, 6, -0], [3, 3, -3, 4], [0, 0, -0, 0]],
  ['mod', 'float64', [5, -5, 5, -5, 0], [inf, inf, -inf, -inf, inf], [5, inf, -inf, -5, 0]],
  ['mod', 'float64', [5, inf, NaN, 1, 0], [0, 3, 3, NaN, 0], [NaN, NaN, NaN, NaN, NaN]],
  ['mod', 'float32', [-1e-30], [5], [5]],
  ['mod', 'int32', [7, -7, 7, -7, 7, low, -6], [3, 3, -3, -3, 0, -1, 3], [1, 2, -2, -1, 0, 0, 0]],
  ['mod', 'uint32', [top, 5], [10, 0], [5, 0]],
  ['mod', 'int8', [-128, -1], [7, 127], [5, 126]],
  ['pow', 'float64', [2, 4, -8, -8, 0, 0, -0], [10, 0.5, 3, 0.5, 0, -1, -1], [1024, 2, -512, NaN, 1, inf, -inf]],
  ['pow', 'float64', [NaN, inf, 1, 1, -1, 2, 0.5], [0, 0, NaN, inf, -inf, -inf, inf], [1, 1, 1, 1, 1, 0, 0]],
  ['pow', 'float64', [NaN, 2, -inf], [1, NaN, 3], [NaN, NaN, -inf]],
  ['pow', 'float32', [10, 2], [39, -149], [inf, 2 ** -149]],
  ['pow', 'int32', [3, -2, 2, 2, 7, 0, 0, 5], [4, 31, 31, 32, 0, 0, 5, 1], [81, low, low, 0, 1, 1, 0, 5]],
  ['pow', 'int32', [1, -1, -1, 2, 0, -3], [-5, -5, -4, -1, -1, -2], [1, -1, 1, 0, 0, 0]],
  ['pow', 'int32', [3, 10], [21, 10], [1870418611, 1410065408]],
  ['pow', 'uint32', [3, top, 2], [top, 2, 31], [2863311531, 1, 2147483648]],
  ['pow', 'int8', [3, -5], [5, 3], [-13, -125]],
  ['pow', 'uint8', [3], [6], [217]],
  [
    'atan2',
    'float64',
    [1, 1, -1, -3],
    [2, -2, -2, 2],
    [0.4636476090008061, 2.677945044588987, -2.677945044588987, -0.982793723247329],
  ],
  ['atan2', 'float64', [0, -0, 0, -0, 1, -1], [1, 1, -1, -1, 0, -0], [0, -0, Math.PI, -Math.PI, Math.PI / 2, -Math.PI / 2]],
  [
    'atan2',
    'float64',
    [inf, inf, 1, -1, NaN, 1],
    [inf, -inf, inf, -inf, 1, NaN],
    [Math.PI / 4, 0.75 * Math.PI, 0, -Math.PI, NaN, NaN],
  ],
  ['atan2', 'float32', [1], [2], [Math.fround(0.4636476090008061)]],
  ['min', 'float32', [1, NaN, 1, 0, -0, -inf], [2, 1, NaN, -0, 0, 5], [1, NaN, NaN, -0, -0, -inf]],
  ['min', 'int32', [low, 3], [high, -3], [low, -3]],
  ['min', 'uint32', [top], [1], [1]],
  ['max', 'float32', [1, NaN, 1, 0, -0, -inf], [2, 1, NaN, -0, 0, 5], [2, NaN, NaN, 0, 0, 5]],
  ['max', 'float16', [NaN, -2], [0, -1], [NaN, -1]],
  ['max', 'uint32', [top], [1], [top]],
  ['max', 'int8', [-128], [127], [127]],
  ['bitwiseAnd', 'int32', [12, -1], [10, 255], [8, 255]],
  ['bitwiseAnd', 'uint32', [top, 0xf0000000], [0x80000001, 0x90000000], [0x80000001, 0x90000000]],
  ['bitwiseAnd', 'bool', [0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 1]],
  ['bitwiseOr', 'uint32', [0x80000000], [1], [0x80000001]],
  ['bitwiseOr', 'int8', [-128], [1], [-127]],
  ['bitwiseOr', 'bool', [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 1]],
  ['bitwiseXor', 'uint32', [top], [1], [4294967294]],
  ['bitwiseXor', 'int32', [-1], [1], [-2]],
  ['bitwiseXor', 'bool', [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]],
  ['shiftLeft', 'int32', [1, 1, 1, 1, 3, -1], [4, 31, 32, 100, 31, 1], [16, low, 0, 0, low, -2]],
  ['shiftLeft', 'uint32', [1, top, 5, 5], [31, 4, 32, top], [2147483648, 4294967280, 0, 0]],
  ['shiftLeft', 'int8', [1, 3, 1], [7, 6, 8], [-128, -64, 0]],
  ['shiftLeft', 'uint8', [255, 1], [4, 8], [240, 0]],
  ['shiftRight', 'int32', [-16, low, 16, -5, 7], [2, 31, 2, 40, 32], [-4, -1, 4, -1, 0]],
  ['shiftRight', 'uint32', [0x80000000, top, top], [31, 4, 32], [1, 0x0fffffff, 0]],
  ['shiftRight', 'int8', [-128, 127], [7, 3], [-1, 15]],
  ['shiftRight', 'uint8', [255, 128], [4, 8], [15, 0]],
  ['logicalAnd', 'bool', [0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 1]],
  ['logicalOr', 'bool', [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 1]],
]

describe('binary primitives', () => {
  test.each(table)('%s of %s %j and %j', (primitive, dtype, a, b, expected) => {
    const given = apply({ primitive, attributes: {} }, tensor(dtype, a), tensor(dtype, b))
    expect(given.dtype).toBe(dtype)
    expect(given.values).toEqual(expected)
  })
})
