/**
 * What a worker runs, as text: no file has to be found at run time, whatever bundles this package. Until its end the worker never
 * goes back to its event loop, so it gets no messages: all that it learns, it reads in shared memory.
 */
import { states, workerWords } from './control.ts'

/** How long an idle worker spins before it sleeps, in milliseconds: longer than the pause between two training steps. */
const spinMs = 3

/** A function from what the main thread tells a new worker: `{ memory, start, failure }`. */
const body = `
  const W = ${JSON.stringify(workerWords)}, S = ${JSON.stringify(states)}
  const words = new Int32Array(memory.buffer)
  const at = (word) => start + word
  const load = (word) => Atomics.load(words, at(word))
  const programs = new Map()
  const imports = (module) => {
    const host = { memory }
    for (const { name, kind } of WebAssembly.Module.imports(module)) {
      if (kind === 'function') host[name] = () => { throw new Error('internal: wasm: ' + name + ' was called by a worker') }
    }
    return { host }
  }
  const readMessage = () => {
    const [program, address, size] = [load(W.messageProgram), load(W.messageAddress) >>> 0, load(W.messageBytes)]
    if (size === 0) programs.delete(program)
    else {
      const module = new WebAssembly.Module(new Uint8Array(memory.buffer, address, size).slice())
      programs.set(program, new WebAssembly.Instance(module, imports(module)).exports.run)
    }
    Atomics.add(words, at(W.read), 1)
  }
  let jobs = load(W.job)
  const awaitJob = () => {
    let end = performance.now() + ${spinMs}
    for (let spins = 1; ; spins++) {
      const wake = load(W.wake)
      if (load(W.end) !== 0) return false
      if (load(W.state) === S.called && Atomics.compareExchange(words, at(W.state), S.called, S.ready) === S.called) {
        while (load(W.job) === jobs);
        Atomics.store(words, at(W.state), S.running)
        return true
      }
      if (load(W.sent) !== load(W.read)) readMessage()
      if (spins % 256 !== 0 || performance.now() < end) continue
      if (Atomics.compareExchange(words, at(W.state), S.idle, S.parked) !== S.idle) continue
      Atomics.wait(words, at(W.wake), wake)
      Atomics.store(words, at(W.state), S.idle)
      end = performance.now() + ${spinMs}
    }
  }
  try {
    Atomics.compareExchange(words, at(W.state), S.starting, S.idle)
    while (awaitJob()) {
      jobs = (jobs + 1) | 0
      programs.get(load(W.program))(load(W.arena), load(W.repeat), load(W.thread), load(W.threads))
      Atomics.store(words, at(W.state), S.idle)
    }
  } catch (error) {
    Atomics.store(words, at(W.state), S.failed)
    Atomics.store(words, failure, 1)
    throw error
  }
`

/** For Node's workers. */
export const nodeSource = `const { memory, start, failure } = require('node:worker_threads').workerData;${body}`

/**
 * What a worker of a browser runs, as a classic script. For pages whose content security policy refuses workers from `blob:`: write
 * it into a file, serve that, and pass its address.
 *
 * @example
 * await writeFile('public/neurite-worker.js', workerSource) // when the page is built
 * const backend = wasm({ workerUrl: '/neurite-worker.js' }) // in the page
 */
export const workerSource = `onmessage = ({ data: { memory, start, failure } }) => {${body}}`
