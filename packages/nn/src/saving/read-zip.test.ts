/** Zips: good ones, and those that lie, lead astray or explode. */
import { DataError } from '@neurite/core'
import { deflateSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { crc32 } from './crc32.ts'
import { ZipReader } from './read-zip.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

const good = (): Uint8Array =>
  zipSync({ 'a.json': [text('hello hello hello hello'), { level: 6 }], 'b.bin': [Uint8Array.of(1, 2, 3), { level: 0 }] })

test('reads what fflate wrote, compressed or not', () => {
  const zip = new ZipReader('load', good())
  expect(zip.names).toEqual(['a.json', 'b.bin'])
  expect(new TextDecoder().decode(zip.read('a.json'))).toBe('hello hello hello hello')
  expect([...zip.read('b.bin')]).toEqual([1, 2, 3])
  expect([zip.has('a.json'), zip.has('c')]).toEqual([true, false])
  expect(() => zip.read('c')).toThrow(new DataError('load: the file is damaged: it lacks c'))
})

test('reads from the middle of a buffer, and past a comment', () => {
  const bytes = good()
  const larger = new Uint8Array(bytes.length + 9 + 5)
  larger.set(bytes, 9)
  larger.set(text('note!'), 9 + bytes.length)
  new DataView(larger.buffer).setUint16(9 + bytes.length - 2, 5, true)
  expect(new ZipReader('load', larger.subarray(9)).names).toEqual(['a.json', 'b.bin'])
})

/** A field of one entry's header, given as an offset from its signature. */
interface Patch {
  readonly signature: number
  readonly offset: number
  readonly value: number
  readonly bytes: 2 | 4
  /** Which of the headers with this signature. Default the first. */
  readonly nth?: number
}

function patched(bytes: Uint8Array, ...patches: readonly Patch[]): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const { signature, offset, value, bytes: size, nth = 0 } of patches) {
    let found = -1
    for (let at = 0; at + 4 <= bytes.length; at++) {
      if (view.getUint32(at, true) !== signature) continue
      found += 1
      if (found < nth) continue
      if (size === 2) view.setUint16(at + offset, value, true)
      else view.setUint32(at + offset, value, true)
      break
    }
  }
  return bytes
}

const [end, central, local] = [0x06054b50, 0x02014b50, 0x04034b50]

describe('damage', () => {
  test.each<readonly [string, () => Uint8Array, string]>([
    ['nothing', () => new Uint8Array(), 'it is empty'],
    ['no zip', () => text('this is no zip at all, but long enough for one'), 'it is no zip, or its end is missing'],
    ['a cut end', () => good().slice(0, -1), 'it is no zip, or its end is missing'],
    ['several disks', () => patched(good(), { signature: end, offset: 4, value: 1, bytes: 2 }), 'it is one part of several'],
    [
      'many files',
      () =>
        patched(
          good(),
          { signature: end, offset: 8, value: 9999, bytes: 2 },
          { signature: end, offset: 10, value: 9999, bytes: 2 },
        ),
      'it says that it holds 9999 files',
    ],
    [
      'a directory elsewhere',
      () => patched(good(), { signature: end, offset: 16, value: 1, bytes: 4 }),
      'its directory is not where it says',
    ],
    [
      'fewer entries',
      () =>
        patched(good(), { signature: end, offset: 8, value: 1, bytes: 2 }, { signature: end, offset: 10, value: 1, bytes: 2 }),
      'its directory is longer than its entries',
    ],
    ['an encrypted file', () => patched(good(), { signature: central, offset: 8, value: 1, bytes: 2 }), 'a.json is encrypted'],
    [
      'an unknown method',
      () => patched(good(), { signature: central, offset: 10, value: 12, bytes: 2 }),
      'a.json is compressed in the unknown way 12',
    ],
    [
      'a header elsewhere',
      () => patched(good(), { signature: central, offset: 42, value: 3, bytes: 4 }),
      'the header of a.json is damaged',
    ],
    [
      'another header',
      () => patched(good(), { signature: central, offset: 42, value: 0, bytes: 4, nth: 1 }),
      "the header of b.bin is another one's",
    ],
    [
      'a length beyond the file',
      () => patched(good(), { signature: central, offset: 20, value: 2 ** 31, bytes: 4 }),
      'a.json is longer than the file',
    ],
    [
      'two sizes',
      () => patched(good(), { signature: central, offset: 24, value: 4, bytes: 4, nth: 1 }),
      'b.bin says that it expands to 4 bytes',
    ],
    [
      'a name elsewhere',
      () => patched(good(), { signature: central, offset: 28, value: 60_000, bytes: 2 }),
      'an entry of its directory is damaged',
    ],
  ])('%s', (_, make, message) => {
    expect(() => new ZipReader('load', make())).toThrow(new DataError(`load: the file is damaged: ${message}`))
  })

  test('a flipped bit in the contents', () => {
    const bytes = good()
    const place = bytes.findIndex((byte, index) => byte === 1 && bytes[index + 1] === 2 && bytes[index + 2] === 3)
    bytes[place + 2]! ^= 4
    expect(() => new ZipReader('load', bytes).read('b.bin')).toThrow(
      new DataError('load: the file is damaged: the check sum of b.bin is wrong'),
    )
  })
})

test.each(['../evil', '/etc/passwd', 'a/../b', 'C:\\x', 'a\\b', '', './a', 'a//b', 'a/', '.hidden', 'nul\0'])(
  'the name %j leads astray',
  (name) => {
    expect(() => new ZipReader('load', zipSync({ [name]: Uint8Array.of(1) }))).toThrow(
      /^load: the file is damaged: it holds a file of the name .*, which may lead out of it$/,
    )
  },
)

test('a name twice', () => {
  const bytes = zipSync({ aa: [Uint8Array.of(1), { level: 0 }], ab: [Uint8Array.of(1), { level: 0 }] })
  const source = new TextDecoder('latin1').decode(bytes).replaceAll('ab', 'aa')
  expect(
    () =>
      new ZipReader(
        'load',
        Uint8Array.from(source, (c) => c.codePointAt(0)!),
      ),
  ).toThrow(new DataError('load: the file is damaged: aa is there twice'))
})

test('entries that share bytes', () => {
  const bytes = zipSync({ a: [new Uint8Array(100), { level: 0 }], b: [new Uint8Array(1), { level: 0 }] })
  const longer = patched(
    bytes,
    { signature: central, offset: 20, value: 120, bytes: 4 },
    { signature: central, offset: 24, value: 120, bytes: 4 },
  )
  expect(() => new ZipReader('load', longer)).toThrow(new DataError('load: the file is damaged: a and b overlap'))
})

describe('bombs', () => {
  /** A zip of one compressed file that says it has this size. */
  function bomb(contents: Uint8Array, says: number): Uint8Array {
    const bytes = zipSync({ 'a.json': [contents, { level: 9 }] })
    return patched(
      bytes,
      { signature: central, offset: 24, value: says, bytes: 4 },
      { signature: local, offset: 22, value: says, bytes: 4 },
    )
  }

  test.each([64 * 1024 * 1024 + 1, 2 ** 32 - 1])('a size of %d is not even tried', (says) => {
    expect(() => new ZipReader('load', bomb(new Uint8Array(1000), says))).toThrow(
      new DataError(`load: the file is damaged: a.json says that it expands to ${says} bytes`),
    )
  })

  test('nor is more than deflate can make', () => {
    expect(() => new ZipReader('load', bomb(text('abc'), 1_000_000))).toThrow(
      new DataError('load: the file is damaged: a.json says that it expands to 1000000 bytes'),
    )
  })

  test('more than it says stays within what it says', () => {
    const million = new Uint8Array(1_000_000)
    expect(deflateSync(million).length).toBeLessThan(2000)
    const zip = new ZipReader('load', bomb(million, 1000))
    expect(() => zip.read('a.json')).toThrow(DataError)
  })

  test('less than it says', () => {
    const zip = new ZipReader('load', bomb(text('hello'), 8))
    expect(() => zip.read('a.json')).toThrow(DataError)
  })

  test('the check sum is of the expanded contents', () => {
    const bytes = bomb(text('hello'), 5)
    expect(new DataView(bytes.buffer).getUint32(14, true)).toBe(crc32(text('hello')))
  })
})
