/** Ownership of one buffer slice of a backend: freed at once by its last holder, or by the collector. */
import type { Backend, BufferSlice } from '../backend/backend.ts'

/** Bytes and buffers that core holds on one backend. */
export interface LiveMemory {
  /** Their size, all together. */
  bytes: number
  /** How many there are. */
  buffers: number
}

const live = new WeakMap<Backend, LiveMemory>()

/** What core holds on a backend at this moment. */
export function liveMemory(backend: Backend): LiveMemory {
  let memory = live.get(backend)
  if (!memory) {
    memory = { bytes: 0, buffers: 0 }
    live.set(backend, memory)
  }
  return memory
}

function release(backend: Backend, slice: BufferSlice): void {
  const memory = liveMemory(backend)
  memory.bytes -= slice.sizeBytes
  memory.buffers -= 1
  backend.free([slice])
}

interface Allocation {
  /** Weak: what a backend holds may lead to storages of its own, and neither would ever be collected. */
  readonly home: WeakRef<Backend>
  readonly slice: BufferSlice
}

const collected = new FinalizationRegistry<Allocation>(({ home, slice }) => {
  const backend = home.deref()
  if (backend) release(backend, slice)
})

const references = new WeakMap<Backend, WeakRef<Backend>>()

/** The one weak reference to a backend. */
function weakly(backend: Backend): WeakRef<Backend> {
  let reference = references.get(backend)
  if (!reference) references.set(backend, (reference = new WeakRef(backend)))
  return reference
}

/**
 * A JavaScript object as heavy as the buffer it stands for. Engines collect by the weight they see: thousands of light
 * handles on heavy device memory would never make one collect.
 */
function ballast(sizeBytes: number): ArrayBuffer | undefined {
  try {
    return new ArrayBuffer(sizeBytes)
  } catch {
    return undefined // The host is short of address space: the device memory still works without its counterweight.
  }
}

/** A buffer slice with its owners. */
export class Storage {
  readonly backend: Backend
  readonly slice: BufferSlice
  /** The run that fills it; rejects with that run's error. Undefined once it is known to have succeeded. */
  submission: Promise<void> | undefined
  /** Handed out as a value: a program that updates it in place has to copy first. */
  shared = false
  readonly weight: ArrayBuffer | undefined
  #holders = 0

  constructor(backend: Backend, slice: BufferSlice) {
    this.backend = backend
    this.slice = slice
    this.weight = ballast(slice.sizeBytes)
    const memory = liveMemory(backend)
    memory.bytes += slice.sizeBytes
    memory.buffers += 1
    collected.register(this, { home: weakly(backend), slice }, this)
  }

  /** One more value or variable stands on this storage. */
  retain(): this {
    this.#holders += 1
    return this
  }

  /** One fewer; the last one frees the memory. */
  release(): void {
    this.#holders -= 1
    if (this.#holders > 0) return
    collected.unregister(this)
    release(this.backend, this.slice)
  }
}
