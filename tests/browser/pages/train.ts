/** Trains the MLP of the README on drawn numbers, and says what came of it and how many threads took part. */
import { wasm, type WasmOptions } from '@neurite/backend-wasm'
import { type Backend, Dense, getBackend, Sequential, setBackend, setRandomSeed, tensor } from 'neurite'
import { Pool } from '../../../packages/backend-wasm/src/threads/pool.ts'

/** What came of a training. */
export interface Outcome {
  readonly loss: number
  /** Of the bytes of all weights. */
  readonly checksum: number
  /** Runs in which more threads than this one took part. */
  readonly sharedRuns: number
  readonly isIsolated: boolean
}

let sharedRuns = 0
const { join } = Pool.prototype
Pool.prototype.join = function (job) {
  const threads = join.call(this, job)
  if (threads > 1) sharedRuns += 1
  return threads
}

/** Numbers that look like any others, the same each time. */
export function drawn(length: number): Float32Array {
  let state = 12_345
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  })
}

/** FNV-1a. */
const checksumOf = (bytes: Uint8Array): number =>
  bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 16_777_619) >>> 0, 2_166_136_261)

/** Of the bytes of all weights. */
export async function checksumOfWeights({ variables }: Sequential): Promise<number> {
  const weights = await Promise.all(variables.map(({ value }) => value.data()))
  return weights.reduce((sum, { buffer }) => Math.imul(sum, 31) + checksumOf(new Uint8Array(buffer)), 0) >>> 0
}

let backend: Backend | undefined

/** So long at most the workers may take to start, in milliseconds. */
const startingMs = 20_000

/** What to train with. */
export interface TrainOptions extends WasmOptions {
  /** Whether to go on until a run was shared, or it takes too long: workers start while the training is under way, or after it. */
  readonly isShared?: boolean
}

/** Trains from the same weights on the same batches each time; the backend stays until `dispose`. */
export async function train({ isShared = false, ...options }: TrainOptions): Promise<Outcome> {
  sharedRuns = 0
  backend = await setBackend(wasm({ simd: 'plain', ...options }))
  setRandomSeed(0)
  const samples = 512
  const x = tensor(drawn(samples * 784), { shape: [samples, 784] })
  const y = tensor(Int32Array.from({ length: samples }, (_, i) => i % 10))
  const model = new Sequential([
    new Dense(128, { activation: 'relu', inputShape: [784] }),
    new Dense(10, { activation: 'softmax' }),
  ])
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' })
  await model.fit(x, y, { epochs: 12, batchSize: 64, verbose: 0 })
  const { loss } = await model.evaluate(x, y)
  const checksum = await checksumOfWeights(model)
  const latest = performance.now() + startingMs
  const isWaiting = (): boolean => isShared && sharedRuns === 0 && performance.now() < latest
  while (isWaiting()) await model.evaluate(x, y)
  return {
    loss,
    checksum,
    sharedRuns,
    isIsolated: (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true,
  }
}

/** Computes one and one with the default backend, and says which that is. */
export async function addByDefault(): Promise<{ readonly backend: string; readonly sum: number }> {
  const sum = await tensor([1]).add(1).data()
  return { backend: getBackend().name, sum: sum[0]! }
}

/** Ends the backend of the last training. */
export async function dispose(): Promise<void> {
  await backend?.dispose()
}
