/** Streams of bytes as async iterables: looked into, counted, decompressed. */
import { DataError } from '@neurite/core'

export type Bytes = Uint8Array<ArrayBuffer>
export type ByteStream = AsyncIterable<Bytes>

/** What is being read, for errors: the user's call, and the file's path or address. */
export interface Place {
  readonly call: string
  readonly name: string
}

/** All parts as one array. */
export function concatBytes(parts: readonly Bytes[]): Bytes {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** The first `size` bytes (fewer where the stream is shorter), and the whole stream again. */
async function peek(stream: ByteStream, size: number): Promise<{ head: Bytes; whole: ByteStream }> {
  const iterator = stream[Symbol.asyncIterator]()
  const parts: Bytes[] = []
  let received = 0
  while (received < size) {
    const { done, value } = await iterator.next()
    if (done) break
    parts.push(value)
    received += value.length
  }
  async function* whole(): AsyncGenerator<Bytes> {
    try {
      yield* parts
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head: concatBytes(parts).subarray(0, size), whole: whole() }
}

/**
 * The stream, decompressed.
 *
 * Holds back: no more is decompressed than the reader takes, so a reader that stops early is safe from any ratio.
 *
 * @throws DataError when the compressed data is corrupt or ends early
 */
export async function* decompress(stream: ByteStream, format: 'gzip' | 'deflate', place: Place): AsyncGenerator<Bytes> {
  const { readable, writable } = new DecompressionStream(format)
  const writer = writable.getWriter()
  const reader = readable.getReader()
  // What goes wrong is reported below; the promise of the writer's end would report it a second time, to nobody.
  writer.closed.catch(() => {})
  let stop = (): void => {}
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  let sourceError: { readonly cause: unknown } | undefined
  const feeding = feed(stream, writer, stopped).catch((cause: unknown) => (sourceError = { cause }))
  let received = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      received += value.length
      yield value
    }
  } catch (cause) {
    stop()
    await feeding
    if (sourceError) throw sourceError.cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DataError(
      `${place.call}: ${place.name} holds ${format} data that is corrupt or ends early, after ${received} uncompressed bytes (${reason}); ` +
        'get the file again',
      { cause },
    )
  } finally {
    stop()
    await reader.cancel().catch(() => {})
    await feeding
  }
}

/** Writes the stream until it ends, until the decompressor refuses or until `stopped`. Throws only what the stream itself throws. */
async function feed(stream: ByteStream, writer: WritableStreamDefaultWriter<Bytes>, stopped: Promise<void>): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]()
  let waiting = false
  try {
    for (;;) {
      waiting = true
      const next = await Promise.race([iterator.next(), stopped])
      if (!next) return
      waiting = false
      const written = next.done ? writer.close() : writer.write(next.value)
      const accepted = await written.then(
        () => true,
        () => false,
      )
      if (next.done || !accepted) return
    }
  } catch (error) {
    waiting = false
    await writer.abort(error).catch(() => {})
    throw error
  } finally {
    // A source that is still waiting for bytes (a stalled server) cannot end before they come: it is told, not awaited.
    const ended = iterator.return?.()
    if (waiting) ended?.catch(() => {})
    else await ended
  }
}

/** The stream as it is, or decompressed when it begins as gzip does. The name of a file says nothing: servers unpack in transit. */
export async function* plainBytes(stream: ByteStream, place: Place): AsyncGenerator<Bytes> {
  const { head, whole } = await peek(stream, 2)
  yield* head[0] === 0x1f && head[1] === 0x8b ? decompress(whole, 'gzip', place) : whole
}
