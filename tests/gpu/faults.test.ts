/** Devices that fail: each failure is a named error, nothing hangs, and what can go on does. */
import { webgpu } from '@neurite/backend-webgpu'
import { BackendError, DeviceLostError, setBackend, tensor } from '@neurite/core'
import { Dense, Sequential } from 'neurite'
import { expect, test } from 'vitest'
import { create } from 'webgpu'

const gpu: GPU = create([])

async function openDevice(): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter()
  if (!adapter) throw new Error('these tests need a GPU adapter: the software one comes with the tests on Linux x64')
  return adapter.requestDevice()
}

function smallModel(): Sequential {
  const model = new Sequential([new Dense(8, { activation: 'relu', inputShape: [4] }), new Dense(1)])
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' })
  return model
}
const data = () => ({
  x: tensor(new Float32Array(1024).fill(0.5), { shape: [256, 4] }),
  y: tensor(new Float32Array(256), { shape: [256, 1] }),
})

test('a device that is destroyed in the middle of fit', async () => {
  const device = await openDevice()
  await setBackend(await webgpu({ device }))
  const model = smallModel()
  const { x, y } = data()
  let steps = 0
  const onTrainBatchEnd = (): void => {
    steps += 1
    if (steps === 20) device.destroy()
  }
  const fit = model.fit(x, y, { batchSize: 16, epochs: 50, verbose: 0, callbacks: [{ onTrainBatchEnd }] })
  await expect(fit).rejects.toThrow(/device was lost/)
  // Another device takes over.
  await setBackend(await webgpu({ device: await openDevice() }))
  const again = data()
  const { history } = await smallModel().fit(again.x, again.y, { batchSize: 16, epochs: 2, verbose: 0 })
  expect(history['loss']).toHaveLength(2)
})

test('reads of a lost device say so, those under way as well', async () => {
  const device = await openDevice()
  const backend = await webgpu({ device })
  const [slice] = backend.allocate([1024])
  const pending = backend.read(slice!)
  device.destroy()
  await expect(pending).rejects.toThrow(DeviceLostError)
  await expect(backend.read(slice!)).rejects.toThrow('webgpu read: webgpu: the device was lost: it was destroyed')
})

test('more than a buffer may hold is refused by the bytes, and the backend goes on', async () => {
  const device = await openDevice()
  const backend = await webgpu({ device })
  const most = backend.capabilities.maxBufferBytes
  expect(() => backend.allocate([16, most + 16])).toThrow(BackendError)
  expect(() => backend.allocate([16, most + 16])).toThrow(`webgpu: cannot allocate ${most + 16} bytes: one buffer of this device`)
  await setBackend(backend)
  expect(await tensor([1, 2]).add(1).data()).toEqual(Float32Array.of(2, 3))
  await backend.dispose()
})

test('a kernel that does not compile is shown with what the compiler says', async () => {
  const device = await openDevice()
  const { createShaderModule } = device
  device.createShaderModule = (descriptor) =>
    createShaderModule.call(device, { ...descriptor, code: descriptor.code.replace('fn main', 'fn main!') })
  await setBackend(await webgpu({ device }))
  const sum = tensor([1, 2]).add(1).data()
  await expect(sum).rejects.toThrow(/the device refused the kernel "loop 2": error in line \d+/)
  await expect(sum).rejects.toThrow('Its WGSL:')
})

test('an adapter that is lost at the start', async () => {
  const adapter = { limits: {}, features: new Set(), requestDevice: () => Promise.reject(new Error('adapter is consumed')) }
  const opened = webgpu({ adapter: adapter as unknown as GPUAdapter })
  await expect(opened).rejects.toThrow(BackendError)
  await expect(opened).rejects.toThrow('webgpu: the adapter gave no device: Error: adapter is consumed')
})

test('a place without WebGPU says what to use', async () => {
  await expect(webgpu()).rejects.toThrow('webgpu: this runtime has no navigator.gpu')
})
