/** The page of the WebGPU backend. */
import { callWorker, offer } from './offer.ts'
import { gpuConformance, gpuTrain } from './webgpu.ts'

let worker: Worker | undefined

offer({
  gpuConformance,
  gpuTrain,
  inWorker: ([name, argument]: readonly [string, unknown]) => {
    worker ??= new Worker('/worker.js', { type: 'module' })
    return callWorker(worker, name, argument)
  },
})
