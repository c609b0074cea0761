/** The check sum against the standard's own value, and fflate's. */
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.ts'

test('the check value of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array())).toBe(0)
})

test('any bytes', () => {
  for (let length = 0; length < 300; length += 7) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 167 + length) % 256)
    const zip = zipSync({ file: [bytes, { level: 0 }] })
    expect(crc32(bytes)).toBe(new DataView(zip.buffer).getUint32(14, true))
  }
})
