/** The suite in a test runner, and without one. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { runBackendConformance } from './run-backend-conformance.ts'
import { scoreBackend } from './score-backend.ts'
import { conformanceCases } from './suite/conformance-cases.ts'

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

  test('takes tolerances that are stricter or looser than the table', async () => {
    const { failed } = await scoreBackend({ create: cpu, only: /^exp float32/, tolerance: { exp: 'exact' } })
    expect(failed).toEqual([])
  })
})
