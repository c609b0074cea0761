import { writeFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { encode, type ImageData, type PngEncoderOptions } from 'fast-png'
import { DataError } from 'neurite'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { readPng } from './read-png.ts'

const inFolder = temporaryFolder()

let files = 0

async function read(bytes: Uint8Array) {
  const file = inFolder(`${(files += 1)}.png`)
  await writeFile(file, bytes)
  return readPng(file)
}

function chunk(name: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** The image with another chunk after its header. */
const withChunk = (png: Uint8Array, name: string, data: Uint8Array): Uint8Array =>
  Buffer.concat([png.subarray(0, 33), chunk(name, data), png.subarray(33)])

/** The image with another header. */
function withHeader(png: Uint8Array, change: (header: DataView) => void): Uint8Array {
  const header = Uint8Array.from(png.subarray(16, 29))
  change(new DataView(header.buffer))
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), png.subarray(33)])
}

const rgb = (red: number, green: number, blue: number): number => (0.299 * red + 0.587 * green + 0.114 * blue) / 255

const cases: [name: string, image: ImageData, grey: readonly number[], opacity?: readonly number[]][] = [
  ['grey', { width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 51) }, [0, 0.2]],
  ['1 bit', { width: 3, height: 2, channels: 1, depth: 1, data: Uint8Array.of(0b10100000, 0b01000000) }, [1, 0, 1, 0, 1, 0]],
  [
    '2 bits',
    { width: 5, height: 1, channels: 1, depth: 2, data: Uint8Array.of(0b00011011, 0b01000000) },
    [0, 1 / 3, 2 / 3, 1, 1 / 3],
  ],
  ['4 bits', { width: 3, height: 1, channels: 1, depth: 4, data: Uint8Array.of(0x0f, 0x30) }, [0, 1, 0.2]],
  ['16 bits', { width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(65535, 13107) }, [1, 0.2]],
  ['grey, opacity', { width: 2, height: 1, channels: 2, data: Uint8Array.of(255, 0, 51, 255) }, [1, 0.2], [0, 1]],
  ['colour', { width: 2, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0, 10, 20, 30) }, [0.299, rgb(10, 20, 30)]],
  [
    'colour, opacity',
    { width: 1, height: 2, channels: 4, data: Uint8Array.of(0, 255, 0, 51, 0, 0, 255, 255) },
    [0.587, 0.114],
    [0.2, 1],
  ],
  [
    'colour, opacity, 16 bits',
    { width: 1, height: 1, channels: 4, depth: 16, data: Uint16Array.of(65535, 65535, 65535, 13107) },
    [1],
    [0.2],
  ],
  [
    'palette',
    {
      width: 3,
      height: 1,
      channels: 1,
      data: Uint8Array.of(1, 0, 1),
      palette: [
        [255, 0, 0],
        [255, 255, 255],
      ],
    },
    [1, 0.299, 1],
  ],
  [
    'palette of 1 bit, opacity',
    {
      width: 3,
      height: 1,
      channels: 1,
      depth: 1,
      data: Uint8Array.of(0b01000000),
      palette: [
        [0, 0, 0, 51],
        [255, 255, 255, 255],
      ],
    },
    [0, 1, 0],
    [0.2, 1, 0.2],
  ],
]

test.each(cases)('%s', async (_, image, grey, opacity) => {
  const result = await read(encode(image))
  expect([result.width, result.height]).toEqual([image.width, image.height])
  expect([...result.grey].map((value, index) => value - grey[index]!)).toEqual(grey.map(() => expect.closeTo(0, 6)))
  expect(result.opacity && [...result.opacity].map((value) => Number(value.toFixed(6)))).toEqual(opacity)
})

test('interlaced images give the same', async () => {
  const data = Uint8Array.from({ length: 19 * 11 * 3 }, (_, index) => (index * 37) % 256)
  const image: ImageData = { width: 19, height: 11, channels: 3, data }
  const options: PngEncoderOptions = { interlace: 'Adam7' }
  expect(await read(encode(image, options))).toEqual(await read(encode(image)))
})

test('a colour that stands for transparent', async () => {
  const grey = encode({ width: 3, height: 1, channels: 1, data: Uint8Array.of(7, 255, 7) })
  expect((await read(withChunk(grey, 'tRNS', Uint8Array.of(0, 7)))).opacity).toEqual(Float32Array.of(0, 1, 0))
  const color = encode({ width: 2, height: 2, channels: 3, data: Uint8Array.of(1, 2, 3, 1, 2, 4, 1, 2, 3, 0, 0, 0) })
  expect((await read(withChunk(color, 'tRNS', Uint8Array.of(0, 1, 0, 2, 0, 3)))).opacity).toEqual(Float32Array.of(0, 1, 0, 1))
})

test('what does not change pixels is not looked at', async () => {
  const png = encode({ width: 1, height: 1, channels: 1, data: Uint8Array.of(255) })
  const extra = withChunk(withChunk(png, 'iCCP', Buffer.from('no profile')), 'tEXt', Buffer.from('no text'))
  expect((await read(extra)).grey).toEqual(Float32Array.of(1))
})

const small = encode({ width: 30, height: 30, channels: 1, data: new Uint8Array(900).fill(9) })
/** Data that would become far more than the header says. */
const bomb = withHeader(encode({ width: 4000, height: 4000, channels: 1, data: new Uint8Array(16e6) }), (header) => {
  header.setUint32(0, 10)
  header.setUint32(4, 10)
})
const flipped = Uint8Array.from(small).fill(0, 50, 52)

test.each([
  ['huge', withHeader(small, (h) => h.setUint32(0, 2 ** 31 - 1)), 'is too large: 2,147,483,647 x 30 pixels, at most 16,777,216'],
  ['a bomb', bomb, 'is damaged: it holds more than its header says; save it as PNG again'],
  ['cut off', small.subarray(0, small.length - 20), 'is damaged: it ends too early; save it as PNG again'],
  ['cut off in its header', small.subarray(0, 20), 'is damaged: it ends too early'],
  ['only begun', small.subarray(0, 8), 'is damaged: it ends too early'],
  ['a flipped byte', flipped, 'is damaged: '],
  ['no pixels', withHeader(small, (header) => header.setUint32(0, 0)), 'is damaged: its header makes no sense'],
  ['too few pixels', withHeader(small, (header) => header.setUint32(4, 31)), 'is damaged: '],
  ['an unknown kind', withHeader(small, (header) => header.setUint8(9, 5)), 'is damaged: its header makes no sense'],
  ['an unknown depth', withHeader(small, (header) => header.setUint8(8, 3)), 'is damaged: '],
  [
    'interlaced bits',
    withHeader(encode({ width: 8, height: 1, channels: 1, depth: 1, data: Uint8Array.of(1) }), (header) =>
      header.setUint8(12, 1),
    ),
    'is interlaced with 1 bits a sample, which is not read; save it without interlacing',
  ],
  ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'is no PNG image: it begins like a JPEG; convert it to PNG'],
  ['a text', Buffer.from('hello, world'), 'is no PNG image: it does not begin like one; convert it to PNG'],
  ['nothing', new Uint8Array(0), 'is no PNG image: it is empty; convert it to PNG'],
])('%s is refused', async (_, bytes, message) => {
  const reading = read(bytes)
  await expect(reading).rejects.toThrow(DataError)
  await expect(reading).rejects.toThrow(`${files}.png ${message}`)
})

test('what is no file is refused', async () => {
  await expect(readPng(inFolder('none.png'))).rejects.toThrow('none.png does not exist; pass the path of a PNG image')
  await expect(readPng(inFolder(''))).rejects.toThrow('is a folder; pass the PNG images in it, each by its own path')
  await expect(readPng('/dev/zero')).rejects.toThrow('/dev/zero is no regular file')
})
