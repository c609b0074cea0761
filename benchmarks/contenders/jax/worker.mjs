/** Serves sessions of jax-js: `node worker.mjs THREADS FOLDER`. */
import { serve } from '../serving/serve.mjs'
import { provideWorkers } from './web-workers.mjs'

const [, , threads = '1', folder = '.'] = process.argv
// As it comes, it runs on one thread in Node: it asks for a browser's Worker, and that as soon as it is imported.
if (Number(threads) > 1) provideWorkers(Number(threads))
const { chooseWasm } = await import('./models.mjs')
const { server } = await import('./server.mjs')

await chooseWasm()
await serve(server(`device wasm, threads: ${threads}`), folder)
