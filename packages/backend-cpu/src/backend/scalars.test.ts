/** Scalars: little-endian, one slot each, every dtype. */
import { type DType, type HostArray, scalarSlotBytes } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { readScalar } from './scalars.ts'

const slots = (...bytes: number[][]): Uint8Array => {
  const packed = new Uint8Array(bytes.length * scalarSlotBytes)
  bytes.forEach((list, slot) => packed.set(list, slot * scalarSlotBytes))
  return packed
}

describe('readScalar', () => {
  test.each<[DType, number[], HostArray]>([
    ['float32', [0, 0, 0xc0, 0x3f], Float32Array.of(1.5)],
    ['float16', [0x00, 0x3e], Uint16Array.of(0x3e00)],
    ['float64', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], Float64Array.of(1.5)],
    ['int32', [0xfe, 0xff, 0xff, 0xff], Int32Array.of(-2)],
    ['uint32', [0xfe, 0xff, 0xff, 0xff], Uint32Array.of(4294967294)],
    ['int8', [0x80], Int8Array.of(-128)],
    ['uint8', [0x80], Uint8Array.of(128)],
    ['bool', [2], Uint8Array.of(1)],
  ])('%s from %j', (dtype, bytes, expected) => {
    expect(readScalar(slots([9, 9, 9, 9, 9, 9, 9, 9], bytes), 1, dtype)).toEqual(expected)
  })

  test('reads a view into a larger array', () => {
    const packed = slots([7], [5])
    expect(readScalar(packed.subarray(scalarSlotBytes), 0, 'uint8')).toEqual(Uint8Array.of(5))
  })
})
