/** Walks over the rows of a data set in batches. Where it stands is state, so that a compiled step can repeat itself. */
import { dynamicSlice, iota, randomPermutation, range, type Tensor, Variable } from '@neurite/core'
import { hashSeed } from '../random/seed.ts'
import type { RowRange } from './samples.ts'

/** Keeps the order of samples apart from what else is made of the same seed. */
const domain = 2

/** A new order for every epoch, the same for the same seed and epoch. */
export interface Shuffle {
  readonly seed: number
  /** The first epoch: training that is taken up again goes on with the order that it would have had. */
  readonly epoch: number
}

/** The order of the rows, and what the next one is made from. */
interface Order {
  /** uint32 [2]: a hash of the seed, and the epoch to come. */
  readonly key: Variable
  /** int32 [count]. */
  readonly permutation: Variable
}

const makeOrder = (count: number, { seed, epoch }: Shuffle): Order => ({
  key: new Variable(new Uint32Array([hashSeed(seed, domain), epoch]), { path: 'fit/shuffleKey', trainable: false }),
  permutation: new Variable(() => range(count), { path: 'fit/order', shape: [count], dtype: 'int32', trainable: false }),
})

/** The place in a data set. Its methods are tensor code, to be traced. */
export class BatchCursor {
  /** Rows taken since the last reset. */
  readonly position = new Variable(0, { path: 'fit/position', dtype: 'int32', trainable: false })
  readonly #rows: RowRange
  readonly #order: Order | undefined
  #seed: number

  constructor(rows: RowRange, shuffle?: Shuffle) {
    this.#rows = rows
    this.#seed = shuffle?.seed ?? 0
    this.#order = shuffle && makeOrder(rows.count, shuffle)
  }

  /** Row numbers of the next `size` rows, int32 [size]; moves on. */
  next(size: number): Tensor {
    const { start } = this.#rows
    const position = this.position.value
    this.position.assign(position.add(size))
    const indices = this.#order ? dynamicSlice(this.#order.permutation.value, [position], [size]) : iota([size]).add(position)
    return start === 0 ? indices : indices.add(start)
  }

  /** Goes back to the first row, and puts the rows into a new order. */
  reset(): void {
    this.position.assign(0)
    if (!this.#order) return
    const { key, permutation } = this.#order
    permutation.assign(randomPermutation(key.value, this.#rows.count))
    key.assign(key.value.add(iota([2], 0, 'uint32')))
  }

  /** Makes the order that the next reset makes the one of this number of this seed. */
  seek(seed: number, order: number): void {
    this.#seed = seed
    this.#order?.key.assign(new Uint32Array([hashSeed(seed, domain), order]))
  }

  /** What the orders are made from; 0 where the rows keep their order. */
  get shuffleSeed(): number {
    return this.#seed
  }

  /** Frees the state. */
  dispose(): void {
    for (const variable of [this.position, this.#order?.key, this.#order?.permutation]) variable?.dispose()
  }
}
