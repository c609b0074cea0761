/** Sees every linear memory that WebAssembly makes, and keeps none of them alive. */

/** What has become of the memories that were made. */
export interface WatchedMemories {
  /** Bytes of those that are still there, all together. */
  readonly bytes: number
  /** How many are still there. */
  readonly count: number
  /** No longer watches. */
  restore(): void
}

/** Watches memories that are made from now on. */
export function watchMemories(): WatchedMemories {
  const { Memory } = WebAssembly
  const made: WeakRef<WebAssembly.Memory>[] = []
  class WatchedMemory extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor)
      made.push(new WeakRef(this))
    }
  }
  WebAssembly.Memory = WatchedMemory
  const alive = (): WebAssembly.Memory[] => made.flatMap((reference) => reference.deref() ?? [])
  return {
    get bytes() {
      return alive().reduce((total, { buffer }) => total + buffer.byteLength, 0)
    },
    get count() {
      return alive().length
    },
    restore: () => void (WebAssembly.Memory = Memory),
  }
}
