/** A run that fails in this thread leaves no worker waiting. */
import { type Backend, type Executable, ExecutionError, type Program, registerHostFunction } from '@neurite/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { grain } from '../lowering/grain.ts'
import { download, room, TestGraph, tensor, upload } from '../testing/run.ts'
import { wasm } from '../wasm.ts'
import { Pace } from './pace.ts'
import { Pool } from './pool.ts'
import { type WatchedWorkers, watchWorkers } from './watched-workers.ts'

const length = 4099

const usual = grain.work
beforeAll(() => void (grain.work = 1))
afterAll(() => void (grain.work = usual))

let backend: Backend
let workers: WatchedWorkers
let join: { mock: { results: readonly { value: unknown }[] } }

beforeEach(() => {
  workers = watchWorkers()
  join = vi.spyOn(Pool.prototype, 'join')
  vi.spyOn(Pace.prototype, 'isTogether', 'get').mockReturnValue(true)
  backend = wasm({ threads: 2 })
})

afterEach(async () => {
  vi.restoreAllMocks()
  await backend.dispose()
  workers.restore()
})

/** Kernels for both threads, before and after a node that only this thread can run. */
function around(node: (graph: TestGraph, value: number) => number): Program {
  const graph = new TestGraph()
  const copy = (value: number): number => graph.node('concat', { axis: 0 }, graph.node('neg', {}, value))
  return graph.program([], [copy(node(graph, copy(graph.parameter('input', 'float32', [length]))))])
}

const sorting = around((graph, value) => graph.nodes('sort', { axis: 0, descending: false }, value)[0]!)

/** A program that is ready, on buffers of its own. */
interface Ready {
  readonly executable: Executable
  readonly output: () => number[]
  /** Runs it; rejects as the run does. */
  readonly run: () => Promise<void>
}

function ready(program: Program): Ready {
  const executable = backend.compileSync!(program)
  const x = upload(backend, tensor('float32', [length], 2))
  const out = room(backend, tensor('float32', [length], 0))
  return {
    executable,
    output: () => download(backend, 'float32', out),
    run: () => executable.run({ buffers: [x, out], scalars: new Uint8Array() }).done(),
  }
}

/** Runs until both threads have taken part in a run. */
const runTogether = ({ run }: Ready): Promise<void> =>
  vi.waitFor(
    async () => {
      await run().catch(() => {})
      expect(join.mock.results.at(-1)?.value).toBe(2)
    },
    { timeout: 30_000, interval: 1 },
  )

describe('a run that fails', () => {
  it('ends the worker that waits for it, and programs go on on one thread', async () => {
    const sort = ready(sorting)
    await runTogether(sort)
    expect(workers.running.size).toBe(1)
    const broken = vi.spyOn(Int32Array.prototype, 'sort').mockImplementation(() => {
      throw new RangeError('broken on purpose')
    })
    await runTogether(sort)
    // The run in which both took part has failed; nobody may still be waiting for its end.
    await vi.waitFor(() => expect(workers.running.size).toBe(0), { timeout: 10_000 })
    const error: unknown = await sort.run().catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ExecutionError)
    expect(error).toMatchObject({ cause: new RangeError('broken on purpose') })
    broken.mockRestore()
    await sort.run()
    expect(new Set(sort.output())).toEqual(new Set([2]))
    const other = ready(around((graph, value) => graph.node('concat', { axis: 0 }, value)))
    await other.run()
    expect(new Set(other.output())).toEqual(new Set([2]))
  })

  it('in a function of the user finds no worker waiting, and later runs have it again', async () => {
    registerHostFunction('wasm/failing-run/throws', () => {
      throw new Error('no')
    })
    const results = [{ dtype: 'float32', shape: [length] }] as const
    const calling = ready(around((graph, value) => graph.node('hostCall', { name: 'wasm/failing-run/throws', results }, value)))
    const sort = ready(sorting)
    await runTogether(sort)
    for (let i = 0; i < 100; i++) await expect(calling.run()).rejects.toThrow(ExecutionError)
    expect(workers.running.size).toBe(1)
    const runs = join.mock.results.length
    await runTogether(sort)
    expect(join.mock.results.length).toBeGreaterThan(runs)
    expect(new Set(sort.output())).toEqual(new Set([2]))
  })
})
