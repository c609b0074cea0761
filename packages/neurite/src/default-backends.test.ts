import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

/** Each test imports the package as a program of its own would. */
const importFresh = () => import('./index.ts')

// The first import of all sources takes longer than a test may.
beforeAll(importFresh, 60_000)

beforeEach(() => vi.resetModules())

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('wasm is the default, without a word', async () => {
  const warn = vi.spyOn(console, 'warn')
  const { getBackend, registeredBackends, tensor } = await importFresh()
  expect(registeredBackends()).toEqual(['wasm', 'cpu', 'auto'])
  expect(getBackend().name).toBe('wasm')
  const sum = tensor([1, 2]).add(1)
  expect(await sum.array()).toEqual([2, 3])
  expect(sum.backend?.name).toBe('wasm')
  expect(warn).not.toHaveBeenCalled()
})

test('without WebAssembly, cpu computes, and one line says so', async () => {
  vi.stubGlobal('WebAssembly', undefined)
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { getBackend, tensor } = await importFresh()
  const sum = tensor([1, 2]).add(1)
  expect(await sum.array()).toEqual([2, 3])
  expect(sum.backend?.name).toBe('cpu')
  expect(getBackend().name).toBe('cpu')
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/^neurite: using the cpu backend, because wasm failed: [^\n]*has no WebAssembly[^\n]*$/)],
  ])
})

test('asking for wasm by name without WebAssembly fails instead of falling back', async () => {
  vi.stubGlobal('WebAssembly', undefined)
  const { BackendError, setBackend } = await importFresh()
  const asked = setBackend('wasm')
  await expect(asked).rejects.toThrow(BackendError)
  await expect(asked).rejects.toThrow('has no WebAssembly')
})

test('setBackend chooses by name', async () => {
  const { getBackend, setBackend, tensor } = await importFresh()
  const chosen = await setBackend('cpu')
  expect(chosen.name).toBe('cpu')
  expect(getBackend()).toBe(chosen)
  const sum = tensor([1, 2]).add(1)
  expect(await sum.array()).toEqual([2, 3])
  expect(sum.backend).toBe(chosen)
})

test.each([
  ['wsam', 'setBackend: unknown backend "wsam"; did you mean "wasm"?'],
  ['webgpu', 'setBackend: unknown backend "webgpu"; known: wasm, cpu'],
])('setBackend("%s") says what there is', async (name, message) => {
  const { ArgumentError, setBackend } = await importFresh()
  const asked = setBackend(name)
  await expect(asked).rejects.toThrow(ArgumentError)
  await expect(asked).rejects.toThrow(message)
})
