/** Dispatches: tasks with places, the module that runs them, and what it is bound to. */
import type { Place } from '@neurite/compiler'
import { type DType, InternalError, sizeBytesOf, sizeOf, type TensorType } from '@neurite/core'
import { type ModuleText, moduleText, mostGroupsAcross, type PlacedTask, type Slot } from '../kernel/module-text.ts'
import { isSmall } from '../memory/gpu-memory.ts'

/**
 * What stands behind a storage binding: the arena, the buffer of the small tensors, the arguments of the program's gated dispatches,
 * or the buffer of one of the program's bindings.
 */
export type Source = 'arena' | 'small' | 'arguments' | { readonly buffer: number }

/** The first number of each dispatch's table is 0, which no compiler knows. */
export const tableHead = 1

/** A further number that a dispatch's table holds: where a value begins, in elements of its own or words. */
export interface Offset {
  /** Of the arena or the arguments, when it is known before the program runs. */
  readonly knownBytes?: number
  /** The program's binding otherwise, counted without the scalars. */
  readonly buffer?: number
  readonly elementBytes: 1 | 2 | 4
}

/** Tasks that run side by side. */
export interface Dispatch {
  readonly name: string
  readonly module: ModuleText
  /** One per storage binding. */
  readonly sources: readonly Source[]
  readonly table: readonly Offset[]
  readonly workgroups: number
  readonly flops: number
}

/** Where a gate's arguments are, and what they are when it is open. */
export interface Arguments {
  readonly argumentsBytes: number
  readonly counts: readonly number[]
}

/** Whether a binding's buffer is that of the small tensors. */
export const isSmallType = ({ shape, dtype }: TensorType): boolean => isSmall(sizeOf(shape) * sizeBytesOf(dtype))

/** Workgroups along each dimension. */
export const groupsAlong = (workgroups: number): readonly [number, number, number] => [
  Math.min(workgroups, mostGroupsAcross),
  Math.ceil(workgroups / mostGroupsAcross),
  1,
]

/** One dispatch in the making: its bindings and its table grow with what its tasks touch. */
export class DispatchBuilder {
  readonly #sources: Source[] = []
  readonly #table: Offset[] = []
  readonly #keys: string[] = []
  readonly #offsetKeys: string[] = []
  readonly #buffers: readonly TensorType[]

  /** @param buffers - types of the program's bindings that are no scalars */
  constructor(buffers: readonly TensorType[]) {
    this.#buffers = buffers
  }

  /** A value at a place of the memory plan. */
  slot(place: Place, dtype: DType, form: Slot['form']): Slot {
    const elementBytes = form === 'word' ? 4 : (sizeBytesOf(dtype) as 1 | 2 | 4)
    const offset: Offset =
      'buffer' in place ? { buffer: place.buffer, elementBytes } : { knownBytes: place.arenaBytes, elementBytes }
    return { binding: this.#binding(this.#sourceOf(place)), dtype, form, offset: this.#offset(offset) }
  }

  /** Whether two places are in one buffer. */
  isSameBuffer(a: Place, b: Place): boolean {
    return JSON.stringify(this.#sourceOf(a)) === JSON.stringify(this.#sourceOf(b))
  }

  /** The arguments of a gate. */
  argumentsSlot({ argumentsBytes, counts }: Arguments): Slot {
    const offset = this.#offset({ knownBytes: argumentsBytes, elementBytes: 4 })
    return { binding: this.#binding('arguments'), dtype: 'uint32', form: 'word', offset, counts }
  }

  finish(placed: readonly PlacedTask[]): Dispatch {
    const tasks = placed.map(({ task }) => task)
    return {
      name: tasks.map(({ name }) => name).join(' | '),
      module: moduleText(placed, this.#sources.length, tableHead + this.#table.length),
      sources: this.#sources,
      table: this.#table,
      workgroups: tasks.reduce((sum, { workgroups }) => sum + workgroups, 0),
      flops: tasks.reduce((sum, { flops = 0 }) => sum + flops, 0),
    }
  }

  #sourceOf(place: Place): Source {
    if (!('buffer' in place)) return 'arena'
    return isSmallType(this.#buffers[place.buffer]!) ? 'small' : place
  }

  #binding(source: Source): number {
    const key = typeof source === 'string' ? source : String(source.buffer)
    const known = this.#keys.indexOf(key)
    if (known >= 0) return known
    this.#sources.push(source)
    return this.#keys.push(key) - 1
  }

  #offset(offset: Offset): number {
    const key = JSON.stringify(offset)
    const known = this.#offsetKeys.indexOf(key)
    if (known >= 0) return tableHead + known
    this.#table.push(offset)
    return tableHead + this.#offsetKeys.push(key) - 1
  }
}

/** What an offset counts, as a number for the table. */
export function elementsAt(offsetBytes: number, { elementBytes }: Offset): number {
  if (offsetBytes % elementBytes !== 0) throw new InternalError(`webgpu: offset ${offsetBytes} is no multiple of ${elementBytes}`)
  return offsetBytes / elementBytes
}
