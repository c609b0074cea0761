/** What goes wrong on a device without anybody having called for it: it is lost, or refuses something long after the call. */
import { BackendError, DeviceLostError } from '@neurite/core'

/** What a device refuses, and how that is worded for the user. */
type Wording = (refusal: GPUError) => string

export class Faults {
  readonly #device: GPUDevice
  #lost: DeviceLostError | undefined
  #refusal: BackendError | undefined
  readonly #whenLost: Promise<void>
  #isReleased = false

  constructor(device: GPUDevice) {
    this.#device = device
    this.#whenLost = device.lost.then(({ reason, message }) => {
      const cause = [reason === 'destroyed' ? 'it was destroyed' : '', message].filter(Boolean).join(': ')
      this.#lost = new DeviceLostError(
        `webgpu: the device was lost${cause && `: ${cause}`}; make another backend, and load the last checkpoint`,
      )
    })
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault()
      this.#report(new BackendError(`webgpu: the device refused a command: ${event.error.message}`))
    })
  }

  /** What comes from now on is of no interest: the backend is disposed of. */
  release(): void {
    this.#isReleased = true
  }

  /**
   * Throws what has gone wrong since somebody asked: a lost device each time, anything else once.
   *
   * @throws DeviceLostError, BackendError
   */
  check(call: string): void {
    if (this.#lost) throw new DeviceLostError(`${call}: ${this.#lost.message}`)
    const refusal = this.#refusal
    this.#refusal = undefined
    if (refusal) throw refusal
  }

  /** Waits for something that a lost device may never do. */
  async unlessLost<T>(call: string, work: Promise<T>): Promise<T> {
    const lost = this.#whenLost.then(() => undefined)
    try {
      const done = await Promise.race([work.then((value) => ({ value })), lost])
      if (done && (!this.#lost || this.#isReleased)) return done.value
    } catch (error) {
      // A device that is being lost refuses first, and says so a moment later.
      await Promise.race([this.#whenLost, new Promise((resolve) => setTimeout(resolve, 0))])
      if (!this.#lost) throw error
    }
    this.check(call)
    return work
  }

  /** Resolves when all that was submitted is over. */
  async settled(call: string, before: void | Promise<void>): Promise<void> {
    await before
    await this.unlessLost(call, this.#device.queue.onSubmittedWorkDone() as Promise<unknown>)
    this.check(call)
  }

  /** Runs work whose refusals come later, as errors of the next call. */
  watch<T>(filter: GPUErrorFilter, worded: Wording, work: () => T): T {
    this.#device.pushErrorScope(filter)
    try {
      return work()
    } finally {
      this.#device.popErrorScope().then(
        (refusal) => {
          if (refusal) this.#report(new BackendError(worded(refusal)))
        },
        // The device is lost, which is reported by itself.
        () => undefined,
      )
    }
  }

  #report(error: BackendError): void {
    if (!this.#isReleased) this.#refusal ??= error
  }
}
