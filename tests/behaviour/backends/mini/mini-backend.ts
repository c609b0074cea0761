/** The template of a backend: the whole contract on plain memory, and a dozen primitives, which pass all their cases of the suite. */
import {
  type Backend,
  type BufferSlice,
  DisposedError,
  type Executable,
  ExecutionError,
  InternalError,
  type Program,
} from '@neurite/core'
import { dtypes, MiniExecutable } from './executable.ts'

const maxBufferBytes = 2 ** 28

/** Device memory; its bytes are gone once it is freed. */
class MiniBuffer {
  bytes: ArrayBuffer | undefined

  constructor(bytes: ArrayBuffer) {
    this.bytes = bytes
  }
}

function bytesOf({ buffer, offsetBytes, sizeBytes }: BufferSlice): Uint8Array<ArrayBuffer> {
  if (!(buffer instanceof MiniBuffer)) throw new InternalError('mini: the buffer belongs to another backend')
  if (!buffer.bytes) throw new InternalError('mini: the buffer was freed')
  return new Uint8Array(buffer.bytes, offsetBytes, sizeBytes)
}

function allocate(sizeBytes: number): BufferSlice {
  if (sizeBytes > maxBufferBytes)
    throw new ExecutionError(`mini: cannot allocate ${sizeBytes} bytes, a tensor can have at most ${maxBufferBytes}; split it`)
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new InternalError(`mini: cannot allocate ${sizeBytes} bytes`)
  return { buffer: new MiniBuffer(new ArrayBuffer(sizeBytes)), offsetBytes: 0, sizeBytes }
}

class MiniBackend implements Backend {
  readonly name = 'mini'
  readonly capabilities = { dtypes, maxBufferBytes, alignmentBytes: 8 }
  #isDisposed = false

  allocate(sizesBytes: readonly number[]): readonly BufferSlice[] {
    this.#ensureUsable()
    return sizesBytes.map(allocate)
  }

  /** Collected tensors may still call this after `dispose`, and that is no error. */
  free(slices: readonly BufferSlice[]): void {
    for (const { buffer } of slices) if (buffer instanceof MiniBuffer) buffer.bytes = undefined
  }

  write(slice: BufferSlice, data: ArrayBufferView): void {
    const target = this.#bytesOf(slice)
    if (data.byteLength !== target.byteLength)
      throw new InternalError(`mini: write: the slice has ${target.byteLength} bytes, the data ${data.byteLength}`)
    target.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }

  // Runs before its first await, so what it sees was there at the time of the call.
  async read(slice: BufferSlice): Promise<ArrayBuffer> {
    return this.#bytesOf(slice).slice().buffer
  }

  async compile(program: Program): Promise<Executable> {
    this.#ensureUsable()
    return new MiniExecutable(program, (slice) => this.#bytesOf(slice))
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
  }

  #bytesOf(slice: BufferSlice): Uint8Array<ArrayBuffer> {
    this.#ensureUsable()
    return bytesOf(slice)
  }

  #ensureUsable(): void {
    if (this.#isDisposed) throw new DisposedError('mini: the backend was disposed; make another with mini()')
  }
}

/** A backend that negates, adds, subtracts, multiplies, compares, sums and contracts. */
export const mini = (): Backend => new MiniBackend()
