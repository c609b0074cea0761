/** The suite in a test runner, and without one. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, type Backend, type DType, DTypeError, type PrimitiveName, type Program } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { withNodeFault } from './faults/faulty-backend.ts'
import { runBackendConformance } from './run-backend-conformance.ts'
import { scoreBackend } from './score-backend.ts'
import { conformanceCases } from './suite/conformance-cases.ts'

/** The same backend, which refuses some programs. */
const withRefusal = (inner: Backend, refuse: (program: Program) => void, capabilities = inner.capabilities): Backend => ({
  name: inner.name,
  capabilities,
  allocate: (sizes) => inner.allocate(sizes),
  free: (slices) => inner.free(slices),
  write: (slice, data) => inner.write(slice, data),
  read: (slice) => inner.read(slice),
  async compile(program) {
    refuse(program)
    return inner.compile(program)
  },
  dispose: () => inner.dispose(),
})

const withDTypes = (inner: Backend, dtypes: readonly DType[]): Backend =>
  withRefusal(
    inner,
    ({ graph }) => {
      const strange = graph.values.find(({ dtype }) => !dtypes.includes(dtype))
      if (strange) throw new DTypeError(`no ${strange.dtype}`)
    },
    { ...inner.capabilities, dtypes },
  )

const withPrimitives = (inner: Backend, names: readonly PrimitiveName[]): Backend =>
  withRefusal(inner, ({ graph }) => {
    const missing = graph.nodes.find(({ primitive }) => !names.includes(primitive))
    if (missing) throw new Error(`no ${missing.primitive}`)
  })

/** A runner that only collects what is declared. */
function collect(options: Partial<Parameters<typeof runBackendConformance>[0]> = {}) {
  const path: string[] = []
  const tests = new Map<string, () => Promise<void>>()
  runBackendConformance({
    name: 'mine',
    create: cpu,
    describe(name, body) {
      path.push(name)
      body()
      path.pop()
    },
    test: (name, body) => tests.set([...path, name].join(' > '), body),
    ...options,
  })
  return tests
}

describe('runBackendConformance', () => {
  test('declares each case in its group, and the end', () => {
    const tests = collect()
    expect(tests.size).toBe(conformanceCases().length + 1)
    expect([...tests.keys()]).toContain('mine conforms > gather float32 > rows of a matrix')
    expect([...tests.keys()].at(-1)).toBe('mine conforms > and can be disposed of')
  })

  test('runs cases on one backend, which it disposes of at the end', async () => {
    let made = 0
    const tests = collect({
      create() {
        made++
        return cpu()
      },
    })
    await tests.get('mine conforms > gather float32 > rows of a matrix')!()
    await tests.get('mine conforms > exp float32 > typical')!()
    await tests.get('mine conforms > and can be disposed of')!()
    expect(made).toBe(1)
  })

  test('takes a backend that is made asynchronously', async () => {
    const tests = collect({ create: async () => cpu() })
    await expect(tests.get('mine conforms > state > is read and written')!()).resolves.toBeUndefined()
  })

  test('fails a case that passes though it is excluded', async () => {
    const tests = collect({ exclusions: [{ test: 'exp float32: typical', reason: 'it was wrong once' }] })
    await expect(tests.get('mine conforms > exp float32 > typical')!()).rejects.toThrow(
      'passes, though it is excluded because it was wrong once',
    )
  })

  test('runs as many random graphs as it is told', () => {
    const named = (options: Parameters<typeof collect>[0]): string[] =>
      [...collect(options).keys()].filter((name) => name.startsWith('mine conforms > random graphs > '))
    expect(named({ randomGraphs: { count: 40 } })).toHaveLength(3)
    expect(named({ randomGraphs: { seed: 7, path: '3:0' } })).toEqual(['mine conforms > random graphs > 3:0 of seed 7'])
    expect(() => collect({ randomGraphs: { count: -1 } })).toThrow('randomGraphs: got count=-1')
  })

  test('declares a part, though exclusions find cases outside it', () => {
    const exclusions = [{ test: 'exp float32: typical', reason: 'it was wrong once' }]
    const names = [...collect({ only: /^gather/, exclusions }).keys()]
    expect(names.length).toBeGreaterThan(5)
    const others = names.filter((name) => !name.startsWith('mine conforms > gather'))
    expect(others).toEqual(['mine conforms > and can be disposed of'])
    expect(() => collect({ only: /^gahter/ })).toThrow('runBackendConformance: only: /^gahter/ finds no case')
  })

  test('refuses exclusions that find nothing', () => {
    expect(() => collect({ exclusions: [{ test: 'expo float32: typical', reason: 'typo' }] })).toThrow(ArgumentError)
  })

  test('says so where the runner has no globals', () => {
    expect(() => runBackendConformance({ create: cpu })).toThrow('there is no global describe; pass your runner')
  })
})

describe('scoreBackend', () => {
  test('counts, and names what failed and why', async () => {
    const exclusions = [{ test: 'exp float32: typical', reason: 'it was wrong once' }]
    const { passed, failed } = await scoreBackend({ create: cpu, only: /^exp float32/, exclusions })
    expect(passed).toBeGreaterThan(5)
    expect(failed.map(({ title }) => title)).toEqual(['exp float32: typical'])
    expect(String(failed[0]!.error)).toContain('passes, though it is excluded')
  })

  test('tells what a backend computes from what it refuses', async () => {
    const only = /^exp |^add (int32|int8): with constants/
    const all = await scoreBackend({ create: cpu, only })
    expect(all.refused).toBe(0)
    const create = () => withDTypes(cpu(), ['float32', 'int32', 'uint32', 'bool'])
    const few = await scoreBackend({ create, only })
    expect(few.passed).toBeGreaterThan(5)
    expect(few.refused).toBeGreaterThan(few.passed)
    expect(few.passed + few.refused).toBe(all.passed)
    expect(few.failed).toEqual([])
  })

  test('needs no primitive but the one under test where operands come directly', async () => {
    const create = () => withPrimitives(cpu(), ['neg', 'add'])
    const options = { create, only: /^(neg|add) float32: / }
    const { passed, failed } = await scoreBackend({ ...options, layouts: 'direct' })
    expect(passed).toBeGreaterThan(10)
    expect(failed).toEqual([])
    expect((await scoreBackend(options)).failed).not.toEqual([])
  })

  test('shrinks a random graph that fails, and runs it again by its path', async () => {
    const create = () => withNodeFault(({ primitive }, operands, results) => (primitive === 'neg' ? operands : results))
    const { failed } = await scoreBackend({ create, only: /^random graphs: (0|20) to/, randomGraphs: { count: 40 } })
    expect(failed.length).toBeGreaterThan(0)
    const path = /path: '([\d:]+)'/.exec(String(failed[0]!.error))![1]!
    const again = { create, only: /^random graphs/, randomGraphs: { path } }
    expect((await scoreBackend(again)).failed.map(({ title }) => title)).toEqual([`random graphs: ${path} of seed 1`])
    expect((await scoreBackend({ ...again, create: cpu })).failed).toEqual([])
  }, 60_000)

  test('takes tolerances that are stricter or looser than the table', async () => {
    const { failed } = await scoreBackend({ create: cpu, only: /^exp float32/, tolerance: { exp: 'exact' } })
    expect(failed).toEqual([])
  })
})
