import { expect, test } from 'vitest'
import { formatConfusionMatrix } from './confusion-matrix.ts'

test('columns are aligned, and zeros stay out of the way', () => {
  const counts = [
    [98, 0, 2],
    [0, 100, 0],
    [1, 10, 1000],
  ]
  expect(formatConfusionMatrix(counts, ['0', '1', '2'])).toEqual([
    'true \\ predicted   0    1     2',
    '0                 98    ·     2',
    '1                  ·  100     ·',
    '2                  1   10  1000',
  ])
})

test('classes with names show them once, beside their numbers', () => {
  expect(
    formatConfusionMatrix(
      [
        [1, 0],
        [2, 3],
      ],
      ['T-shirt/top', 'Trouser'],
    ),
  ).toEqual(['true \\ predicted  0  1', '0 T-shirt/top     1  ·', '1 Trouser         2  3'])
})
