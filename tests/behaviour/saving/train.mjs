/**
 * A training run in a process of its own, on the built packages: to be killed, and taken up again.
 *
 * Prints `step` after every batch, and in the end a line of JSON: the history, and a sum over all state.
 */
import { createHash } from 'node:crypto'
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { setBackend } from '@neurite/core'
import { BackupAndRestore, Dense, Dropout, ReduceLROnPlateau, Sequential, setRandomSeed } from '@neurite/nn'

const [backend, seed, path, saveFreq] = process.argv.slice(2)

await setBackend({ cpu, wasm }[backend]())
setRandomSeed(Number(seed))

// The data are the same in every run; everything random comes from the seed, or from the file.
const x = Array.from({ length: 200 }, (_, i) => [Math.sin(i * 12.9898), Math.cos(i * 78.233), Math.sin(i * 0.7)])
const y = x.map(([a, b, c]) => (a > b ? 0 : b > c ? 1 : 2))

const model = new Sequential([
  new Dense(16, { activation: 'tanh', inputShape: [3] }),
  new Dropout(0.3),
  new Dense(3, { activation: 'softmax' }),
])
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })

const nothing = new Int32Array(new SharedArrayBuffer(4))

/** Tells of a step, and takes so long that whoever wants to kill this process comes in time. */
function takeStep() {
  process.stdout.write('step\n')
  Atomics.wait(nothing, 0, 0, 2)
}

const { history } = await model.fit(x, y, {
  epochs: 16,
  batchSize: 16,
  validationSplit: 0.2,
  verbose: 0,
  callbacks: [
    { onTrainBatchEnd: takeStep },
    new ReduceLROnPlateau({ monitor: 'loss', patience: 1, factor: 0.5 }),
    new BackupAndRestore(path, { saveFreq: saveFreq === 'epoch' ? saveFreq : Number(saveFreq) }),
  ],
})

const sum = createHash('sha256')
for (const variable of [...model.variables, ...model.optimizer.variables]) {
  const { buffer, byteOffset, byteLength } = await variable.value.bits()
  sum.update(new Uint8Array(buffer, byteOffset, byteLength))
}
process.stdout.write(`${JSON.stringify({ history, sum: sum.digest('hex') })}\n`)
