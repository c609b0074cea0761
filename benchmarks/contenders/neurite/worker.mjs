/** Serves sessions of ours: `node worker.mjs BACKEND FOLDER`. */
import { serve } from '../serving/serve.mjs'
import { chooseBackend } from './backend.mjs'
import { encoder } from './encoder.mjs'
import { kernel } from './kernel.mjs'
import { matmul } from './matmul.mjs'
import { predict } from './predict.mjs'
import { train } from './train.mjs'

const [, , name = 'wasm', folder = '.'] = process.argv
const backend = await chooseBackend(name)

await serve(
  {
    about: async () => ({ version: `${backend.name}, Node ${process.versions.node}` }),
    kinds: { train, predict, matmul, encoder, kernel },
  },
  folder,
)
