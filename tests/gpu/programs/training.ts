/** A process that trains on Dawn, and ends as its argument says. */
import { dawn } from '@neurite/backend-dawn'
import { Dense, Sequential, setBackend, tensor } from 'neurite'

const ending = process.argv[2]
const backend = await setBackend(await dawn())
const model = new Sequential([new Dense(8, { activation: 'relu', inputShape: [4] }), new Dense(1)])
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' })
const [x, y] = [tensor(new Float32Array(256).fill(0.5), { shape: [64, 4] }), tensor(new Float32Array(64), { shape: [64, 1] })]
const { history } = await model.fit(x, y, { epochs: 2, batchSize: 16, verbose: 0 })
console.log('trained', history['loss']!.length)

switch (ending) {
  case 'dispose':
    await backend.dispose()
    break
  case 'throw':
    throw new Error('an error of the program')
  case 'busy':
    // Nobody waits for these.
    void model.fit(x, y, { epochs: 1000, batchSize: 16, verbose: 0 })
    process.exit(7)
    break
  case 'wait':
    console.log('waiting')
    setInterval(() => {}, 1000)
    break
  case 'worker': {
    const { Worker } = await import('node:worker_threads')
    const worker = new Worker(new URL(import.meta.url), { argv: ['normal'] })
    await new Promise((resolve) => worker.once('exit', resolve))
    console.log('worker ended')
  }
}
