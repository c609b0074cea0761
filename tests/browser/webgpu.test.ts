/** The WebGPU backend in Chromium, on its GPU in software: the whole conformance suite, and training in a page and in a worker. */
import { wasm } from '@neurite/backend-wasm'
import { setBackend } from 'neurite'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { bundle, type SiteFiles } from './harness/bundle.ts'
import { TestBrowser, type TestPage } from './harness/browser.ts'
import type { ConformanceOutcome } from './pages/conformance.ts'
import { type GpuConformance, trainSmall } from './pages/webgpu.ts'

/** WebGPU on SwiftShader, which comes with the browser. */
const flags = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-webgpu-adapter=swiftshader',
  '--use-vulkan=swiftshader',
]

const minutes = 60_000

let browser: TestBrowser
let files: SiteFiles
let site: TestPage | undefined

const open = async (): Promise<TestPage> => (site = await browser.open(files))

beforeAll(async () => {
  files = await bundle({ page: 'webgpu-page.ts', worker: 'webgpu-worker.ts' })
  browser = await TestBrowser.start(flags)
}, 2 * minutes)

afterEach(async () => {
  await site?.close()
  site = undefined
})

afterAll(() => browser?.close())

test('conforms in a page: all but the random graphs', { timeout: 9 * minutes }, async () => {
  const { task, complaints } = await open()
  const asked: GpuConformance = { only: '^(?!random graphs:)', graphs: 1 }
  const outcome = await task<ConformanceOutcome>('gpuConformance', asked)
  expect(outcome.failed).toEqual([])
  expect(outcome.passed).toBeGreaterThan(4500)
  expect(complaints).toEqual([])
})

test('conforms in a worker: 500 random graphs', { timeout: 9 * minutes }, async () => {
  const { task } = await open()
  const asked: GpuConformance = { only: '^random graphs:', graphs: 500 }
  const outcome = await task<ConformanceOutcome>('inWorker', ['gpuConformance', asked])
  expect(outcome.failed).toEqual([])
  expect(outcome.passed).toBeGreaterThan(25)
})

test.each(['page', 'worker'])('trains in a %s as wasm does in Node', { timeout: 2 * minutes }, async (place) => {
  const { task } = await open()
  const losses = await (place === 'page'
    ? task<readonly number[]>('gpuTrain')
    : task<readonly number[]>('inWorker', ['gpuTrain']))
  await setBackend(wasm({ threads: 1 }))
  const expected = await trainSmall()
  expect(losses).toHaveLength(expected.length)
  losses.forEach((loss, epoch) => expect(Math.abs(loss / expected[epoch]! - 1)).toBeLessThan(1e-3))
})
