/** One pass over a data set as compiled programs: a step that gathers its own batch, and a reset. */
import {
  ArgumentError,
  compile,
  type CompiledFunction,
  mapNest,
  takeRows,
  Tensor,
  type TensorNest,
  type Variable,
} from '@neurite/core'
import { BatchCursor, type Shuffle } from './batch-cursor.ts'
import { EpochRecord, type EpochValues, type RecordOptions, type StepResults } from './epoch-record.ts'
import type { Batch, Samples, TargetNest } from './samples.ts'
import type { Pass, PassPosition } from './pass.ts'

/** What one step does with its batch. Updates weights and metrics, if it does. */
export type StepBody = (batch: Batch) => StepResults

/** What an epoch is made of. */
export interface EpochOptions extends RecordOptions {
  readonly samples: Samples
  readonly batchSize: number
  /** Steps in an epoch: where they are not those of the whole data set, the next epoch goes on where the last one ended. */
  readonly stepsPerEpoch?: number | undefined
  /** Default: the order in which the samples came. */
  readonly shuffle?: Shuffle | undefined
  readonly body: StepBody
}

/**
 * A pass over samples that are on the device, again and again.
 *
 * What changes from step to step is state of the programs, so a step takes no arguments and returns nothing: in the steady state
 * nothing is allocated. The full and the last, smaller batch are programs of their own.
 */
export class Epoch implements Pass {
  readonly steps: number
  readonly record: EpochRecord
  readonly cursor: BatchCursor
  readonly #options: EpochOptions
  /** Full batches in the data set, and batches altogether. */
  readonly #fullBatches: number
  readonly #batches: number
  readonly #full: CompiledFunction<readonly [], void> | undefined
  readonly #rest: CompiledFunction<readonly [], void> | undefined
  readonly #restart: CompiledFunction<readonly [], void>
  readonly #rewind: CompiledFunction<readonly [], void>
  #done = 0
  /** Batches taken of the data set since its order was made; undefined before the first order. */
  #taken: number | undefined
  #orders: number

  constructor(options: EpochOptions) {
    const { call, backend, nanCheck, samples, batchSize, shuffle, stepsPerEpoch } = options
    const { count } = samples.rows
    const remainder = count % batchSize
    this.#options = options
    this.record = new EpochRecord(options)
    this.cursor = new BatchCursor(samples.rows, shuffle)
    this.#orders = shuffle?.epoch ?? 0
    this.#fullBatches = Math.floor(count / batchSize)
    this.#batches = Math.ceil(count / batchSize)
    this.steps = stepsPerEpoch ?? this.#batches
    const program = { name: call, backend, nanCheck }
    this.#full = this.#fullBatches > 0 ? compile(() => this.#step(batchSize), program) : undefined
    this.#rest = remainder > 0 && this.#needsRest ? compile(() => this.#step(remainder), program) : undefined
    this.#restart = compile(() => this.record.reset(), program)
    this.#rewind = compile(() => this.cursor.reset(), program)
  }

  get stepsDone(): number {
    return this.#done
  }

  get finished(): boolean {
    return this.#done === this.steps
  }

  /** How many programs were traced. */
  get traces(): number {
    return this.#programs.reduce((sum, { traces }) => sum + traces, 0) + this.record.traces
  }

  async prepare(): Promise<void> {
    await Promise.all([...this.#programs.map((program) => program.prepare()), this.record.prepare()])
  }

  reset(): void {
    this.#restart()
    this.record.resetMeans()
    this.#done = 0
    const goesOn = this.#options.stepsPerEpoch !== undefined && this.#taken !== undefined && this.#taken < this.#batches
    if (!goesOn) this.#reorder()
  }

  advance(most: number): number {
    if (this.#taken === this.#batches) this.#reorder()
    const taken = this.#taken!
    const count = Math.min(most, this.#fullBatches - taken, this.steps - this.#done)
    if (this.#full && count > 0) {
      if (count === 1) this.#full()
      else this.#full.repeat(count)
    } else {
      this.#rest?.()
    }
    const ran = Math.max(count, 1)
    this.#taken = taken + ran
    this.#done += ran
    return ran
  }

  read(): Promise<EpochValues> {
    return this.record.read()
  }

  get variables(): readonly Variable[] {
    return this.record.variables
  }

  get position(): PassPosition {
    const { batchSize, samples } = this.#options
    const { shuffleSeed: seed } = this.cursor
    return { done: this.#done, taken: this.#taken ?? 0, orders: this.#orders, seed, batchSize, count: samples.rows.count }
  }

  /** @throws ArgumentError when the batches are others */
  seek({ done, taken, orders, seed, batchSize, count }: PassPosition): void {
    const { call, batchSize: own, samples } = this.#options
    if (batchSize !== own || count !== samples.rows.count) {
      throw new ArgumentError(
        `${call}: training that was interrupted had ${count} samples in batches of ${batchSize}, this has ${samples.rows.count} in batches of ${own}; go on with the same`,
      )
    }
    this.cursor.seek(seed, orders - 1)
    this.#orders = orders - 1
    this.#reorder()
    this.cursor.position.assign(Math.min(taken * this.#options.batchSize, this.#options.samples.rows.count))
    this.#taken = taken
    this.#done = done
  }

  dispose(): void {
    this.cursor.dispose()
    this.record.dispose()
  }

  /** Whether the smaller last batch is ever reached. */
  get #needsRest(): boolean {
    return this.#batches > this.#fullBatches
  }

  get #programs(): readonly Pick<CompiledFunction<readonly [], unknown>, 'prepare' | 'traces'>[] {
    return [this.#full, this.#rest, this.#restart, this.#rewind].filter((program) => program !== undefined)
  }

  /** Begins the data set anew, in a new order. */
  #reorder(): void {
    this.#rewind()
    this.#taken = 0
    this.#orders += 1
  }

  // Traced

  #step(size: number): void {
    const { samples, body } = this.#options
    const indices = this.cursor.next(size)
    const rowsOf = <Nest>(nest: Nest): Nest =>
      mapNest(nest, (leaf) => (leaf instanceof Tensor ? takeRows(leaf, indices) : leaf)) as Nest
    const batch: Batch = {
      x: rowsOf<TensorNest>(samples.x),
      y: rowsOf<TargetNest | undefined>(samples.y),
      sampleWeight: rowsOf<TargetNest | undefined>(samples.sampleWeight),
    }
    this.record.update(body(batch), size)
  }
}
