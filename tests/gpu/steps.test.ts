/** What a training step asks of the device, counted inside `fit` as it is by default. */
import { webgpu } from '@neurite/backend-webgpu'
import { setBackend, type Tensor, tensor } from '@neurite/core'
import {
  Add,
  type BatchEvent,
  Conv2D,
  Dense,
  Dropout,
  Flatten,
  input,
  LayerNormalization,
  MaxPooling2D,
  Model,
  MultiHeadAttention,
  Sequential,
  setRandomSeed,
} from 'neurite'
import { expect, test } from 'vitest'
import { create } from 'webgpu'
import { type Calls, callsBetween, countCalls } from '../../scripts/gpu-calls.mjs'

const gpu: GPU = create([])

async function countedDevice(): Promise<{ device: GPUDevice; calls: Calls }> {
  const adapter = await gpu.requestAdapter()
  if (!adapter) throw new Error('these tests need a GPU adapter: the software one comes with the tests on Linux x64')
  const device = await adapter.requestDevice()
  return { device, calls: countCalls(device) }
}

/** Samples without meaning: what is counted does not depend on them. */
const noise = (shape: readonly number[]): Tensor => {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898) * 0.5),
    { shape },
  )
}
const labels = (samples: number): Tensor => tensor(Int32Array.from({ length: samples }, (_, i) => i % 10))

/** What `fit` is given. */
interface Workload {
  readonly model: Model
  readonly x: Tensor
  readonly y: Tensor
  readonly loss: 'sparseCategoricalCrossentropy' | 'meanSquaredError'
  readonly batchSize: number
}

/** Calls per step, from the first to the last step of a range. */
async function callsPerStep(workload: () => Workload, [first, last]: readonly [number, number]): Promise<Calls> {
  const { device, calls } = await countedDevice()
  await setBackend(await webgpu({ device }))
  setRandomSeed(0)
  const { model, x, y, loss, batchSize } = workload()
  model.compile({ optimizer: 'adam', loss, metrics: loss === 'meanSquaredError' ? [] : ['accuracy'] })
  const seen = new Map<number, Calls>()
  // The first epoch runs ahead of what is still being compiled.
  const onTrainBatchEnd = ({ epoch, step }: BatchEvent): void => {
    if (epoch === 1) seen.set(step, { ...calls })
  }
  await model.fit(x, y, { batchSize, epochs: 2, verbose: 0, callbacks: [{ onTrainBatchEnd }] })
  const between = callsBetween(seen.get(first)!, seen.get(last)!)
  return Object.fromEntries(Object.entries(between).map(([name, count]) => [name, count / (last - first)])) as unknown as Calls
}

/** What every step keeps to; reading the metrics, about ten times a second, is a small program and a copy besides. */
function expectSteady(calls: Calls, mostDispatches: number): void {
  expect(calls).toMatchObject({ buffers: 0, bindGroups: 0, pipelines: 0 })
  expect(calls.submits - calls.copies - calls.writes).toBeCloseTo(1)
  expect(calls.dispatches).toBeLessThanOrEqual(mostDispatches)
}

const perceptron = (): Workload => ({
  model: new Sequential([new Dense(128, { activation: 'relu' }), new Dense(10, { activation: 'softmax' })]),
  x: noise([26 * 32, 784]),
  y: labels(26 * 32),
  loss: 'sparseCategoricalCrossentropy',
  batchSize: 32,
})

const convolutional = (): Workload => ({
  model: new Sequential([
    new Conv2D(32, 3, { activation: 'relu' }),
    new MaxPooling2D(),
    new Conv2D(64, 3, { activation: 'relu' }),
    new MaxPooling2D(),
    new Flatten(),
    new Dropout(0.5),
    new Dense(10, { activation: 'softmax' }),
  ]),
  x: noise([16 * 8, 28, 28, 1]),
  y: labels(16 * 8),
  loss: 'sparseCategoricalCrossentropy',
  batchSize: 8,
})

function encoder(): Workload {
  const x = input({ shape: [64, 128] })
  const attended = new LayerNormalization().apply(new Add().apply([x, new MultiHeadAttention(4, 32).apply([x, x])]))
  const hidden = new Dense(128).apply(new Dense(512, { activation: 'relu' }).apply(attended))
  const outputs = new LayerNormalization().apply(new Add().apply([attended, hidden]))
  const samples = [16 * 2, 64, 128]
  return {
    model: new Model({ inputs: x, outputs }),
    x: noise(samples),
    y: noise(samples),
    loss: 'meanSquaredError',
    batchSize: 2,
  }
}

test('W1, the perceptron: at most 10 dispatches', { timeout: 300_000 }, async () => {
  const calls = await callsPerStep(perceptron, [5, 25])
  console.info('W1', calls)
  expectSteady(calls, 10)
})

// Software adapters take long over these; their steps are all alike.
test('W2, the convolutional network: at most 30 dispatches', { timeout: 300_000 }, async () => {
  const calls = await callsPerStep(convolutional, [5, 15])
  console.info('W2', calls)
  expectSteady(calls, 30)
})

test('W5, an encoder block: at most 50 dispatches', { timeout: 300_000 }, async () => {
  const calls = await callsPerStep(encoder, [5, 15])
  console.info('W5', calls)
  expectSteady(calls, 50)
})
