/** Serves sessions of TensorFlow.js on WebGPU: `node gpu-worker.mjs FOLDER`. */
import { adapterName, provideGpu } from '../serving/gpu.mjs'
import { serve } from '../serving/serve.mjs'

const gpu = await provideGpu()
// It looks for `navigator.gpu` when it is loaded, so that has to be there first.
await import('@tensorflow/tfjs-backend-webgpu')
const { tf } = await import('./models.mjs')
const { kinds } = await import('./kinds.mjs')

if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js finds no WebGPU here')
await tf.ready()
const version = `${tf.version.tfjs}, backend ${tf.getBackend()}, ${await adapterName(gpu)}`
await serve({ about: async () => ({ version }), kinds }, process.argv[2] ?? '.')
