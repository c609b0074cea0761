/** Trains an MLP with the built packages, and prints what came of it as JSON. Runs in Node, Deno and Bun: `train.mjs [threads]`. */
import { wasm } from '../../packages/backend-wasm/dist/index.js'
import { Dense, getBackend, Sequential, setBackend, setRandomSeed, tensor } from '../../packages/neurite/dist/index.js'

/** @typedef {{ backend: string, losses: number[], sharedRuns: number }} Outcome */

const threads = process.argv[2]
const [samples, features, classes] = [512, 784, 10]
/** So long at most the workers may take to start, in milliseconds. */
const startingMs = 10_000

/** How often a worker was made to run: the only thing that compares and exchanges these words. */
let sharedRuns = 0
const { compareExchange } = Atomics
const [idle, running] = [1, 2]
Atomics.compareExchange = /** @type {typeof compareExchange} */ (
  (/** @type {Int32Array} */ words, /** @type {number} */ index, /** @type {number} */ expected, /** @type {number} */ value) => {
    const before = compareExchange(words, index, expected, value)
    if (expected === idle && value === running && before === idle) sharedRuns += 1
    return before
  }
)

let state = 12_345
const random = () => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  return state / 2 ** 32
}

if (threads !== undefined) await setBackend(wasm({ threads: Number(threads), simd: 'plain' }))
setRandomSeed(0)
const x = tensor(Float32Array.from({ length: samples * features }, random), { shape: [samples, features] })
const y = tensor(Int32Array.from({ length: samples }, (_, i) => i % classes))
const model = new Sequential([
  new Dense(128, { activation: 'relu', inputShape: [features] }),
  new Dense(classes, { activation: 'softmax' }),
])
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' })
const { history } = await model.fit(x, y, { epochs: 8, batchSize: 64, verbose: 0 })
const latest = performance.now() + startingMs
const isWaiting = () => threads !== undefined && threads !== '1' && sharedRuns === 0 && performance.now() < latest
while (isWaiting()) await model.evaluate(x, y)
console.log(JSON.stringify({ backend: getBackend().name, losses: history.loss, sharedRuns }))
// Nothing is ended here: the process has to exit by itself.
