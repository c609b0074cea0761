/** Several callbacks as one. */
import { ArgumentError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import type { Callback } from './callback.ts'

type Events = { [Name in keyof Callback]-?: Parameters<NonNullable<Callback[Name]>>[0] }

/** Tells callbacks of events, one after the other, in their order. */
export class CallbackList {
  readonly callbacks: readonly Callback[]

  /** @throws ArgumentError when something is no object */
  constructor(call: string, callbacks: readonly Callback[]) {
    if (!Array.isArray(callbacks)) throw new ArgumentError(`${call}: callbacks must be an array, got ${describeValue(callbacks)}`)
    const wrong: unknown = callbacks.find((callback: unknown) => typeof callback !== 'object' || callback === null)
    if (wrong !== undefined)
      throw new ArgumentError(`${call}: a callback must be an object such as { onEpochEnd() {} }, got ${describeValue(wrong)}`)
    this.callbacks = callbacks
  }

  /** Whether anyone listens: events need not be made otherwise. */
  hears(name: keyof Callback): boolean {
    return this.callbacks.some((callback) => callback[name])
  }

  async tell<Name extends keyof Callback>(name: Name, event: Events[Name]): Promise<void> {
    for (const callback of this.callbacks) {
      const method = callback[name] as ((event: Events[Name]) => void | Promise<void>) | undefined
      await method?.call(callback, event)
    }
  }
}
