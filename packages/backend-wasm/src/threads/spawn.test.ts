/** Where workers are those of a browser: what happens when none starts. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { controlBytes, states, workerStart, workerWords } from './control.ts'

interface FakeWorker {
  readonly url: unknown
  onerror: ((event: { message?: string }) => void) | null
  readonly messages: unknown[]
  isTerminated: boolean
}

const workers: FakeWorker[] = []

class Worker implements FakeWorker {
  onerror: FakeWorker['onerror'] = null
  readonly messages: unknown[] = []
  isTerminated = false
  readonly url: unknown
  constructor(url: unknown) {
    this.url = url
    workers.push(this)
  }
  postMessage(message: unknown): void {
    this.messages.push(message)
  }
  terminate(): void {
    this.isTerminated = true
  }
}

/** The module, as a page would load it. */
async function inPage(WorkerClass: unknown): Promise<typeof import('./spawn.ts')> {
  vi.resetModules()
  vi.stubGlobal('process', Object.create(Reflect.get(globalThis, 'process'), { versions: { value: {} } }))
  vi.stubGlobal('Worker', WorkerClass)
  workers.length = 0
  return import('./spawn.ts')
}

const setupOf = () => {
  const memory = { buffer: new SharedArrayBuffer(controlBytes(2)), grow: () => 0 }
  return { memory: memory as unknown as { buffer: ArrayBuffer; grow(): number }, start: workerStart(0, 1), failure: 0 }
}

describe('spawnWorker', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('runs the script of a blob, or the file that is named', async () => {
    const { spawnWorker } = await inPage(Worker)
    const setup = setupOf()
    for (const url of [undefined, undefined, '/worker.js']) spawnWorker(setup, () => {}, url)
    expect(workers.map(({ url }) => url)).toEqual([expect.stringMatching(/^blob:/), workers[0]!.url, '/worker.js'])
    expect(workers.map(({ messages }) => messages)).toEqual([[setup], [setup], [setup]])
  })

  it('says once that none starts, whether the engine throws or tells later', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const failed = vi.fn<(cause: unknown) => void>()
    const later = await inPage(Worker)
    for (let i = 0; i < 2; i++) later.spawnWorker(setupOf(), failed)
    for (const { onerror } of workers) onerror!({})
    expect(failed.mock.calls).toEqual([[new Error('the worker did not start')], [new Error('the worker did not start')]])
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/^neurite: wasm runs on one thread, [^\n]*worker-src blob:[^\n]*$/)]])

    const refusal = new Error('refused')
    const refusing = await inPage(
      class {
        constructor() {
          throw refusal
        }
      },
    )
    const worker = refusing.spawnWorker(setupOf(), failed, '/worker.js')
    expect(failed).toHaveBeenLastCalledWith(refusal)
    expect(warn).toHaveBeenLastCalledWith(expect.stringMatching(/no worker started from \/worker\.js: [^\n]*$/))
    expect(() => worker.stop()).not.toThrow()
  })

  it('leaves it to the run to tell of a worker that failed later', async () => {
    const warn = vi.spyOn(console, 'warn')
    const { spawnWorker } = await inPage(Worker)
    const [setup, failed] = [setupOf(), vi.fn<(cause: unknown) => void>()]
    spawnWorker(setup, failed)
    new Int32Array(setup.memory.buffer)[setup.start + workerWords.state] = states.running
    workers[0]!.onerror!({ message: 'unreachable' })
    expect(failed).toHaveBeenCalledWith(new Error('unreachable'))
    expect(warn).not.toHaveBeenCalled()
  })

  it('lets a worker leave its loop before it ends it', async () => {
    const { spawnWorker } = await inPage(Worker)
    const setup = setupOf()
    spawnWorker(setup, () => {}).stop()
    const words = new Int32Array(setup.memory.buffer)
    expect(words[setup.start + workerWords.end]).toBe(1)
    expect(words[setup.start + workerWords.wake]).toBe(1)
    expect(workers[0]!.isTerminated).toBe(true)
  })
})
