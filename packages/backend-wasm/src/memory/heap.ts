/** The one linear memory of a backend: tensors, and the arena that programs keep their intermediates in. */
import { BackendError, ExecutionError, InternalError } from '@neurite/core'
import type { WasmEngine, WasmMemory } from '../engine.ts'
import { FreeList } from '@neurite/compiler'
import { alignmentBytes } from './alignment.ts'

/** Bytes of a page, the unit in which memory grows. */
export const pageBytes = 65536

/** Most bytes that 32-bit addresses reach, less a page, so that no size wraps to 0. */
export const addressableBytes = 65535 * pageBytes

/**
 * Memory grows to this size at once. Results that nobody disposes of are garbage until the engine collects, which V8 does once there
 * are 64 MiB of it: with room for that and for what is made meanwhile, memory stays as large as it was. Pages that were never
 * written take no room in the machine's memory.
 */
const firstPages = 2 ** 27 / pageBytes

/** Later it grows by half at least, so that views move seldom. */
const growth = 1.5

/** Shared memory is reserved whole when it is made, so an engine may refuse a large maximum: then half of it, and so on. */
function createMemory(engine: WasmEngine, maximum: number, shared: boolean): { memory: WasmMemory; pages: number } {
  for (let pages = maximum; ; pages = Math.ceil(pages / 2)) {
    try {
      return { memory: new engine.Memory({ initial: 1, maximum: pages, ...(shared && { shared }) }), pages }
    } catch (error) {
      if (!shared || pages <= 1) throw error
    }
  }
}

/** Addresses are byte offsets in `memory`; views go stale when it grows, so they are asked for anew at each use. */
export class Heap {
  #memory: WasmMemory | undefined
  readonly #maxBytes: number
  readonly #ranges: FreeList
  #bytes: Uint8Array
  #arena: { address: number; sizeBytes: number } | undefined
  #isRunning = false

  /** With `isShared`, a memory that threads can share; `maxBytes` is then as much of what was asked for as the engine grants. */
  constructor(engine: WasmEngine, maxBytes: number, isShared = false) {
    const memory = createMemory(engine, Math.floor(maxBytes / pageBytes), isShared)
    this.#maxBytes = memory.pages * pageBytes
    this.#memory = memory.memory
    this.#bytes = new Uint8Array(memory.memory.buffer)
    this.#ranges = new FreeList(this.#bytes.byteLength, alignmentBytes)
  }

  get memory(): WasmMemory {
    if (!this.#memory) throw new InternalError('wasm: the memory was used after its release')
    return this.#memory
  }

  get isReleased(): boolean {
    return this.#memory === undefined
  }

  get maxBytes(): number {
    return this.#maxBytes
  }

  get usedBytes(): number {
    return this.#ranges.usedBytes
  }

  /** All of memory, current even after growth. */
  get bytes(): Uint8Array {
    if (this.#bytes.buffer !== this.memory.buffer) this.#bytes = new Uint8Array(this.memory.buffer)
    return this.#bytes
  }

  /** Address of the arena; it may move whenever a program is compiled, so runs ask for it each time. */
  get arenaAddress(): number {
    return this.#arena?.address ?? 0
  }

  /**
   * The addresses of zeroed ranges: all of them, or none.
   *
   * @throws BackendError naming the bytes asked for when memory is exhausted
   */
  allocate(sizesBytes: readonly number[]): number[] {
    const addresses: number[] = []
    for (const sizeBytes of sizesBytes) {
      const address = this.#reserve(sizeBytes)
      if (address === undefined) {
        for (const taken of addresses) this.#ranges.free(taken)
        throw this.#exhausted(sizesBytes.reduce((total, size) => total + size, 0))
      }
      addresses.push(address)
    }
    addresses.forEach((address, index) => this.bytes.fill(0, address, address + sizesBytes[index]!))
    return addresses
  }

  /** The address of a range whose contents are anything; undefined when memory is exhausted. */
  reserve(sizeBytes: number): number | undefined {
    return this.#reserve(sizeBytes)
  }

  free(address: number): void {
    this.#ranges.free(address)
  }

  /** Runs a program, which has the arena to itself; only a function of the host that it calls could come in between. */
  runInArena(run: () => void): void {
    this.#isRunning = true
    try {
      run()
    } finally {
      this.#isRunning = false
    }
  }

  /** @throws ExecutionError when a program is running */
  requireIdle(): void {
    if (!this.#isRunning) return
    throw new ExecutionError(
      'wasm: a function that hostCall runs used the backend of the program that called it; compute in plain JavaScript there',
    )
  }

  /**
   * Makes the arena at least this large. What it held is lost: nothing in it outlives a run.
   *
   * @throws BackendError naming the bytes asked for when memory is exhausted; the arena stays as large as it was
   * @throws ExecutionError when a program is running
   */
  growArena(sizeBytes: number): void {
    this.requireIdle()
    const old = this.#arena
    if (old && old.sizeBytes >= sizeBytes) return
    if (old) this.#ranges.free(old.address)
    const address = this.#reserve(sizeBytes)
    if (address !== undefined) {
      this.#arena = { address, sizeBytes }
      return
    }
    // The range just freed is free still, so the old size fits for certain.
    if (old) this.#arena = { address: this.#ranges.allocate(old.sizeBytes)!, sizeBytes: old.sizeBytes }
    throw this.#exhausted(sizeBytes)
  }

  /** Lets go of the memory, whoever still holds buffers in it. */
  release(): void {
    this.#memory = undefined
    this.#bytes = new Uint8Array()
  }

  #reserve(sizeBytes: number): number | undefined {
    const shortage = this.#ranges.shortageBytes(sizeBytes)
    if (shortage > 0 && !this.#grow(shortage)) return undefined
    return this.#ranges.allocate(sizeBytes)
  }

  /** Grows with room to spare; by what is needed where that is refused. */
  #grow(shortageBytes: number): boolean {
    const current = this.#ranges.capacityBytes / pageBytes
    const needed = current + Math.ceil(shortageBytes / pageBytes)
    const roomy = Math.min(Math.max(needed, firstPages, Math.ceil(current * growth)), this.#maxBytes / pageBytes)
    if (needed > roomy) return false
    for (const pages of new Set([roomy, needed])) {
      if (!this.#growTo(pages)) continue
      this.#ranges.grow(pages * pageBytes)
      return true
    }
    return false
  }

  #growTo(pages: number): boolean {
    try {
      this.memory.grow(pages - this.#ranges.capacityBytes / pageBytes)
      return true
    } catch {
      return false
    }
  }

  #exhausted(askedBytes: number): BackendError {
    return new BackendError(
      `wasm: cannot allocate ${askedBytes} bytes: ${this.usedBytes} of at most ${this.#maxBytes} bytes are in use; ` +
        'dispose tensors, use smaller batches or raise maxMemoryBytes',
    )
  }
}
