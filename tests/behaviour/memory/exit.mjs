/** Trains in a process of its own, on the built packages, and ends in the way that is asked for: `exit.mjs <threads> <ending>`. */
import { wasm } from '@neurite/backend-wasm'
import { setBackend } from '@neurite/core'
import { Dense, Sequential } from '@neurite/nn'

const [threads, ending] = process.argv.slice(2)

let workers = 0
process.on('worker', () => (workers += 1))

await setBackend(wasm({ threads: Number(threads) }))
const x = Float32Array.from({ length: 256 * 256 }, (_, i) => Math.sin(i * 12.9898))
const y = Int32Array.from({ length: 256 }, (_, i) => i % 10)
const model = new Sequential([
  new Dense(128, { activation: 'relu', inputShape: [256] }),
  new Dense(10, { activation: 'softmax' }),
])
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' })

let steps = 0

const endings = {
  return: () => {},
  throw: () => {
    throw new Error('thrown on purpose')
  },
  exit: () => process.exit(7),
}

/** While the next steps are under way. */
const later = {
  'exit later': () => process.exit(7),
  'throw later': () => {
    throw new Error('thrown on purpose')
  },
}

function onTrainBatchEnd() {
  steps += 1
  if (steps !== 100) return
  process.stdout.write(`${workers} workers\n`)
  endings[ending]?.()
  if (later[ending]) setTimeout(later[ending], 1)
}

await model.fit(x, y, {
  epochs: ending.endsWith('later') ? 10_000 : 20,
  batchSize: 32,
  verbose: 0,
  callbacks: [{ onTrainBatchEnd }],
})
process.stdout.write(`${steps} steps\n`)
