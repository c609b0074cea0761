/**
 * Watches the memory of one plan while it runs: keeps a copy of what every value was when it was computed, finds values that change
 * while somebody still reads them, and fills whatever holds nothing with a pattern that shows.
 */
import type { Place } from '@neurite/compiler'
import type { ValueId } from '@neurite/core'
import type { WasmMemory } from '../../engine.ts'
import type { Plan } from '../../program/plan.ts'
import { headBytes, type Held, lifetimesOf, type Target } from './lifetimes.ts'

/** NaN in every float dtype, -1 or the greatest in the integers. */
const poison = 0xff

const isSamePlace = (a: Place, b: Place): boolean =>
  'buffer' in a ? 'buffer' in b && a.buffer === b.buffer : 'arenaBytes' in b && a.arenaBytes === b.arenaBytes

/** Bytes of memory, compared by words where they are aligned. */
function isEqual({ buffer }: WasmMemory, address: number, bytes: Uint8Array<ArrayBuffer>): boolean {
  const isAligned = address % 4 === 0 && bytes.length % 4 === 0
  const [size, words] = isAligned ? [bytes.length / 4, Uint32Array] : [bytes.length, Uint8Array]
  const [there, kept] = [new words(buffer, address, size), new words(bytes.buffer, 0, size)]
  return kept.every((word, i) => word === there[i])
}

/** The memory of one plan. */
export class MemoryWatch {
  readonly #plan: Plan
  readonly #memory: WasmMemory
  readonly #held: ReadonlyMap<ValueId, Held>
  readonly #targets: readonly Target[]
  /** The values that are alive, as they were computed. */
  readonly #alive = new Map<ValueId, Uint8Array<ArrayBuffer>>()
  #arena = 0
  #buffers: Uint32Array = new Uint32Array()

  constructor(plan: Plan, memory: WasmMemory) {
    const { held, targets } = lifetimesOf(plan)
    this.#plan = plan
    this.#memory = memory
    this.#held = new Map(held.map((value) => [value.id, value]))
    this.#targets = targets
  }

  /** A run begins: parameters are what they are now. */
  begin(arena: number): void {
    this.#arena = arena >>> 0
    this.#buffers = new Uint32Array(this.#memory.buffer, this.#arena, this.#plan.bufferCount).slice()
    this.#alive.clear()
    for (const held of this.#held.values()) if (held.from === 0) this.#keep(held)
  }

  /** A value as it was computed, whatever has become of its place; only while it is alive. */
  bytesOf(id: ValueId): Uint8Array<ArrayBuffer> {
    return this.#alive.get(id)!
  }

  /** What is at the place of a value now. */
  bytesAt(id: ValueId): Uint8Array<ArrayBuffer> {
    const { place, sizeBytes } = this.#held.get(id)!
    return new Uint8Array(this.#memory.buffer, this.#addressOf(place), sizeBytes).slice()
  }

  /** A value that a step has changed although it is read afterwards. */
  changedBy(step: number): Held | undefined {
    return this.#aliveValues().find(
      ({ id, place, until }) => until > step && !isEqual(this.#memory, this.#addressOf(place), this.bytesOf(id)),
    )
  }

  /** A step is over: what it computed is alive, and what it read last no more. */
  step(step: number): void {
    for (const id of this.#plan.graph.calls[step]!.results) this.#keep(this.#held.get(id)!)
    for (const { id, until } of this.#aliveValues()) if (until <= step) this.#alive.delete(id)
  }

  /** A result that is not in its buffer when all is done. */
  missing(): Target | undefined {
    return this.#targets.find(({ id, buffer }) => !isEqual(this.#memory, this.#buffers[buffer]!, this.bytesOf(id)))
  }

  /** Poisons what holds nothing before a step: the arena between the values that are alive, and the buffers that the step writes. */
  poison(step: number): void {
    const bytes = new Uint8Array(this.#memory.buffer)
    const alive = this.#aliveValues()
    const ranges = alive.flatMap(({ place, sizeBytes }) => ('buffer' in place ? [] : [{ start: place.arenaBytes, sizeBytes }]))
    let free = headBytes(this.#plan)
    for (const { start, sizeBytes } of ranges.sort((a, b) => a.start - b.start)) {
      if (start > free) bytes.fill(poison, this.#arena + free, this.#arena + start)
      free = Math.max(free, start + sizeBytes)
    }
    bytes.fill(poison, this.#arena + free, this.#arena + Math.max(free, this.#plan.arenaBytes))
    for (const id of this.#plan.graph.calls[step]?.results ?? []) {
      const { place, sizeBytes } = this.#held.get(id)!
      const isFree = 'buffer' in place && !alive.some((other) => isSamePlace(other.place, place))
      if (isFree) bytes.fill(poison, this.#addressOf(place), this.#addressOf(place) + sizeBytes)
    }
  }

  #aliveValues(): Held[] {
    return [...this.#alive.keys()].map((id) => this.#held.get(id)!)
  }

  #keep({ id }: Held): void {
    this.#alive.set(id, this.bytesAt(id))
  }

  #addressOf(place: Place): number {
    return 'buffer' in place ? this.#buffers[place.buffer]! : this.#arena + place.arenaBytes
  }
}
