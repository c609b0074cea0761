/** The device buffer of this backend: one allocation in the heap. */
import { type BufferSlice, DisposedError, InternalError } from '@neurite/core'
import type { Heap } from './heap.ts'

/** Opaque to core, which sees slices of it. */
export class WasmBuffer {
  readonly heap: Heap
  readonly address: number
  readonly sizeBytes: number
  isFreed = false

  constructor(heap: Heap, address: number, sizeBytes: number) {
    this.heap = heap
    this.address = address
    this.sizeBytes = sizeBytes
  }
}

/**
 * The buffer behind a slice.
 *
 * @throws InternalError when the slice belongs to another backend or reaches beyond its buffer
 * @throws DisposedError when the buffer was freed
 */
export function bufferOf(call: string, heap: Heap, { buffer, offsetBytes, sizeBytes }: BufferSlice): WasmBuffer {
  if (!(buffer instanceof WasmBuffer) || buffer.heap !== heap)
    throw new InternalError(`${call}: the buffer belongs to another backend`)
  if (buffer.isFreed) throw new DisposedError(`${call}: the buffer was freed`)
  if (offsetBytes < 0 || sizeBytes < 0 || offsetBytes + sizeBytes > buffer.sizeBytes) {
    throw new InternalError(
      `${call}: bytes ${offsetBytes} to ${offsetBytes + sizeBytes} reach beyond a buffer of ${buffer.sizeBytes}`,
    )
  }
  return buffer
}

/** The address of a slice's first byte; throws as `bufferOf` does. */
export const addressOf = (call: string, heap: Heap, slice: BufferSlice): number =>
  bufferOf(call, heap, slice).address + slice.offsetBytes
