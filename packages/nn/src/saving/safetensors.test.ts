/** The safetensors format: what other readers expect, and headers that lie. */
import { DataError } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from './safetensors.ts'

const place = { call: 'load', file: 'w.safetensors' }

const tensors: readonly NamedTensor[] = [
  ['a', { dtype: 'float32', shape: [2, 2], bits: Float32Array.of(1, -2, Number.NaN, Infinity) }],
  ['b/c', { dtype: 'float16', shape: [1], bits: Uint16Array.of(0x3c00) }],
  ['odd', { dtype: 'uint8', shape: [3], bits: Uint8Array.of(1, 2, 255) }],
  ['flag', { dtype: 'bool', shape: [], bits: Uint8Array.of(1) }],
  ['none', { dtype: 'int8', shape: [0, 4], bits: new Int8Array(0) }],
  ['wide', { dtype: 'float64', shape: [1], bits: Float64Array.of(Math.PI) }],
  ['0', { dtype: 'int32', shape: [2], bits: Int32Array.of(-1, 7) }],
  ['__proto__', { dtype: 'uint32', shape: [1], bits: Uint32Array.of(2 ** 32 - 1) }],
]

test('every dtype comes back, in order, from any place in memory', () => {
  const bytes = encodeSafetensors(tensors)
  expect(decodeSafetensors(place, bytes)).toEqual(tensors)
  const shifted = new Uint8Array(bytes.length + 1)
  shifted.set(bytes, 1)
  expect(decodeSafetensors(place, shifted.subarray(1))).toEqual(tensors)
})

test('the bytes are those of the format', () => {
  const bytes = encodeSafetensors([['x', { dtype: 'float32', shape: [1], bits: Float32Array.of(1) }]])
  const header = '{"__metadata__":{},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
  expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(Math.ceil(header.length / 8) * 8))
  expect(new TextDecoder().decode(bytes.subarray(8, -4)).trimEnd()).toBe(header)
  expect([...bytes.subarray(-4)]).toEqual([0, 0, 0x80, 0x3f])
})

describe('headers that lie', () => {
  /** A file with this header before so many bytes. */
  function file(header: unknown, dataBytes: number, headerBytes?: number): Uint8Array {
    const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
    const bytes = new Uint8Array(8 + text.length + dataBytes)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes ?? text.length), true)
    bytes.set(text, 8)
    return bytes
  }
  const row = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') => ({ dtype, shape, data_offsets: offsets })

  test.each<readonly [string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'it is too short'],
    ['less than a length', new Uint8Array(7), 'it is too short'],
    ['a header beyond the file', file({}, 0, 3), 'its header is longer than the file'],
    ['a header beyond all memory', file({}, 0, 2 ** 52), 'its header is longer than the file'],
    ['no JSON', file('{"a":', 0), 'its header cannot be read'],
    ['no UTF-8', (() => ((bytes) => (bytes.set([0xff], 9), bytes))(file('{"a":1}', 0)))(), 'its header cannot be read'],
    ['an array', file([], 0), 'its header cannot be read'],
    ['deep nesting', file('['.repeat(200_000), 0), 'its header cannot be read'],
    ['a row that is none', file({ a: 3 }, 0), '"a" is not described'],
    ['a type that is none', file({ a: row([1], [0, 4], 'F31') }, 4), '"a" is of the unknown type "F31"'],
    ['a shape that is none', file({ a: row([-1], [0, 4]) }, 4), '"a" has no shape'],
    ['a shape of fractions', file({ a: row([0.5], [0, 2]) }, 2), '"a" has no shape'],
    [
      'a shape of many axes',
      file(
        {
          a: row(
            Array.from({ length: 33 }, () => 1),
            [0, 4],
          ),
        },
        4,
      ),
      '"a" has no shape',
    ],
    ['offsets that are none', file({ a: row([1], [0]) }, 4), '"a" is nowhere'],
    ['offsets in reverse', file({ a: row([1], [4, 0]) }, 4), '"a" takes 4 bytes by its shape, -4 by its place'],
    [
      'a shape that overflows',
      file({ a: row([2 ** 30, 2 ** 30], [0, 4]) }, 4),
      '"a" takes 4611686018427388000 bytes by its shape, 4 by its place',
    ],
    ['a size that differs', file({ a: row([2], [0, 4]) }, 4), '"a" takes 8 bytes by its shape, 4 by its place'],
    ['an overlap', file({ a: row([1], [0, 4]), b: row([1], [0, 4]) }, 4), '"b" overlaps another, or leaves a gap'],
    ['a gap', file({ a: row([1], [0, 4]), b: row([1], [8, 12]) }, 12), '"b" overlaps another, or leaves a gap'],
    ['an end beyond the file', file({ a: row([2], [0, 8]) }, 4), 'it holds 4 bytes, its header describes 8'],
    ['bytes that are nobody’s', file({ a: row([1], [0, 4]) }, 5), 'it holds 5 bytes, its header describes 4'],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(place, bytes)).toThrow(new DataError(`load: w.safetensors is damaged: ${message}`))
  })
})
