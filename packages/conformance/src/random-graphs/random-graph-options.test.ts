/** The options of random graphs: defaults, the environment, and what is refused. */
import { ArgumentError } from '@neurite/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { randomGraphRun } from './random-graph-options.ts'

afterEach(() => vi.unstubAllEnvs())

describe('randomGraphRun', () => {
  test('draws 600 graphs of seed 1', () => {
    expect(randomGraphRun()).toEqual({ count: 600, seed: 1, path: '' })
    expect(randomGraphRun({ count: 40, seed: -7 })).toEqual({ count: 40, seed: -7, path: '' })
  })

  test('the environment comes first', () => {
    vi.stubEnv('NEURITE_RANDOM_GRAPHS', 'count=5000, seed=7')
    expect(randomGraphRun({ count: 40, path: '3:0' })).toEqual({ count: 5000, seed: 7, path: '3:0' })
  })

  test.each([{ count: 0 }, { count: 1.5 }, { seed: 2 ** 32 }, { seed: Number.NaN }, { path: '3:' }])('refuses %o', (options) => {
    expect(() => randomGraphRun(options)).toThrow(ArgumentError)
    expect(() => randomGraphRun(options)).toThrow(/^randomGraphs: got .*; expected a positive whole count/)
  })

  test.each(['cuont=5', 'count', 'count=many'])('refuses %s from the environment', (text) => {
    vi.stubEnv('NEURITE_RANDOM_GRAPHS', text)
    expect(() => randomGraphRun()).toThrow(/^NEURITE_RANDOM_GRAPHS: got /)
  })
})
