/** Programs that were not used for long are freed, and what needs one again gets it. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, compile, type Executable, type Program, runtimeCounts, setBackend, tensor, Variable } from '@neurite/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { asynchronous } from '../backends/asynchronous.ts'
import { forwarding } from '../backends/forwarding.ts'
import { collect } from './collect.ts'
import { type WatchedMemories, watchMemories } from './watched-memories.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Programs that one backend holds: compiled, and not disposed of yet. */
interface Held {
  programs: number
}

/** The same backend, which counts. */
function counting(backend: Backend, held: Held): Backend {
  const inner = forwarding(backend)
  const compileSync = (program: Program): Executable => {
    const executable = inner.compileSync(program)
    held.programs += 1
    return {
      scratchBytes: executable.scratchBytes,
      run: (call) => executable.run(call),
      dispose: () => {
        held.programs -= 1
        executable.dispose()
      },
    }
  }
  return { ...inner, compileSync }
}

/** Computes on so many shapes that no other test has. */
async function computeShapes(from: number, to: number): Promise<void> {
  for (let length = from; length < to; length++) {
    expect(await tensor([1, 2]).broadcastTo([length, 2]).sum().item()).toBe(3 * length)
  }
}

describe.each<readonly [string, () => Backend, number]>([
  ['wasm on 1 thread', () => wasm({ threads: 1 }), 1500],
  ['wasm on 2 threads', () => wasm({ threads: 2 }), 5000],
  ['the asynchronous reference', () => cpu(), 1200],
])('programs that were dropped, on %s', (name, create, shapes) => {
  let held: Held
  let backend: Backend
  let memories: WatchedMemories

  beforeEach(async () => {
    held = { programs: 0 }
    memories = watchMemories()
    const counted = counting(create(), held)
    backend = await setBackend(name.includes('asynchronous') ? asynchronous(counted) : counted)
  })

  afterEach(async () => {
    memories.restore()
    await backend.dispose()
  })

  test(`are freed: ${shapes} shapes take no more than 700`, async () => {
    // More than the first page of a memory.
    await tensor(new Float32Array(2 ** 17))
      .add(1)
      .data()
    await computeShapes(1, 700)
    await collect()
    expect(held.programs).toBe(512)
    const [heap, wasmBytes] = [process.memoryUsage().heapUsed, memories.bytes]
    await computeShapes(700, shapes)
    await collect()
    expect(held.programs).toBe(512)
    expect(memories.bytes).toBe(wasmBytes)
    expect(runtimeCounts(backend).compiles).toBeGreaterThanOrEqual(shapes)
    // As many programs more would take as much again, several times.
    expect(process.memoryUsage().heapUsed / heap).toBeLessThan(1.15)
  })

  test('are compiled again when a function needs them, whose state goes on', async () => {
    const v = new Variable([1, 2])
    const step = compile(() => {
      v.assign(v.value.mul(2))
      return v.value.sum()
    })
    expect(await step().item()).toBe(6)
    const { compiles } = runtimeCounts(backend)
    await computeShapes(1, 600)
    const later = runtimeCounts(backend).compiles
    expect(later - compiles).toBeGreaterThan(512)
    expect(await step().item()).toBe(12)
    expect(runtimeCounts(backend).compiles).toBe(later + 1)
    expect(await step().item()).toBe(24)
    expect(runtimeCounts(backend).compiles).toBe(later + 1)
    expect(step.traces).toBe(1)
  })

  test('are compiled again for a function that runs as it ran before', async () => {
    const v = new Variable([1, 2])
    // Neither arguments nor results: such runs look up nothing but their program.
    const step = compile(() => v.assign(v.value.add(1)))
    for (let i = 0; i < 3; i++) step()
    expect([...(await v.data())]).toEqual([4, 5])
    for (let i = 0; i < 3; i++) step()
    await computeShapes(1, 600)
    for (let i = 0; i < 3; i++) step()
    expect([...(await v.data())]).toEqual([10, 11])
  })

  test('are kept until the runs that wait for them are over', async () => {
    const v = new Variable([1, 2])
    const step = compile(() => {
      v.assign(v.value.add(1))
      return v.value.sum()
    })
    // Nothing is awaited, so an asynchronous backend has run none of it when the first program is dropped.
    const first = step()
    const sums = Array.from({ length: 600 }, (_, i) =>
      tensor([1, 2])
        .broadcastTo([i + 1, 2])
        .sum()
        .item(),
    )
    const last = step()
    expect(await Promise.all(sums)).toEqual(Array.from({ length: 600 }, (_, i) => 3 * (i + 1)))
    expect([await first.item(), await last.item()]).toEqual([5, 7])
    await collect()
    expect(held.programs).toBe(512)
  })
})
