/** Known encodings, and the borders where one byte more is needed. */
import { describe, expect, it } from 'vitest'
import { signedLeb128, unsignedLeb128 } from './leb128.ts'

describe('unsignedLeb128', () => {
  it.each([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('encodes %i', (value, bytes) => expect(unsignedLeb128(value)).toEqual(bytes))
})

describe('signedLeb128', () => {
  it.each([
    [0, [0x00]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('encodes %i', (value, bytes) => expect(signedLeb128(value)).toEqual(bytes))

  it('takes an unsigned 32-bit constant as the same bits', () => expect(signedLeb128(2 ** 32 - 1)).toEqual([0x7f]))
})
