/** Adapters by name, and errors that say what to do. */
import { ArgumentError, BackendError } from '@neurite/core'
import { expect, test } from 'vitest'
import { isSoftwareName, readAdapters } from './adapters.ts'
import { dawn, listAdapters } from './dawn.ts'
import { loadDawn } from './load-dawn.ts'

test('adapters are read from what Dawn says', () => {
  const message = `no suitable backends found
Available adapters:
 * backend: 'vulkan', name: 'NVIDIA H100'
 * backend: 'vulkan', name: 'SwiftShader Device (Subzero)'`
  expect(readAdapters(message)).toEqual([
    { name: 'NVIDIA H100', backend: 'vulkan', isSoftware: false },
    { name: 'SwiftShader Device (Subzero)', backend: 'vulkan', isSoftware: true },
  ])
  expect(readAdapters('something else')).toEqual([])
})

test.each([
  ['llvmpipe (LLVM 15.0.6, 256 bits)', true],
  ['Microsoft Basic Render Driver', true],
  ['Apple M1 Max', false],
  ['AMD Radeon RX 7900', false],
])('%s computes in software: %s', (name, isSoftware) => expect(isSoftwareName(name)).toBe(isSoftware))

test('the adapters here can be asked for by a part of their name', async () => {
  const [first] = await listAdapters()
  expect(first).toBeDefined()
  const backend = await dawn({ adapter: first!.name.slice(1, 8).toUpperCase() })
  expect(backend.capabilities.dtypes).toContain('float32')
  await backend.dispose()
})

test('an adapter that is not there is named, with those that are', async () => {
  const [first] = await listAdapters()
  const asked = dawn({ adapter: 'Voodoo' })
  await expect(asked).rejects.toThrow(ArgumentError)
  await expect(asked).rejects.toThrow(`dawn: no adapter is called "Voodoo"; there are "${first!.name}"`)
})

test('a way to the GPU that Dawn does not know is refused', async () => {
  await expect(dawn({ backend: 'glide' as never })).rejects.toThrow('dawn: backend is "glide", expected one of vulkan, metal')
})

test('software is refused where it will not do', async () => {
  const [first] = await listAdapters()
  const asked = dawn({ adapter: first!.name, allowSoftware: false }).then(
    async (backend) => (await backend.dispose(), 'a GPU'),
    (error: unknown) => String(error),
  )
  expect(await asked).toMatch(
    first!.isSoftware ? /^BackendError: dawn: the only adapter here, ".*", computes in software/ : 'a GPU',
  )
})

test('no GPU at all is an error with a remedy', async () => {
  const none = dawn({ backend: process.platform === 'linux' ? 'metal' : 'vulkan' })
  await expect(none).rejects.toThrow(BackendError)
  await expect(none).rejects.toThrow(/^dawn: found no GPU on this machine; .*; or use the wasm backend$/)
})

test('a missing package is named, and so is one that does not load', async () => {
  const missing = Object.assign(new Error("Cannot find package 'webgpu'"), { code: 'ERR_MODULE_NOT_FOUND' })
  await expect(loadDawn(() => Promise.reject(missing))).rejects.toThrow('npm install webgpu')
  await expect(loadDawn(() => Promise.reject(new Error('GLIBC_2.38 not found')))).rejects.toThrow('GLIBC_2.38 not found')
})
