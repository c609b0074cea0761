/** Which backend `auto` is. */
import { type Backend, createBackend, registeredBackends } from '@neurite/core'
import { expect, test } from 'vitest'
import { autoBackend, type GpuSources } from './auto-backend.ts'
import './default-backends.ts'

const named = (name: string): Backend => ({ name }) as Backend
const sources: GpuSources = {
  gpu: undefined,
  openPage: () => Promise.resolve(named('page')),
  openDawn: () => Promise.reject(new Error("Cannot find package '@neurite/backend-dawn'")),
}
const pageWith = (adapter: object | null): GpuSources => ({
  ...sources,
  gpu: { requestAdapter: () => Promise.resolve(adapter) },
})
const chosen = async (given: GpuSources): Promise<string> => (await autoBackend(given)).name

test('a real GPU is taken, in pages and in Node', async () => {
  expect(await chosen(pageWith({ info: { isFallbackAdapter: false } }))).toBe('page')
  expect(await chosen(pageWith({}))).toBe('page')
  expect(await chosen({ ...sources, openDawn: () => Promise.resolve(named('dawn')) })).toBe('dawn')
})

test('software is not, nor is a GPU that does not open', async () => {
  expect(await chosen(pageWith({ info: { isFallbackAdapter: true } }))).toBe('wasm')
  expect(await chosen(pageWith({ isFallbackAdapter: true }))).toBe('wasm')
  expect(await chosen(pageWith(null))).toBe('wasm')
  expect(await chosen({ ...pageWith({}), openPage: () => Promise.reject(new Error('lost')) })).toBe('wasm')
})

test('without any, it is wasm', async () => {
  expect(await chosen(sources)).toBe('wasm')
})

test('it goes by its name, here where the only GPU computes in software', async () => {
  expect(registeredBackends()).toContain('auto')
  expect((await createBackend('auto')).name).toMatch(/^(wasm|dawn)$/)
})
