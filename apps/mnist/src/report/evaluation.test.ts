import { expect, test } from 'vitest'
import { formatEvaluation } from './evaluation.ts'

test('accuracy is a share and a number of images', () => {
  expect(formatEvaluation({ loss: 0.12345, accuracy: 0.9605, testCount: 2000 })).toEqual([
    'loss      0.1235',
    'accuracy  0.9605  (1,921 of 2,000 test images)',
  ])
})
