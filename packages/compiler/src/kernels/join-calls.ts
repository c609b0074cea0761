/** Last stage: kernels that go through the same loops run as one, where the order of the program allows it. */
import { type Shape, sizeOf, type TensorType, type ValueId } from '@neurite/core'
import type { Update } from '../group/schedule.ts'
import { mayOverwrite } from './in-place.ts'
import { isLoopCall, joinLoops, type LoopCall } from './join-loops.ts'
import type { KernelCall } from './kernel.ts'

/** Points of a nest that is over before it pays to start it: such a kernel joins others though they share nothing. */
const fewPoints = 2 ** 12

/** Instructions in one kernel; beyond this, engines take too long over the function. */
const mostInstructions = 256

/** Values that one kernel reads and writes: each takes a pointer, and on other devices a binding. */
const mostValues = 24

/** How many of the latest kernels are tried. */
const mostTries = 16

/** What the order of a program must not lose. */
interface Program {
  readonly values: readonly TensorType[]
  readonly rootOf: (id: ValueId) => ValueId
  readonly updates: readonly Update[]
  /** Values that are handed out. */
  readonly results: readonly ValueId[]
}

/** The calls of a program, each as early as what it reads allows, when it can join another there. */
class Joining {
  readonly calls: KernelCall[] = []
  readonly #program: Program
  /** The call that writes each value, and the last one that reads it. */
  readonly #writtenAt = new Map<ValueId, number>()
  readonly #readAt = new Map<ValueId, number>()
  /** The parameter that each value replaces. */
  readonly #replaced: ReadonlyMap<ValueId, ValueId>
  /** Places of loop kernels by their outermost loops. */
  readonly #places = new Map<string, number[]>()

  constructor(program: Program) {
    this.#program = program
    this.#replaced = new Map(program.updates.map(({ parameter, result }) => [result, parameter]))
  }

  add(call: KernelCall): void {
    const place = isLoopCall(call) ? this.#join(call) : undefined
    this.#note(call, place ?? this.calls.push(call) - 1)
  }

  /** The place of the call that has taken this one in. */
  #join(call: LoopCall): number | undefined {
    const first = this.#earliest(call)
    const places = this.#placesOf(call)
    for (const place of places.slice(-mostTries)) {
      const host = this.calls[place]!
      if (place < first || !isLoopCall(host) || !this.#goTogether(host, call)) continue
      const joint = joinLoops(host, call, this.#program.rootOf)
      if (!joint || joint.kernel.body.length > mostInstructions || !this.#replacesAsBefore(joint, [host, call])) continue
      this.calls[place] = joint
      return place
    }
    places.push(this.calls.length)
    return undefined
  }

  /** Kernels with as much to do share their outermost loop, if they have one. */
  #placesOf({ kernel: { extents, kept } }: LoopCall): number[] {
    const key = kept === 0 ? '' : String(extents[0])
    const places = this.#places.get(key) ?? []
    this.#places.set(key, places)
    return places
  }

  /** The first place where all that a call reads is there, and what it replaces has been read. */
  #earliest({ operands, results }: KernelCall): number {
    const read = operands.map((id) => this.#writtenAt.get(this.#program.rootOf(id)) ?? 0)
    const replaced = results.map((id) => this.#readAt.get(this.#replaced.get(id) ?? -1) ?? 0)
    return Math.max(0, ...read, ...replaced)
  }

  /** Whether one kernel saves anything: loads of much that both read or one writes, or a start. */
  #goTogether(host: LoopCall, call: LoopCall): boolean {
    const known = new Set([...host.operands, ...host.results].map(this.#program.rootOf))
    const needed = [...call.operands, ...call.results].map(this.#program.rootOf)
    if (new Set([...known, ...needed]).size > mostValues) return false
    const isMuch = (shape: Shape): boolean => sizeOf(shape) > fewPoints
    const isSmall = [host, call].some(({ kernel }) => !isMuch(kernel.extents))
    return isSmall || needed.some((id) => known.has(id) && isMuch(this.#program.values[id]!.shape))
  }

  /** Whether each parameter that the parts could replace in place can still be. */
  #replacesAsBefore(joint: LoopCall, parts: readonly LoopCall[]): boolean {
    const inPlace = (call: LoopCall, result: ValueId): boolean => {
      const parameter = this.#replaced.get(result)
      const operand = call.operands.findIndex((id) => this.#program.rootOf(id) === parameter)
      return operand < 0 || mayOverwrite(call.kernel, call.results.indexOf(result), operand)
    }
    return parts.every((part) => part.results.every((id) => !inPlace(part, id) || inPlace(joint, id)))
  }

  #note({ operands, results }: KernelCall, place: number): void {
    for (const id of operands.map(this.#program.rootOf)) this.#readAt.set(id, Math.max(place, this.#readAt.get(id) ?? 0))
    for (const id of results) this.#writtenAt.set(id, place)
  }
}

/** Drops what a loop kernel writes and nobody reads any more. */
function dropUnread(call: KernelCall, isRead: (id: ValueId) => boolean): KernelCall {
  if (!isLoopCall(call) || call.results.every(isRead)) return call
  const results = call.results.filter(isRead)
  const stores = call.kernel.stores.flatMap((store) => {
    const result = results.indexOf(call.results[store.result]!)
    return result < 0 ? [] : [{ ...store, result }]
  })
  return { ...call, kernel: { ...call.kernel, stores }, results }
}

/** The same program in fewer kernels. */
export function joinCalls(calls: readonly KernelCall[], program: Program): readonly KernelCall[] {
  const joining = new Joining(program)
  for (const call of calls) joining.add(call)
  const read = new Set([...joining.calls.flatMap(({ operands }) => operands), ...program.results].map(program.rootOf))
  return joining.calls.map((call) => dropUnread(call, (id) => read.has(id)))
}
