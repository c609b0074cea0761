/** Decompression when its source or its reader misbehaves. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Bytes, concatBytes, decompress, plainBytes } from './byte-stream.ts'

const place = { call: 'mnist.load', name: 'sample' }
const noise = Uint8Array.from({ length: 300_000 }, (_, index) => (Math.imul(index, 2654435761) >>> 13) & 255)
const packed = Uint8Array.from(gzipSync(noise))

async function collect(stream: AsyncIterable<Bytes>): Promise<Bytes> {
  const parts: Bytes[] = []
  for await (const part of stream) parts.push(part)
  return concatBytes(parts)
}

async function* halfThen(end: () => Promise<void>, closed = { now: false }): AsyncGenerator<Bytes> {
  try {
    yield packed.subarray(0, packed.length / 2)
    await end()
  } finally {
    closed.now = true
  }
}

describe('decompress', () => {
  it('gives back what was compressed', async () => {
    async function* source(): AsyncGenerator<Bytes> {
      for (let offset = 0; offset < packed.length; offset += 1000) yield packed.subarray(offset, offset + 1000)
    }
    expect(await collect(decompress(source(), 'gzip', place))).toEqual(noise)
  })

  it('passes the error of its source on as it is', async () => {
    const failure = new Error('the line is dead')
    const source = halfThen(() => Promise.reject(failure))
    await expect(collect(decompress(source, 'gzip', place))).rejects.toBe(failure)
  })

  it('closes its source when the reader has enough', async () => {
    const closed = { now: false }
    const source = halfThen(async () => {}, closed)
    for await (const part of decompress(source, 'gzip', place)) if (part.length > 0) break
    expect(closed.now).toBe(true)
  })

  it('does not wait for a source that stalls when the reader has enough', async () => {
    const source = halfThen(() => new Promise(() => {}))
    let parts = 0
    for await (const part of decompress(source, 'gzip', place)) {
      parts += part.length > 0 ? 1 : 0
      if (parts === 2) break
    }
    expect(parts).toBe(2)
  })

  it('does not wait for a source that stalls after corrupt data', async () => {
    async function* source(): AsyncGenerator<Bytes> {
      yield Uint8Array.of(0x1f, 0x8b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
      await new Promise(() => {})
    }
    await expect(collect(decompress(source(), 'gzip', place))).rejects.toThrow('corrupt or ends early')
  })
})

describe('plainBytes', () => {
  it('closes its source when the reader has enough', async () => {
    const closed = { now: false }
    async function* source(): AsyncGenerator<Bytes> {
      try {
        for (;;) yield Uint8Array.of(1)
      } finally {
        closed.now = true
      }
    }
    let parts = 0
    for await (const part of plainBytes(source(), place)) {
      parts += part.length
      if (parts === 5) break
    }
    expect(closed.now).toBe(true)
  })
})
