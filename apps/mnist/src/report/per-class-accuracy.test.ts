import { expect, test } from 'vitest'
import { formatPerClassAccuracy } from './per-class-accuracy.ts'

test('a class without images has no accuracy', () => {
  const counts = [
    [98, 2, 0],
    [1, 999, 0],
    [0, 0, 0],
  ]
  expect(formatPerClassAccuracy(counts, ['0', '1', '2'])).toEqual([
    'class  correct    of  accuracy',
    '0           98   100    98.00%',
    '1          999  1000    99.90%',
    '2            0     0         -',
  ])
})
