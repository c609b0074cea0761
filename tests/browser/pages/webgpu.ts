/** The WebGPU backend in a page or a worker: conformance, and the training that other backends do as well. */
import { webgpu } from '@neurite/backend-webgpu'
import { scoreBackend } from '@neurite/conformance'
import { Dense, Sequential, setBackend, setRandomSeed, tensor } from 'neurite'
import type { ConformanceOutcome } from './conformance.ts'
import { drawn } from './train.ts'

/** Which cases to run, as the source of a pattern, and how many random graphs. */
export interface GpuConformance {
  readonly only?: string
  readonly graphs: number
}

export async function gpuConformance({ only, graphs }: GpuConformance): Promise<ConformanceOutcome> {
  const { passed, refused, failed } = await scoreBackend({
    create: () => webgpu(),
    subnormals: 'flushed',
    // The same generator's kernels for views and constants run on Dawn in Node; here each pipeline takes several times as long.
    layouts: 'direct',
    randomGraphs: { count: graphs },
    ...(only !== undefined && { only: new RegExp(only) }),
  })
  return { passed, refused, failed: failed.map(({ title, error }) => `${title}: ${String(error)}`) }
}

/** Losses of the epochs of a small perceptron. */
export async function gpuTrain(): Promise<readonly number[]> {
  await setBackend(await webgpu())
  return trainSmall()
}

/** On the backend in force. */
export async function trainSmall(): Promise<readonly number[]> {
  setRandomSeed(0)
  const samples = 256
  const x = tensor(drawn(samples * 64), { shape: [samples, 64] })
  const y = tensor(Int32Array.from({ length: samples }, (_, i) => i % 10))
  const model = new Sequential([
    new Dense(32, { activation: 'relu', inputShape: [64] }),
    new Dense(10, { activation: 'softmax' }),
  ])
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' })
  const { history } = await model.fit(x, y, { epochs: 4, batchSize: 32, verbose: 0 })
  return history['loss']!
}
