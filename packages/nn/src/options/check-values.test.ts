/** Values of options that do not fit are refused. */
import { ArgumentError } from '@neurite/core'
import { expect, test } from 'vitest'
import { checkChoice, checkCount, checkFlag, checkShare } from './check-values.ts'

test('what fits comes back as it is', () => {
  expect(checkCount('A', 'units', 3)).toBe(3)
  expect(checkCount('A', 'cells', 0, 0)).toBe(0)
  expect(checkShare('A', 'rate', 0)).toBe(0)
  expect(checkShare('A', 'rate', 1)).toBe(1)
  expect(checkFlag('A', 'useBias', false)).toBe(false)
  expect(checkChoice('A', 'mode', 'sum', ['sum', 'mean'])).toBe('sum')
})

test.each<[() => unknown, string]>([
  [() => checkCount('A', 'units', 0), 'A: units must be a positive integer, got 0'],
  [() => checkCount('A', 'units', 1.5), 'A: units must be a positive integer, got 1.5'],
  [() => checkCount('A', 'units', '3' as never), 'A: units must be a positive integer, got the string "3"'],
  [() => checkCount('A', 'cells', -1, 0), 'A: cells must be an integer of at least 0, got -1'],
  [() => checkShare('A', 'rate', 1.1), 'A: rate must be a number from 0 to 1, got 1.1'],
  [() => checkShare('A', 'rate', Number.NaN), 'A: rate must be a number from 0 to 1, got NaN'],
  [() => checkFlag('A', 'useBias', 'no' as never), 'A: useBias must be true or false, got the string "no"'],
  [() => checkFlag('A', 'useBias', 1 as never), 'A: useBias must be true or false, got 1'],
  [() => checkChoice('A', 'mode', 'summ' as 'sum', ['sum', 'mean']), 'A: unknown mode "summ"; did you mean "sum"?'],
  [() => checkChoice('A', 'mode', 3 as never, ['sum', 'mean']), 'A: unknown mode 3; known: sum, mean'],
])('%o is refused', (check, message) => {
  expect(check).toThrow(ArgumentError)
  expect(check).toThrow(message)
})
