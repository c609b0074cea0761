/** Unknown options are refused. */
import { ArgumentError } from '@neurite/core'
import { expect, test } from 'vitest'
import { checkOptions } from './check-options.ts'

interface Options {
  readonly learningRate?: number
  readonly momentum?: number
}

const names = { learningRate: true, momentum: true } as const

test('known options come back as they are', () => {
  const options: Options = { momentum: 0.9 }
  expect(checkOptions('SGD', options, names)).toBe(options)
  expect(checkOptions<Options>('SGD', {}, names)).toEqual({})
})

test.each([
  [{ learning_rate: 1 }, 'SGD: unknown option "learning_rate"; did you mean "learningRate"?'],
  [{ lr: 1 }, 'SGD: unknown option "lr"; known: learningRate, momentum'],
  [{ toString: 1 }, 'SGD: unknown option "toString"; known: learningRate, momentum'],
  [null, 'SGD: expected an object of options, got null; write { name: value }'],
  [[1], 'SGD: expected an object of options, got an array; write { name: value }'],
  [3, 'SGD: expected an object of options, got number; write { name: value }'],
])('%j is refused', (options, message) => {
  const check = (): unknown => checkOptions('SGD', options as Options, names)
  expect(check).toThrow(ArgumentError)
  expect(check).toThrow(message)
})
