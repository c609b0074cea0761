/**
 * The browser's Worker over Node's threads, as far as jax-js uses it: with one there, jax-js spreads its kernels over threads.
 *
 * It does not claim to run so in Node; browsers are where it has workers. This stands for them, and may well be slower or faster.
 */
import { resolveObjectURL } from 'node:buffer'
import { Worker as Thread } from 'node:worker_threads'

/** What the source of a browser's worker expects around it. */
const surroundings = `
const { parentPort } = require('node:worker_threads')
globalThis.self = globalThis
globalThis.postMessage = (message) => parentPort.postMessage(message)
parentPort.on('message', (data) => globalThis.onmessage({ data }))
`

class BrowserWorker {
  /** @type {((event: { data: unknown }) => void) | undefined} */
  onmessage
  /** @type {((event: { message: string }) => void) | undefined} */
  onerror
  #thread

  /** @param {string} url - of a blob */
  constructor(url) {
    this.#thread = this.#start(url)
  }

  /** @param {unknown} message */
  postMessage(message) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    void this.#thread.then((thread) => thread.postMessage(message))
  }

  /** @param {string} url */
  async #start(url) {
    const source = await resolveObjectURL(url)?.text()
    const thread = new Thread(`${surroundings}${source}`, { eval: true })
    thread.on('message', (data) => this.onmessage?.({ data }))
    thread.on('error', ({ message }) => this.onerror?.({ message }))
    return thread
  }
}

/** @param {number} threads - as many workers are made */
export function provideWorkers(threads) {
  Object.assign(globalThis, { Worker: BrowserWorker })
  // jax-js asks it how many workers to start.
  Object.defineProperty(globalThis, 'navigator', { value: { hardwareConcurrency: threads }, configurable: true })
}
