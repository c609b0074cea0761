/** Exclusions: reasons, cases that are found, and the inverted run. */
import { ArgumentError } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { type ConformanceCase, ConformanceError } from './conformance-case.ts'
import { checkExclusions, exclusionOf, runExcluded } from './exclusion.ts'

const named = (group: string, name: string): ConformanceCase => ({ group, name, run: async () => {} })
const cases = [named('exp float32', 'typical'), named('exp float32', 'wide')]

describe('an exclusion', () => {
  test('finds one case by its title, several by a pattern', () => {
    const title = { test: 'exp float32: wide', reason: 'slow' }
    expect(cases.map((one) => exclusionOf([title], one))).toEqual([undefined, title])
    const pattern = { test: /^exp/, reason: 'slow' }
    expect(cases.map((one) => exclusionOf([pattern], one))).toEqual([pattern, pattern])
    // A part of a title is no title.
    expect(exclusionOf([{ test: 'exp float32', reason: 'slow' }], cases[0]!)).toBeUndefined()
  })

  test('needs a reason', () => {
    expect(() => checkExclusions('run', [{ test: /exp/, reason: ' ' }], cases)).toThrow(ArgumentError)
  })

  test('has to find a case', () => {
    expect(() => checkExclusions('run', [{ test: 'exp float32: typicl', reason: 'slow' }], cases)).toThrow(
      'run: the exclusion of exp float32: typicl finds no case; correct or remove it',
    )
    expect(() => checkExclusions('run', [{ test: /wide$/, reason: 'slow' }], cases)).not.toThrow()
  })

  test('turns a failure into a note, and a success into a failure', async () => {
    const exclusion = { test: /exp/, reason: 'no unit for it' }
    await expect(runExcluded(() => Promise.reject(new Error('off by 7')), exclusion)).resolves.toBe(
      'fails as expected (no unit for it): off by 7',
    )
    await expect(runExcluded(async () => {}, exclusion)).rejects.toThrow(ConformanceError)
  })
})
