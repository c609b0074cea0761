/** The wasm backend in Chromium: in the thread that draws the page and in a worker, isolated or not, under a strict policy. */
import { workerSource } from '@neurite/backend-wasm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bundle, type SiteFiles } from './harness/bundle.ts'
import { TestBrowser, type TestPage } from './harness/browser.ts'
import type { SiteOptions } from './harness/serve.ts'
import type { ConformanceOutcome } from './pages/conformance.ts'
import type { LargeOutcome } from './pages/large-program.ts'
import { type SyncReads, trainCnn } from './pages/late-kernels.ts'
import { type Outcome, train } from './pages/train.ts'

/** Allows our own files and generated WebAssembly; neither eval nor workers from `blob:`. */
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

/** Chrome gives workers that wait in shared memory some seconds before it ends them. */
const endingMs = 10_000

let browser: TestBrowser
let files: SiteFiles
let here: Outcome
let site: TestPage | undefined

const open = async (options?: SiteOptions): Promise<TestPage> => (site = await browser.open(files, options))

beforeAll(async () => {
  const scripts = await bundle({ page: 'page.ts', worker: 'worker.ts' })
  files = new Map([...scripts, ['/neurite-worker.js', workerSource]])
  browser = await TestBrowser.start()
  here = await train({ threads: 1 })
}, 120_000)

afterEach(async () => {
  await site?.close()
  site = undefined
})

afterAll(() => browser?.close())

/** The same weights as in this process, which is Node. */
const expectSame = ({ loss, checksum }: Outcome): void =>
  expect({ loss, checksum }).toEqual({ loss: here.loss, checksum: here.checksum })

describe('the thread that draws the page', () => {
  test('trains without isolation, under a policy without eval', async () => {
    const { task, complaints } = await open({ policy })
    const outcome = await task<Outcome>('train', {})
    expectSame(outcome)
    expect(outcome).toMatchObject({ isIsolated: false, sharedRuns: 0 })
    expect(complaints).toEqual([])
    expect(await task('isEvalRefused')).toBe(true)
  })

  test('takes one thread unless told otherwise, and several where it is isolated', async () => {
    const { task, page, complaints } = await open({ isIsolated: true })
    expect(await task<Outcome>('train', {})).toMatchObject({ isIsolated: true, sharedRuns: 0 })
    expect(page.workers()).toHaveLength(0)
    const outcome = await task<Outcome>('train', { threads: 3, isShared: true })
    expectSame(outcome)
    expect(outcome.sharedRuns).toBeGreaterThan(0)
    expect(page.workers()).toHaveLength(2)
    expect(complaints).toEqual([])
  })

  test('says what is missing when it is asked for threads without isolation', async () => {
    const { task } = await open()
    await expect(task('train', { threads: 2 })).rejects.toThrow(
      'wasm: got threads 2, but this place has no shared memory or no workers: isolate the page (COOP and COEP headers)',
    )
  })

  test('compiles a large program when it may wait, and says so when it may not', { timeout: 120_000 }, async () => {
    const { task } = await open()
    const { refusal, results } = await task<LargeOutcome>('compileLarge')
    expect(refusal).toMatch(/^MustWaitError: wasm: the program's module of \d+ bytes is more than this browser compiles at once/)
    expect(new Set(results)).toEqual(new Set([1]))
  })

  test('leaves no worker when its backend ends', async () => {
    const { task, page } = await open({ isIsolated: true })
    for (const threads of [2, 4]) {
      await task('train', { threads })
      expect(page.workers()).toHaveLength(threads - 1)
      await task('dispose')
      await expect.poll(() => page.workers()).toHaveLength(0)
    }
  })
})

describe('kernels that pages load late', () => {
  /** Notes which files of late parts a page asks for from here on. */
  const lateFiles = ({ page }: TestPage): string[] => {
    const asked: string[] = []
    page.on('request', (request) => {
      const [, part] = /\/(rare|threads)-[^/]*\.js$/.exec(request.url()) ?? []
      if (part) asked.push(part)
    })
    return asked
  }

  test('are not asked for by a perceptron', async () => {
    const opened = await open({ policy })
    const asked = lateFiles(opened)
    expectSame(await opened.task<Outcome>('train', {}))
    expect(asked).toEqual([])
  })

  test('arrive with a convolutional network, which comes out as elsewhere', async () => {
    const opened = await open({ policy })
    const asked = lateFiles(opened)
    expect(await opened.task<number>('trainCnn')).toBe(await trainCnn())
    expect(asked).toEqual(['rare'])
    expect(opened.complaints).toEqual([])
  })

  test('can be read without waiting once they are there; before, the error says so', async () => {
    const { task } = await open({ policy })
    expect(await task('compileLateSync')).toMatch(
      /^MustWaitError: wasm: kernels that are rare are loaded when a program first needs them, as this one does; wait for it \(`await tensor\.data\(\)`/,
    )
    const { sum, refusal, cosine } = await task<SyncReads>('readSync')
    expect({ sum, cosine }).toEqual({ sum: 2, cosine: 1 })
    expect(refusal).toMatch(/^BackendError: tensor\.dataSync: the wasm backend has work under way; use `await tensor\.data\(\)`/)
  })

  test('of a page that computes in several threads start them when they arrive', async () => {
    const opened = await open({ policy, isIsolated: true })
    const asked = lateFiles(opened)
    await opened.task<Outcome>('train', { threads: 2, workerUrl: '/neurite-worker.js', isShared: true })
    expect(asked).toEqual(['threads'])
  })
})

describe('the default', () => {
  test('is wasm, without a word', async () => {
    const { task, complaints } = await open({ policy })
    expect(await task('addByDefault')).toEqual({ backend: 'wasm', sum: 2 })
    expect(complaints).toEqual([])
  })

  test('is cpu where the policy forbids WebAssembly, and one line says so', async () => {
    const { task, complaints } = await open({ policy: "default-src 'self'" })
    expect(await task('addByDefault')).toEqual({ backend: 'cpu', sum: 2 })
    expect(complaints.filter((line) => line.startsWith('neurite'))).toEqual([
      expect.stringMatching(/^neurite: using the cpu backend, because wasm failed: .*allow script-src 'wasm-unsafe-eval'.*$/),
    ])
  })
})

describe('a policy without workers from blob:', () => {
  test('leaves one thread, and one line says so', async () => {
    const { task, complaints } = await open({ policy, isIsolated: true })
    for (let run = 0; run < 2; run++) {
      const outcome = await task<Outcome>('train', { threads: 3 })
      expectSame(outcome)
      expect(outcome.sharedRuns).toBe(0)
    }
    expect(complaints.filter((line) => line.startsWith('neurite'))).toEqual([
      expect.stringMatching(
        /^neurite: wasm runs on one thread, because no worker started: .*worker-src blob:.*wasm\(\{ workerUrl \}\)$/,
      ),
    ])
  })

  test('allows the worker that is served as a file', async () => {
    const { task, complaints } = await open({ policy, isIsolated: true })
    const outcome = await task<Outcome>('train', { threads: 2, workerUrl: '/neurite-worker.js', isShared: true })
    expectSame(outcome)
    expect(outcome.sharedRuns).toBeGreaterThan(0)
    expect(complaints).toEqual([])
  })

  test('names a file that is not there', async () => {
    const { task, complaints } = await open({ policy, isIsolated: true })
    expectSame(await task<Outcome>('train', { threads: 2, workerUrl: '/elsewhere.js' }))
    expect(complaints).toContainEqual(
      expect.stringMatching(/^neurite: wasm runs on one thread, .*from \/elsewhere\.js: serve workerSource/),
    )
  })
})

describe('a Web Worker', () => {
  const inWorker = <Result>({ task }: TestPage, name: string, argument?: unknown): Promise<Result> =>
    task('inWorker', [name, argument])

  test('uses the threads of the processor where the page is isolated, with the results of one', async () => {
    const opened = await open({ isIsolated: true })
    const processors = await opened.page.evaluate(() => navigator.hardwareConcurrency)
    const [several, two, one] = [
      await inWorker<Outcome>(opened, 'train', { isShared: processors > 1 }),
      await inWorker<Outcome>(opened, 'train', { threads: 2, isShared: true }),
      await inWorker<Outcome>(opened, 'train', { threads: 1 }),
    ]
    for (const outcome of [several, two, one]) expectSame(outcome)
    if (processors > 1) expect(several.sharedRuns).toBeGreaterThan(0)
    expect(two.sharedRuns).toBeGreaterThan(0)
    expect(one.sharedRuns).toBe(0)
    expect(opened.complaints).toEqual([])
  })

  test('trains on one thread where the page is not isolated', async () => {
    const outcome = await inWorker<Outcome>(await open({ policy }), 'train', {})
    expectSame(outcome)
    expect(outcome).toMatchObject({ isIsolated: false, sharedRuns: 0 })
  })

  test('takes its threads along when it ends', async () => {
    const opened = await open({ isIsolated: true })
    await inWorker(opened, 'train', { threads: 3 })
    await opened.task('endWorker')
    await expect.poll(() => opened.page.workers(), { timeout: endingMs }).toHaveLength(0)
  })

  test('conforms', { timeout: 180_000 }, async () => {
    const outcome = await inWorker<ConformanceOutcome>(await open({ isIsolated: true }), 'conformance', {
      threads: 2,
      graphs: 300,
    })
    expect(outcome.failed).toEqual([])
    expect(outcome.refused).toBe(0)
    expect(outcome.passed).toBeGreaterThan(2000)
  })
})
