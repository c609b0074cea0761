/** A worker that fails or ends: its cause is told, nobody waits for it, and programs go on on one thread. */
import { type Backend, ExecutionError, type Program } from '@neurite/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { FunctionBuilder } from '../assembler/function-builder.ts'
import { ModuleBuilder } from '../assembler/module-builder.ts'
import { requireEngine } from '../engine.ts'
import { grain } from '../lowering/grain.ts'
import { Heap } from '../memory/heap.ts'
import { driverName } from '../program/module.ts'
import { download, room, TestGraph, tensor, upload } from '../testing/run.ts'
import { wasm } from '../wasm.ts'
import { emitBarrier } from './barrier.ts'
import { controlBytes } from './control.ts'
import { Pace } from './pace.ts'
import { Pool } from './pool.ts'
import { type WatchedWorkers, watchWorkers } from './watched-workers.ts'

const usual = grain.work
beforeAll(() => void (grain.work = 1))
afterAll(() => void (grain.work = usual))

let workers: WatchedWorkers
let warnings: { mock: { calls: readonly unknown[][] } }

beforeEach(() => {
  workers = watchWorkers()
  warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.spyOn(Pace.prototype, 'isTogether', 'get').mockReturnValue(true)
})

afterEach(() => {
  workers.restore()
  vi.restoreAllMocks()
})

const length = 4099

/** out = x, in kernels that threads share. */
function copies(): Program {
  const graph = new TestGraph()
  let value = graph.parameter('input', 'float32', [length])
  for (let i = 0; i < 4; i++) value = graph.node('concat', { axis: 0 }, graph.node('neg', {}, value))
  return graph.program([], [value])
}

describe('a worker that is ended from outside', () => {
  let backend: Backend
  let join: { mock: { results: readonly { value: unknown }[] } }

  beforeEach(() => {
    backend = wasm({ threads: 2 })
    join = vi.spyOn(Pool.prototype, 'join')
  })

  afterEach(() => backend.dispose())

  /** A program that both threads have run. */
  async function together(): Promise<() => number[]> {
    const executable = backend.compileSync!(copies())
    const [x, out] = [upload(backend, tensor('float32', [length], 3)), room(backend, tensor('float32', [length], 0))]
    const run = (): number[] => {
      backend.write(out, new Float32Array(length))
      executable.run({ buffers: [x, out], scalars: new Uint8Array() })
      return download(backend, 'float32', out)
    }
    await vi.waitFor(
      () => {
        run()
        expect(join.mock.results.at(-1)?.value).toBe(2)
      },
      { timeout: 30_000, interval: 1 },
    )
    return run
  }

  const right = new Array<number>(length).fill(3)

  it('is missed by nobody, before this thread hears of it and after', async () => {
    const run = await together()
    const [worker] = workers.running
    const ended = worker!.terminate()
    // Until the event loop has its turn, nothing tells that the worker is gone.
    for (let i = 0; i < 200; i++) expect(run()).toEqual(right)
    await ended
    await vi.waitFor(() => expect(warnings.mock.calls).toHaveLength(1))
    expect(warnings.mock.calls[0]).toEqual([
      'neurite: wasm goes on on one thread, because a worker ended: the worker ended with exit code 1',
    ])
    const joins = join.mock.results.length
    expect(run()).toEqual(right)
    const other = backend.compileSync!(copies())
    other.dispose()
    expect(join.mock.results.length).toBe(joins)
    expect(workers.running.size).toBe(0)
  })

  it('while it sleeps is missed by nobody either', async () => {
    const run = await together()
    // Longer than a worker spins.
    await new Promise((resolve) => setTimeout(resolve, 50))
    await [...workers.running][0]!.terminate()
    await vi.waitFor(() => expect(workers.running.size).toBe(0))
    for (let i = 0; i < 20; i++) expect(run()).toEqual(right)
  })

  it('by dispose is no failure', async () => {
    await together()
    await backend.dispose()
    await vi.waitFor(() => expect(workers.running.size).toBe(0))
    expect(warnings.mock.calls).toEqual([])
  })
})

describe('a worker that fails', () => {
  /** A pool of one worker over a memory of its own. */
  function pool(): { pool: Pool; heap: Heap; control: number } {
    const heap = new Heap(requireEngine(), 2 ** 22, true)
    const control = heap.allocate([controlBytes(1)])[0]!
    const place = (bytes: Uint8Array): number | undefined => {
      const address = heap.reserve(bytes.byteLength)
      if (address !== undefined) heap.bytes.set(bytes, address)
      return address
    }
    const shared = { memory: heap.memory, control, place, free: (address: number) => heap.free(address), workerUrl: undefined }
    return { pool: new Pool(shared, 1), heap, control }
  }

  /** A module whose driver traps in every thread but the first, which waits for the others. */
  function trapping(control: number): Uint8Array {
    const module = new ModuleBuilder()
    module.importMemory('host', 'memory', true)
    const barrier = module.function(emitBarrier())
    const code = new FunctionBuilder(['i32', 'i32', 'i32', 'i32'])
    code.get(2)
    code.branch(undefined, () => code.op('unreachable'))
    code.i32(control).get(3, 2).call(barrier)
    module.exportFunction(driverName, module.function(code))
    return module.bytes()
  }

  it('in its module tells why, and takes part no more', async () => {
    const { pool: one } = pool()
    const program = one.publish(new Uint8Array([1, 2, 3, 4]))
    await vi.waitFor(() => expect(warnings.mock.calls).toHaveLength(1), { timeout: 10_000 })
    expect(String(warnings.mock.calls[0]![0])).toMatch(/^neurite: wasm goes on on one thread, because a worker ended: .*Module/)
    expect(one.knows(program)).toBe(false)
    expect(one.knows(one.publish(new Uint8Array([1])))).toBe(false)
    await vi.waitFor(() => expect(workers.running.size).toBe(0))
    one.dispose()
  })

  it('in a run stops the run, which says why', async () => {
    const { pool: one, heap, control } = pool()
    const bytes = trapping(control)
    const program = one.publish(bytes)
    await vi.waitFor(() => expect(one.knows(program)).toBe(true), { timeout: 10_000 })
    const engine = requireEngine()
    const { memory } = heap
    const instance = new engine.Instance(new engine.Module(bytes), { host: { memory } })
    const driver = instance.exports[driverName] as (...operands: number[]) => void
    let threads = 1
    await vi.waitFor(() => expect((threads = one.join({ program, arena: 0, repeat: 1 }))).toBe(2), { interval: 1 })
    let cause: unknown
    try {
      driver(0, 1, 0, threads)
    } catch (error) {
      cause = await one.explain(error)
    }
    expect(cause).toBeInstanceOf(ExecutionError)
    expect(cause).toMatchObject({
      message: 'wasm: a worker thread failed; later programs run on one thread',
      cause: { name: 'RuntimeError', message: 'unreachable' },
    })
    expect(one.knows(program)).toBe(false)
    await vi.waitFor(() => expect(workers.running.size).toBe(0))
    // The run has said it.
    expect(warnings.mock.calls).toEqual([])
    one.dispose()
  })
})
