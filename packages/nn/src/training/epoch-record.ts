/** What is measured over an epoch: the loss, what else a step returns, and the metrics; with the programs that read it. */
import {
  type Backend,
  compile,
  type CompiledFunction,
  ExecutionError,
  type HostArray,
  type NanCheckSetting,
  NonFiniteError,
  stack,
  type Tensor,
  type Variable,
} from '@neurite/core'
import { Mean } from '../metrics/mean.ts'
import type { NamedMetric } from './heads.ts'
import { LossTracker } from './loss-tracker.ts'
import { shortestFloat } from './shortest-float.ts'

/** Values by name: `loss`, and each metric. */
export type Logs = { readonly loss: number } & Readonly<Record<string, number>>

/** What a step returns: its loss, a scalar, and others by name. `fit` shows their means over the samples. */
export type StepResults = { readonly loss: Tensor } & Readonly<Record<string, Tensor>>

/** A step at which the loss was not finite. */
export interface BadStep {
  /** From 1. */
  readonly step: number
  readonly loss: number
}

/** What can be read of an epoch that is under way. */
export interface EpochValues {
  readonly logs: Logs
  readonly bad: BadStep | undefined
}

/** Where the values are kept, and what errors call the pass. */
export interface RecordOptions {
  /** What errors begin with, such as `sequential.fit`. */
  readonly call: string
  readonly backend: Backend
  /** Asked whenever they are needed: they are known once the model's outputs are. */
  readonly metrics: () => readonly NamedMetric[]
  /** Whether steps are checked for NaN. Default: as `setNanCheck` says. */
  readonly nanCheck?: NanCheckSetting | undefined
}

/** The values of an epoch. */
export class EpochRecord {
  readonly #options: RecordOptions
  readonly #tracker = new LossTracker()
  /** What steps return besides the loss, in the order in which it was first seen. */
  readonly #means = new Map<string, Mean>()
  #values: { readonly names: readonly string[]; readonly read: CompiledFunction<readonly [], Tensor> } | undefined

  constructor(options: RecordOptions) {
    this.#options = options
  }

  /** The state of the epoch: what a run has to take up again to end with the same values. */
  get variables(): readonly Variable[] {
    return [
      ...this.#tracker.variables,
      ...[...this.#means.values()].flatMap(({ variables }) => variables),
      ...this.#options.metrics().flatMap(({ metric }) => metric.variables),
    ]
  }

  /** Names of what steps return beside the loss. */
  get names(): readonly string[] {
    return [...this.#means.keys()]
  }

  /** Makes room for what steps will return, in the order in which another process saw it first. */
  expect(names: readonly string[]): void {
    for (const name of names) this.#meanOf(name)
  }

  /** Changes at every step: to be read where one waits for the steps so far. */
  get probe(): Variable {
    return this.#tracker.steps
  }

  /** Takes what a step of `size` samples returned into account. Traced. */
  update({ loss, ...others }: StepResults, size: number): void {
    this.#tracker.update(loss, size)
    for (const [name, value] of Object.entries(others)) this.#meanOf(name).update(value.cast('float32'), size)
  }

  /** Forgets everything but what steps return beside the loss. Traced. */
  reset(): void {
    this.#tracker.reset()
    for (const { metric } of this.#options.metrics()) metric.reset()
  }

  /** Forgets the rest. Not traced: what steps return is known only once one was traced. */
  resetMeans(): void {
    for (const mean of this.#means.values()) for (const variable of mean.variables) variable.assign(0)
  }

  /** Compiles the program that reads, once a step was traced. */
  prepare(): Promise<void> {
    return this.#reader().prepare()
  }

  /**
   * The values so far. Waits for the steps that were started.
   *
   * @throws ExecutionError when a step failed
   */
  async read(): Promise<EpochValues> {
    const stacked = this.#reader()()
    const { names } = this.#values!
    const [badStep, badLoss, ...values] = await this.#dataOf(stacked)
    stacked.dispose()
    const logs = Object.fromEntries(names.map((name, index) => [name, shortestFloat(values[index]!)])) as Logs
    return { logs, bad: badStep! > 0 ? { step: badStep!, loss: badLoss! } : undefined }
  }

  /** How many programs were traced. */
  get traces(): number {
    return this.#values?.read.traces ?? 0
  }

  dispose(): void {
    this.#tracker.dispose()
    for (const mean of this.#means.values()) for (const variable of mean.variables) variable.dispose()
  }

  #meanOf(name: string): Mean {
    const known = this.#means.get(name)
    if (known) return known
    const mean = new Mean({ name })
    this.#means.set(name, mean)
    return mean
  }

  #reader(): CompiledFunction<readonly [], Tensor> {
    const { call, backend, metrics, nanCheck } = this.#options
    const names = ['loss', ...this.#means.keys(), ...metrics().map(({ name }) => name)]
    if (this.#values?.names.length !== names.length) {
      // A metric may well be NaN: it is steps that are to be checked.
      const options = { name: call, backend, nanCheck: nanCheck === undefined ? undefined : false }
      this.#values = { names, read: compile(() => this.#stackValues(), options) }
    }
    return this.#values.read
  }

  /** Reads, and names the user's call where a step failed. */
  async #dataOf(stacked: Tensor): Promise<HostArray> {
    try {
      return await stacked.data()
    } catch (cause) {
      // It says itself where it comes from, and what helps.
      if (cause instanceof NonFiniteError) throw cause
      const message = cause instanceof Error ? cause.message : String(cause)
      throw new ExecutionError(`${this.#options.call}: ${message}; the weights are those of the last good step`, { cause })
    }
  }

  #stackValues(): Tensor {
    const { badStep, badLoss, mean } = this.#tracker
    const means = [mean, ...this.#means.values()].map((each) => each.result())
    const results = this.#options.metrics().map(({ metric }) => metric.result())
    return stack([badStep.value, badLoss.value, ...means, ...results].map((value) => value.cast('float32')))
  }
}
