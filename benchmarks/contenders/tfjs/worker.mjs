/** Serves sessions of TensorFlow.js: `node worker.mjs FOLDER`. */
import { serve } from '../serving/serve.mjs'
import { chooseWasm, tf } from './models.mjs'
import { kinds } from './kinds.mjs'

await chooseWasm()
await serve(
  {
    async about() {
      const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
      return {
        version: `${tf.version.tfjs}, backend ${tf.getBackend()}, ${simd ? 'SIMD' : 'no SIMD'}, 1 thread`,
        ...(simd ? {} : { warning: 'its Wasm backend runs without SIMD' }),
      }
    },
    kinds,
  },
  process.argv[2] ?? '.',
)
