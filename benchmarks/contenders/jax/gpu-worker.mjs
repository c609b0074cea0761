/** Serves sessions of jax-js on WebGPU: `node gpu-worker.mjs FOLDER`. */
import { adapterName, provideGpu } from '../serving/gpu.mjs'
import { serve } from '../serving/serve.mjs'

const gpu = await provideGpu()
// It looks for `navigator.gpu`, so that has to be there first.
const { chooseWebgpu } = await import('./models.mjs')
const { server } = await import('./server.mjs')

await chooseWebgpu()
await serve(server(`device webgpu, ${await adapterName(gpu)}`), process.argv[2] ?? '.')
