import { expect, test } from 'vitest'
import { formatTable } from './table.ts'

test('words stand left, numbers right, and nothing trails', () => {
  const rows = [
    ['name', 'n'],
    ['a', '10'],
    ['', '5', 'last'],
  ]
  expect(formatTable(rows, ['left', 'right', 'left'])).toEqual(['name   n', 'a     10', '       5  last'])
})

test('the last alignment holds for the columns after it', () => {
  expect(
    formatTable(
      [
        ['x', '1', '1'],
        ['xy', '22', '22'],
      ],
      ['left', 'right'],
    ),
  ).toEqual(['x    1   1', 'xy  22  22'])
})
