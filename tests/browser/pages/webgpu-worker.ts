/** The worker of the page of the WebGPU backend. */
import { offerFromWorker } from './offer.ts'
import { gpuConformance, gpuTrain } from './webgpu.ts'

offerFromWorker({ gpuConformance, gpuTrain })
