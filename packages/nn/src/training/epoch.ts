/** One pass over a data set as compiled programs: a step that gathers its own batch, a reset, and the values to show. */
import {
  type Backend,
  compile,
  type CompiledFunction,
  ExecutionError,
  type HostArray,
  stack,
  takeRows,
  type Tensor,
} from '@neurite/core'
import type { Metric } from '../metrics/metric.ts'
import { BatchCursor, type Shuffle } from './batch-cursor.ts'
import { LossTracker } from './loss-tracker.ts'
import type { Samples } from './samples.ts'

/** Values by name: `loss`, and each metric. */
export type Logs = { readonly loss: number } & Readonly<Record<string, number>>

/** What one step does with its batch: returns the predictions, and their loss, a scalar. Updates weights, if it does. */
export type StepBody = (x: Tensor, y: Tensor) => { readonly loss: Tensor; readonly yPred: Tensor }

/** What an epoch is made of. */
export interface EpochOptions {
  /** What errors begin with, such as `sequential.fit`. */
  readonly call: string
  readonly backend: Backend
  readonly samples: Samples
  readonly batchSize: number
  readonly metrics: readonly Metric[]
  /** Default: the order in which the samples came. */
  readonly shuffle?: Shuffle | undefined
  readonly body: StepBody
}

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

/** The shortest decimal that is this float32: 0.99 instead of 0.9900000095367432. */
function shortest(value: number): number {
  const decimals = [6, 7, 8].map((digits) => Number(value.toPrecision(digits)))
  return decimals.find((decimal) => Math.fround(decimal) === value) ?? value
}

/**
 * A pass over samples, again and again.
 *
 * What changes from step to step is state of the programs, so a step takes no arguments and returns nothing: in the steady state
 * nothing is allocated. The full and the last, smaller batch are programs of their own.
 */
export class Epoch {
  /** Steps in a pass. */
  readonly steps: number
  readonly cursor: BatchCursor
  private readonly options: EpochOptions
  private readonly tracker = new LossTracker()
  private readonly fullSteps: number
  private readonly full: CompiledFunction<readonly [], void> | undefined
  private readonly rest: CompiledFunction<readonly [], void> | undefined
  private readonly restart: CompiledFunction<readonly [], void>
  private readonly values: CompiledFunction<readonly [], Tensor>
  private done = 0

  constructor(options: EpochOptions) {
    const { call, backend, samples, batchSize, shuffle } = options
    const { count } = samples.rows
    const remainder = count % batchSize
    this.options = options
    this.cursor = new BatchCursor(samples.rows, shuffle)
    this.fullSteps = Math.floor(count / batchSize)
    this.steps = Math.ceil(count / batchSize)
    const program = { name: call, backend }
    this.full = this.fullSteps > 0 ? compile(() => this.step(batchSize), program) : undefined
    this.rest = remainder > 0 ? compile(() => this.step(remainder), program) : undefined
    this.restart = compile(() => this.resetState(), program)
    this.values = compile(() => this.stackValues(), program)
  }

  /** Steps of this pass that were started. */
  get stepsDone(): number {
    return this.done
  }

  get finished(): boolean {
    return this.done === this.steps
  }

  /** How many programs were traced. */
  get traces(): number {
    return this.programs.reduce((sum, { traces }) => sum + traces, 0)
  }

  /** Traces and compiles everything, and runs nothing: wrong shapes throw here. */
  async prepare(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.prepare()))
  }

  /** Goes back to the beginning: metrics, place and order. */
  reset(): void {
    this.restart()
    this.done = 0
  }

  /** Runs up to `most` of the steps that remain in one call, and returns how many. */
  advance(most: number): number {
    const count = Math.min(most, this.fullSteps - this.done)
    if (this.full && count > 0) {
      if (count === 1) this.full()
      else this.full.repeat(count)
      this.done += count
      return count
    }
    this.rest?.()
    this.done += 1
    return 1
  }

  /**
   * The loss and the metrics so far. Waits for the steps that were started.
   *
   * @throws ExecutionError when a step failed
   */
  async read(): Promise<EpochValues> {
    const stacked = this.values()
    const [badStep, badLoss, loss, ...rest] = await this.dataOf(stacked)
    stacked.dispose()
    const named = this.options.metrics.map(({ name }, index) => [name, shortest(rest[index]!)] as const)
    const bad = badStep! > 0 ? { step: badStep!, loss: badLoss! } : undefined
    return { logs: { loss: shortest(loss!), ...Object.fromEntries(named) }, bad }
  }

  /** Frees the state of the pass; the programs cannot run any more. */
  dispose(): void {
    this.cursor.dispose()
    this.tracker.dispose()
  }

  /** Reads, and names the user's call where a step failed. */
  private async dataOf(stacked: Tensor): Promise<HostArray> {
    try {
      return await stacked.data()
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      throw new ExecutionError(`${this.options.call}: ${message}; the weights are those of the last good step`, { cause })
    }
  }

  private get programs(): readonly Pick<CompiledFunction<readonly [], unknown>, 'prepare' | 'traces'>[] {
    return [this.full, this.rest, this.restart, this.values].filter((program) => program !== undefined)
  }

  // Traced

  private step(size: number): void {
    const { samples, metrics, body } = this.options
    const indices = this.cursor.next(size)
    const y = takeRows(samples.y, indices)
    const { loss, yPred } = body(takeRows(samples.x, indices), y)
    this.tracker.update(loss, size)
    for (const metric of metrics) metric.update(y, yPred)
  }

  private resetState(): void {
    this.cursor.reset()
    this.tracker.reset()
    for (const metric of this.options.metrics) metric.reset()
  }

  private stackValues(): Tensor {
    const { badStep, badLoss, mean } = this.tracker
    const results = this.options.metrics.map((metric) => metric.result())
    return stack([badStep.value, badLoss.value, mean.result(), ...results].map((value) => value.cast('float32')))
  }
}
