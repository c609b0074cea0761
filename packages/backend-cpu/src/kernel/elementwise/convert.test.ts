/** select, cast and bitcast: saturation, wrap-around, single rounding, and bits that stay. */
import type { DType } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { evaluateGraph } from '../../interpreter/interpret.ts'
import { apply, graphOf, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity
const low = -2147483648
const high = 2147483647
const top = 4294967295

const casts: readonly [DType, DType, number[], number[]][] = [
  ['float32', 'int32', [1.9, -1.9, -0.5, NaN, inf, -inf, 3e9], [1, -1, 0, 0, high, low, high]],
  ['float64', 'int32', [2147483647.9, 2147483648, -2147483648.9], [high, high, low]],
  ['float64', 'uint32', [-1, 4294967295.5, 1e20, 3.7, NaN], [0, top, top, 3, 0]],
  ['float32', 'int8', [127.9, 128, -128.9, -200, 3.5, NaN], [127, 127, -128, -128, 3, 0]],
  ['float16', 'uint8', [255, 256, -1, 1.5, inf, -inf], [255, 255, 0, 1, 255, 0]],
  ['float32', 'bool', [0, -0, 0.1, NaN, -3, inf], [0, 0, 1, 1, 1, 1]],
  ['float16', 'bool', [0, -0, 2 ** -24, NaN], [0, 0, 1, 1]],
  ['int32', 'bool', [0, 256, -1], [0, 1, 1]],
  ['int32', 'int8', [128, -129, 300, -1], [-128, 127, 44, -1]],
  ['int32', 'uint8', [256, -1, 511], [0, 255, 255]],
  ['int32', 'uint32', [-1, low], [top, 2147483648]],
  ['uint32', 'int32', [top, 2147483648], [-1, low]],
  ['uint8', 'int8', [200], [-56]],
  ['int8', 'uint32', [-1], [top]],
  ['int32', 'float32', [16777217, low, high], [16777216, low, 2147483648]],
  ['int32', 'float64', [high], [high]],
  ['uint32', 'float32', [top], [4294967296]],
  ['int32', 'float16', [2049, 70000, -2051], [2048, inf, -2052]],
  ['bool', 'float32', [0, 1], [0, 1]],
  ['bool', 'int8', [0, 1], [0, 1]],
  ['float64', 'float32', [0.1, 1e300, 1e-50], [0.10000000149011612, inf, 0]],
  // Rounding through float32 first would tie, and go down to 1.
  ['float64', 'float16', [1 + 2 ** -11 + 2 ** -40, 65519.99, 65520], [1 + 2 ** -10, 65504, inf]],
  ['float32', 'float16', [1 / 3, -0, 2 ** -25, NaN], [0.333251953125, -0, 0, NaN]],
  ['float16', 'float64', [65504, 2 ** -24, -0], [65504, 2 ** -24, -0]],
  ['float32', 'float32', [1.5, NaN, -0], [1.5, NaN, -0]],
]

const bitcasts: readonly [DType, DType, number[], number[]][] = [
  ['float32', 'uint32', [1, -0, inf, -2], [0x3f800000, 0x80000000, 0x7f800000, 0xc0000000]],
  ['uint32', 'float32', [0x3f800000, 0x7fc00000, 1], [1, NaN, 2 ** -149]],
  ['int32', 'uint32', [-1], [top]],
  ['uint32', 'int32', [0x80000000], [low]],
  ['int8', 'uint8', [-1, -128], [255, 128]],
  ['bool', 'uint8', [0, 1], [0, 1]],
]

describe('cast', () => {
  test.each(casts)('%s to %s %j', (from, to, x, expected) => {
    expect(apply({ primitive: 'cast', attributes: { dtype: to } }, tensor(from, x))).toEqual(tensor(to, expected))
  })
})

describe('bitcast', () => {
  test.each(bitcasts)('%s to %s %j', (from, to, x, expected) => {
    expect(apply({ primitive: 'bitcast', attributes: { dtype: to } }, tensor(from, x))).toEqual(tensor(to, expected))
  })
})

describe('select', () => {
  const condition = tensor('bool', [1, 0, 1, 0])
  test.each<[DType, number[], number[], number[]]>([
    ['float32', [1, 2, NaN, 4], [5, NaN, 7, -0], [1, NaN, NaN, -0]],
    ['float16', [1, 2, 3, 4], [5, 6, 7, 8], [1, 6, 3, 8]],
    ['uint32', [top, 2, 3, 4], [5, top, 7, 8], [top, top, 3, 8]],
    ['bool', [1, 1, 1, 1], [0, 0, 0, 0], [1, 0, 1, 0]],
  ])('%s', (dtype, a, b, expected) => {
    expect(apply({ primitive: 'select', attributes: {} }, condition, tensor(dtype, a), tensor(dtype, b)).values).toEqual(expected)
  })

  test('keeps the bits of a float16 NaN', () => {
    const half = { dtype: 'float16', shape: [1] } as const
    const graph = graphOf({ primitive: 'select', attributes: {} }, [{ dtype: 'bool', shape: [1] }, half, half])
    expect(evaluateGraph(graph, [Uint8Array.of(1), Uint16Array.of(0x7d01), Uint16Array.of(0)])).toEqual([Uint16Array.of(0x7d01)])
  })
})
