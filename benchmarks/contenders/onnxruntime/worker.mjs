/** Serves sessions of onnxruntime-web: `node worker.mjs THREADS FOLDER`. */
import { serve } from '../serving/serve.mjs'
import { matmul, ort, predict } from './sessions.mjs'

const [, , threads = '1', folder = '.'] = process.argv
ort.env.wasm.numThreads = Number(threads)

await serve(
  {
    about: async () => ({ version: `${ort.env.versions.web ?? ''}, wasm provider, threads: ${ort.env.wasm.numThreads}` }),
    kinds: { predict, matmul },
  },
  folder,
)
