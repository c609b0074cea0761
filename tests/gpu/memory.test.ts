/** What stays on the device: as much after many steps as after few, whoever forgets to dispose of what. */
import { webgpu } from '@neurite/backend-webgpu'
import { setBackend, tensor } from '@neurite/core'
import { Dense, Sequential } from 'neurite'
import { expect, test } from 'vitest'
import { create } from 'webgpu'

const gpu: GPU = create([])

/** A device, and how many of its buffers have not been destroyed. */
async function watchedDevice(): Promise<{ device: GPUDevice; live: () => number }> {
  const adapter = await gpu.requestAdapter()
  if (!adapter) throw new Error('these tests need a GPU adapter: the software one comes with the tests on Linux x64')
  const device = await adapter.requestDevice()
  const { createBuffer } = device
  let count = 0
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer.call(device, descriptor)
    const { destroy } = buffer
    let isLive = true
    count += 1
    buffer.destroy = () => {
      if (isLive) count -= 1
      isLive = false
      return destroy.call(buffer)
    }
    return buffer
  }
  return { device, live: () => count }
}

/** Collects until finalizers have run. */
async function collect(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    globalThis.gc!()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const samples = 256
const data = () => ({
  x: tensor(new Float32Array(samples * 16).fill(0.5), { shape: [samples, 16] }),
  y: tensor(new Float32Array(samples), { shape: [samples, 1] }),
})
function model(kernelInitializer: 'ones' | 'glorotUniform' = 'glorotUniform'): Sequential {
  const made = new Sequential([
    new Dense(32, { activation: 'relu', inputShape: [16], kernelInitializer }),
    new Dense(1, { kernelInitializer }),
  ])
  made.compile({ optimizer: 'adam', loss: 'meanSquaredError' })
  return made
}

test('fit: no buffer more after 1,000 steps than after 100', async () => {
  const { device, live } = await watchedDevice()
  const backend = await setBackend(await webgpu({ device }))
  const { x, y } = data()
  const seen = new Map<number, number>()
  let steps = 0
  const onTrainBatchEnd = (): void => {
    steps += 1
    seen.set(steps, live())
  }
  await model().fit(x, y, { batchSize: 16, epochs: 63, verbose: 0, callbacks: [{ onTrainBatchEnd }] })
  expect(seen.get(1000)).toBe(seen.get(100))
  await backend.dispose()
  expect(live()).toBeLessThanOrEqual(seen.get(1000)!)
})

test('eager results that nobody disposes of are collected', async () => {
  const { device, live } = await watchedDevice()
  await setBackend(await webgpu({ device }))
  // Large ones have a buffer of their own.
  const x = tensor(new Float32Array(8192), { shape: [8192] })
  const after = async (rounds: number): Promise<number> => {
    for (let round = 0; round < rounds; round++) await x.add(round).data()
    await collect()
    return live()
  }
  const few = await after(20)
  expect(await after(200)).toBeLessThanOrEqual(few + 1)
})

test('200 programs that are compiled and disposed of leave nothing', async () => {
  const { device, live } = await watchedDevice()
  const backend = await webgpu({ device })
  const type = { dtype: 'float32', shape: [4] } as const
  const program = {
    graph: {
      values: [type, type],
      parameters: 1,
      nodes: [{ primitive: 'exp', attributes: {}, operands: [0], results: [1] }],
      results: [1],
    },
    bindings: [
      { role: 'input', type },
      { role: 'output', type },
    ],
  } as const
  const buffers = backend.allocate([16, 16])
  const cycle = async (): Promise<void> => {
    const executable = await backend.compile(program)
    await executable.run({ buffers, scalars: new Uint8Array() }).done()
    executable.dispose()
  }
  await cycle()
  const before = live()
  for (let round = 0; round < 200; round++) await cycle()
  expect(live()).toBe(before)
})

test('two models train side by side, and two runs agree to the bit', async () => {
  const { device } = await watchedDevice()
  await setBackend(await webgpu({ device }))
  const train = async (): Promise<readonly number[]> => {
    const { x, y } = data()
    return (await model('ones').fit(x, y, { batchSize: 16, epochs: 3, shuffle: false, verbose: 0 })).history['loss']!
  }
  const [a, b] = await Promise.all([train(), train()])
  expect(a).toEqual(b)
  expect(await train()).toEqual(a)
})
