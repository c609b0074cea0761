/** Gathers what a model puts out, batch by batch, on the host. */
import {
  allocateHost,
  flattenNest,
  type HostArray,
  mapNest,
  type Tensor,
  tensor,
  type TensorNest,
  yieldWhenDue,
} from '@neurite/core'

/** Batches whose results are being waited for at the same time. */
const mostInFlight = 3

/** Gathers the rows of results, batch by batch, into one host array. */
class Collector {
  #bits: HostArray | undefined
  #sample: Pick<Tensor, 'dtype' | 'shape'> | undefined
  #end = 0
  #count: number

  /** @param count - rows to expect; more make room for themselves */
  constructor(count: number) {
    this.#count = count
  }

  /** Waits for a batch of results, of which the first is row `start`, and frees it on its device. */
  async take(results: Tensor, start: number): Promise<void> {
    const rowSize = results.size / results.shape[0]!
    const rows = results.shape[0]!
    this.#sample ??= { dtype: results.dtype, shape: results.shape.slice(1) }
    const taken = await results.bits()
    this.#makeRoom(start + rows, rowSize)
    this.#bits!.set(taken, start * rowSize)
    this.#end = Math.max(this.#end, start + rows)
    results.dispose()
  }

  tensor(): Tensor {
    const { dtype, shape } = this.#sample!
    const size = shape.reduce((product, extent) => product * extent, this.#end)
    return tensor(this.#bits!.length === size ? this.#bits! : this.#bits!.slice(0, size), { dtype, shape: [this.#end, ...shape] })
  }

  #makeRoom(rows: number, rowSize: number): void {
    if (this.#bits && rows <= this.#count) return
    this.#count = Math.max(rows, this.#bits ? 2 * this.#count : this.#count)
    const grown = allocateHost(this.#sample!.dtype, this.#count * rowSize)
    if (this.#bits) grown.set(this.#bits)
    this.#bits = grown
  }
}

/** Gathers results of any arrangement, a few batches at a time. */
export class Collectors {
  readonly #each: Collector[] = []
  readonly #inFlight: Promise<unknown>[] = []
  readonly #count: number
  #shape: TensorNest | undefined

  constructor(count: number) {
    this.#count = count
  }

  async take(results: TensorNest, start: number): Promise<void> {
    this.#shape ??= results
    const leaves = flattenNest(results).leaves as readonly Tensor[]
    const taken = Promise.all(leaves.map((leaf, index) => (this.#each[index] ??= new Collector(this.#count)).take(leaf, start)))
    taken.catch(() => {}) // Thrown when it is awaited.
    this.#inFlight.push(taken)
    if (this.#inFlight.length >= mostInFlight) await this.#inFlight.shift()
    await yieldWhenDue()
  }

  /** Everything, in the arrangement of the results; undefined where there was nothing. */
  async finish(): Promise<TensorNest | undefined> {
    await Promise.all(this.#inFlight)
    return this.#shape && (mapNest(this.#shape, (_, index) => this.#each[index]!.tensor()) as TensorNest)
  }
}
