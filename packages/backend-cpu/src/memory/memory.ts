/** Memory of the reference backend: one ArrayBuffer per slice. */
import { type BufferSlice, type DType, ExecutionError, hostView, type HostArray, InternalError, sizeBytesOf } from '@neurite/core'

/** Largest slice. Every 64-bit engine makes an ArrayBuffer of 2 GiB, and positions in it fit the int32 that sort returns. */
export const maxBufferBytes = 2 ** 31

/** Device memory; its bytes are gone once it is freed. */
class CpuBuffer {
  readonly owner: Memory
  bytes: ArrayBuffer | undefined

  constructor(owner: Memory, bytes: ArrayBuffer) {
    this.owner = owner
    this.bytes = bytes
  }
}

/** The buffers of one backend. */
export class Memory {
  /**
   * Zeroed memory, one slice per size.
   *
   * @throws ExecutionError when there is no memory for it
   */
  allocate(sizesBytes: readonly number[]): BufferSlice[] {
    return sizesBytes.map((sizeBytes) => ({
      buffer: new CpuBuffer(this, allocateBytes(sizeBytes)),
      offsetBytes: 0,
      sizeBytes,
    }))
  }

  /** Gives the memory back at once; a slice must not be used afterwards. */
  free(slices: readonly BufferSlice[]): void {
    for (const slice of slices) this.#open(slice).buffer.bytes = undefined
  }

  /** The bytes of a slice, where they lie. */
  bytes(slice: BufferSlice): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#open(slice).bytes, slice.offsetBytes, slice.sizeBytes)
  }

  /** The elements of a slice: where they lie, or copied when the slice is not aligned for their dtype. */
  elements(slice: BufferSlice, dtype: DType): HostArray {
    return hostView(dtype, this.#open(slice).bytes, slice.offsetBytes, slice.sizeBytes / sizeBytesOf(dtype))
  }

  #open({ buffer, offsetBytes, sizeBytes }: BufferSlice): { readonly buffer: CpuBuffer; readonly bytes: ArrayBuffer } {
    if (!(buffer instanceof CpuBuffer) || buffer.owner !== this)
      throw new InternalError('cpu: the buffer belongs to another backend')
    const { bytes } = buffer
    if (!bytes) throw new InternalError('cpu: the buffer was freed')
    const fits = offsetBytes >= 0 && sizeBytes >= 0 && offsetBytes + sizeBytes <= bytes.byteLength
    if (!fits) {
      throw new InternalError(
        `cpu: a slice of ${sizeBytes} bytes at ${offsetBytes} is outside its buffer of ${bytes.byteLength} bytes`,
      )
    }
    return { buffer, bytes }
  }
}

function allocateBytes(sizeBytes: number): ArrayBuffer {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new InternalError(`cpu: cannot allocate ${sizeBytes} bytes`)
  if (sizeBytes > maxBufferBytes) {
    throw new ExecutionError(`cpu: cannot allocate ${sizeBytes} bytes, a tensor can have at most ${maxBufferBytes}; split it`)
  }
  try {
    return new ArrayBuffer(sizeBytes)
  } catch (cause) {
    throw new ExecutionError(
      `cpu: out of memory, could not allocate ${sizeBytes} bytes; use smaller batches or a smaller model`,
      { cause },
    )
  }
}
