/** Several callbacks as one. */
import { ArgumentError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import type { Callback, EpochEvent } from './callback.ts'

/** Methods that hear of something. */
type EventName = 'setFit' | Extract<keyof Callback, `on${string}`>

type Events = { [Name in EventName]: Parameters<NonNullable<Callback[Name]>>[0] }

/** Tells callbacks of events, one after the other, in their order. */
export class CallbackList {
  readonly callbacks: readonly Callback[]

  /** @throws ArgumentError when something is no object */
  constructor(call: string, callbacks: readonly Callback[]) {
    if (!Array.isArray(callbacks)) throw new ArgumentError(`${call}: callbacks must be an array, got ${describeValue(callbacks)}`)
    const wrong: unknown = callbacks.find((callback: unknown) => typeof callback !== 'object' || callback === null)
    if (wrong !== undefined)
      throw new ArgumentError(`${call}: a callback must be an object such as { onEpochEnd() {} }, got ${describeValue(wrong)}`)
    this.callbacks = [...callbacks.filter(({ comesLast }) => !comesLast), ...callbacks.filter(({ comesLast }) => comesLast)]
  }

  /** Whether a loss that is not finite is left to a callback. */
  get handlesNonFinite(): boolean {
    return this.callbacks.some(({ handlesNonFinite }) => handlesNonFinite)
  }

  /** Whether anyone listens: events need not be made otherwise. */
  hears(name: EventName): boolean {
    return this.callbacks.some((callback) => callback[name])
  }

  /** What callbacks add to the values of an epoch. */
  async epochLogs(event: EpochEvent): Promise<Record<string, number>> {
    const added: Record<string, number> = {}
    for (const callback of this.callbacks) Object.assign(added, await callback.epochLogs?.(event))
    return added
  }

  async tell<Name extends EventName>(name: Name, event: Events[Name]): Promise<void> {
    // Who comes last in training sees its end first, before others put the model into another state.
    const inOrder =
      name === 'onTrainEnd'
        ? [...this.callbacks].sort((a, b) => Number(b.comesLast ?? false) - Number(a.comesLast ?? false))
        : this.callbacks
    for (const callback of inOrder) {
      const method = callback[name] as ((event: Events[Name]) => void | Promise<void>) | undefined
      await method?.call(callback, event)
    }
  }
}
