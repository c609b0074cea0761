/** The memory of a device: small tensors share one buffer that grows, each large one has its own, and all programs share one arena. */
import { alignSize, FreeList } from '@neurite/compiler'
import { BackendError, type BufferSlice, DisposedError, InternalError } from '@neurite/core'
import type { Faults } from '../device/faults.ts'
import { bufferUsage, mapMode } from '../device/gpu-flags.ts'

/** Tensors of up to so many bytes share a buffer: kernels then reach any number of them through one binding. */
export const smallBytes = 2 ** 14

/** Where small tensors may begin: a whole vector of four words. */
const smallAlignmentBytes = 16

const firstSlabBytes = 2 ** 20

/** Buffers to read through that are kept for the next time: so many, of up to so many bytes each. */
const mostKept = 8
const largestKeptBytes = 2 ** 22

const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyTarget | bufferUsage.indirect

/** A tensor's memory. */
export class GpuSlice {
  readonly memory: GpuMemory
  readonly sizeBytes: number
  /** Offset among the small tensors, or the buffer of its own. */
  readonly place: { readonly smallOffset: number } | { readonly buffer: GPUBuffer }
  isFreed = false
  /** Whether it still holds what somebody else left. */
  isStale: boolean

  constructor(memory: GpuMemory, sizeBytes: number, place: GpuSlice['place'], isStale: boolean) {
    this.memory = memory
    this.sizeBytes = sizeBytes
    this.place = place
    this.isStale = isStale
  }
}

/** A range of a buffer of the device. */
export interface GpuRange {
  readonly buffer: GPUBuffer
  readonly offsetBytes: number
  readonly sizeBytes: number
}

/** Whether a tensor of so many bytes is one of the small ones. */
export const isSmall = (sizeBytes: number): boolean => sizeBytes <= smallBytes

/** Copies are in whole words. */
const words = (sizeBytes: number): number => Math.ceil(sizeBytes / 4) * 4

export class GpuMemory {
  readonly device: GPUDevice
  readonly #small = new FreeList(0, smallAlignmentBytes)
  /** Offsets of the small ranges that have been used before. */
  #usedSmallBytes = 0
  #slab: GPUBuffer | undefined
  #arena: GPUBuffer | undefined
  /** Buffers to read through that nobody uses now. */
  readonly #staging: GPUBuffer[] = []
  /** Changes whenever the slab or the arena does: whoever has bound them has to do so again. */
  generation = 0
  readonly #faults: Faults
  #isReleased = false

  constructor(device: GPUDevice, faults: Faults) {
    this.device = device
    this.#faults = faults
  }

  get isReleased(): boolean {
    return this.#isReleased
  }

  /** The buffer of the small tensors. */
  get slab(): GPUBuffer {
    this.#slab ??= this.#createBuffer('neurite small tensors', firstSlabBytes)
    if (this.#small.capacityBytes === 0) this.#small.grow(this.#slab.size)
    return this.#slab
  }

  /** Room for intermediate values, of which one program runs at a time. */
  get arena(): GPUBuffer {
    this.#arena ??= this.#createBuffer('neurite arena', 256)
    return this.#arena
  }

  growArena(sizeBytes: number): void {
    if (this.arena.size >= sizeBytes) return
    const old = this.arena
    this.#arena = this.#createBuffer('neurite arena', alignSize(sizeBytes, 256))
    old.destroy()
    this.generation += 1
  }

  allocate(sizeBytes: number): GpuSlice {
    if (!isSmall(sizeBytes)) {
      const buffer = this.#createBuffer(`neurite tensor of ${sizeBytes} bytes`, alignSize(sizeBytes, smallAlignmentBytes))
      return new GpuSlice(this, sizeBytes, { buffer }, false)
    }
    void this.slab
    let smallOffset = this.#small.allocate(sizeBytes)
    if (smallOffset === undefined) {
      this.#growSlab()
      smallOffset = this.#small.allocate(sizeBytes)
    }
    if (smallOffset === undefined) throw new InternalError(`webgpu: no room for ${sizeBytes} bytes among the small tensors`)
    const isStale = smallOffset < this.#usedSmallBytes
    this.#usedSmallBytes = Math.max(this.#usedSmallBytes, this.#small.peakBytes)
    return new GpuSlice(this, sizeBytes, { smallOffset }, isStale)
  }

  free(slice: GpuSlice): void {
    slice.isFreed = true
    if ('buffer' in slice.place) slice.place.buffer.destroy()
    else this.#small.free(slice.place.smallOffset)
  }

  /** Where a slice is now. */
  rangeOf(call: string, slice: BufferSlice): GpuRange {
    const gpu = slice.buffer
    if (!(gpu instanceof GpuSlice) || gpu.memory !== this) {
      throw new InternalError(`${call}: got a slice that is not of this backend`)
    }
    if (gpu.isFreed) throw new DisposedError(`${call}: the tensor was disposed`)
    const [buffer, first] = 'buffer' in gpu.place ? [gpu.place.buffer, 0] : [this.slab, gpu.place.smallOffset]
    return { buffer, offsetBytes: first + slice.offsetBytes, sizeBytes: slice.sizeBytes }
  }

  /** Whoever reads a slice calls this first: what was never written is zero. */
  settle(slice: GpuSlice): void {
    if (!slice.isStale) return
    slice.isStale = false
    const { buffer, offsetBytes } = this.rangeOf('webgpu', { buffer: slice, offsetBytes: 0, sizeBytes: slice.sizeBytes })
    this.device.queue.writeBuffer(buffer, offsetBytes, new Uint8Array(words(slice.sizeBytes)))
  }

  write(slice: BufferSlice, data: ArrayBufferView): void {
    const { buffer, offsetBytes } = this.rangeOf('webgpu write', slice)
    if (data.byteLength > slice.sizeBytes)
      throw new InternalError(`webgpu write: ${data.byteLength} bytes do not fit in ${slice.sizeBytes}`)
    const tensor = slice.buffer as GpuSlice
    if (slice.sizeBytes < tensor.sizeBytes) this.settle(tensor)
    tensor.isStale = false
    const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
    // Slices begin at multiples of the alignment: what lies behind one, up to the next word, is nobody's.
    const whole = bytes.byteLength & ~3
    if (whole > 0) this.device.queue.writeBuffer(buffer, offsetBytes, bytes, 0, whole)
    if (whole === bytes.byteLength) return
    const last = new Uint8Array(4)
    last.set(bytes.subarray(whole))
    this.device.queue.writeBuffer(buffer, offsetBytes + whole, last)
  }

  async read(slice: BufferSlice): Promise<ArrayBuffer> {
    const range = this.rangeOf('webgpu read', slice)
    this.settle(slice.buffer as GpuSlice)
    return this.readRange(range)
  }

  /** The bytes of a range, once all that was submitted before is done. */
  async readRange({ buffer, offsetBytes, sizeBytes }: GpuRange): Promise<ArrayBuffer> {
    this.#faults.check('webgpu read')
    if (sizeBytes === 0) return new ArrayBuffer(0)
    // Copies begin and end at whole words, slices do not have to.
    const skippedBytes = offsetBytes % 4
    const size = words(skippedBytes + sizeBytes)
    const staging = this.#takeStaging(size)
    const encoder = this.device.createCommandEncoder()
    encoder.copyBufferToBuffer(buffer, offsetBytes - skippedBytes, staging, 0, size)
    this.device.queue.submit([encoder.finish()])
    try {
      await this.#faults.unlessLost('webgpu read', staging.mapAsync(mapMode.read, 0, size))
    } catch (error) {
      staging.destroy()
      if (this.#isReleased) throw new DisposedError('webgpu read: the backend was disposed', { cause: error })
      throw error
    }
    const bytes = staging.getMappedRange(0, size).slice(skippedBytes, skippedBytes + sizeBytes)
    staging.unmap()
    this.#giveStaging(staging)
    this.#faults.check('webgpu read')
    return bytes
  }

  /** Copies from one buffer to another one, whole words. */
  copy(encoder: GPUCommandEncoder, from: GpuRange, to: GpuRange, sizeBytes: number): void {
    if (from.buffer === to.buffer) throw new InternalError('webgpu: a copy inside one buffer is a task, not a copy')
    if (sizeBytes > 0) encoder.copyBufferToBuffer(from.buffer, from.offsetBytes, to.buffer, to.offsetBytes, sizeBytes)
  }

  /** A buffer to read through, of at least so many bytes: one that was used before, if there is one. */
  #takeStaging(sizeBytes: number): GPUBuffer {
    const size = 2 ** Math.ceil(Math.log2(Math.max(sizeBytes, 256)))
    const known = this.#staging.findIndex((buffer) => buffer.size === size)
    if (known >= 0) return this.#staging.splice(known, 1)[0]!
    return this.device.createBuffer({ label: 'neurite read', size, usage: bufferUsage.mapRead | bufferUsage.copyTarget })
  }

  #giveStaging(staging: GPUBuffer): void {
    if (this.#isReleased || staging.size > largestKeptBytes || this.#staging.length >= mostKept) staging.destroy()
    else this.#staging.push(staging)
  }

  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#slab?.destroy()
    this.#arena?.destroy()
    for (const staging of this.#staging) staging.destroy()
    this.#staging.length = 0
  }

  #growSlab(): void {
    const old = this.slab
    const slab = this.#createBuffer('neurite small tensors', old.size * 2)
    const encoder = this.device.createCommandEncoder()
    encoder.copyBufferToBuffer(old, 0, slab, 0, old.size)
    this.device.queue.submit([encoder.finish()])
    old.destroy()
    this.#slab = slab
    this.#small.grow(slab.size)
    this.generation += 1
  }

  #createBuffer(label: string, size: number): GPUBuffer {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits
    if (size > Math.min(maxBufferSize, maxStorageBufferBindingSize)) {
      throw new BackendError(
        `webgpu: cannot allocate ${size} bytes: one buffer of this device holds at most ${Math.min(maxBufferSize, maxStorageBufferBindingSize)}; split the tensor`,
      )
    }
    return this.#faults.watch(
      'out-of-memory',
      ({ message }) => `webgpu: the device has no memory for ${size} bytes (${label}): ${message}`,
      () => this.device.createBuffer({ label, size, usage }),
    )
  }
}
