import { expect, test } from 'vitest'
import { drawPrediction, formatBar } from './prediction.ts'

test.each([
  [0, ''],
  [1, '████'],
  [0.5, '██'],
  [0.53125, '██▏'],
  [0.2, '▊'],
  [1.5, '████'],
  [Number.NaN, ''],
])('formatBar(%d, 4) = "%s"', (fraction, bar) => expect(formatBar(fraction, 4)).toBe(bar))

test('the image stands beside the probabilities', () => {
  const image = { pixels: [1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], columns: 4 }
  const verdict = { index: 3, label: 1, predicted: 0, confidence: 0.75 }
  expect(drawPrediction(verdict, [0.75, 0.25], image, ['Coat', 'Bag'])).toEqual([
    'Test image 3: true Bag, predicted Coat (75.0%), wrong',
    '',
    '█▀    0 Coat  75.0%  ██████████████████████▌',
    '      1 Bag   25.0%  ███████▌',
  ])
})

test('a right prediction says nothing more', () => {
  const verdict = { index: 0, label: 0, predicted: 0, confidence: 1 }
  expect(drawPrediction(verdict, [1], { pixels: [0], columns: 1 }, ['0'])[0]).toBe('Test image 0: true 0, predicted 0 (100.0%)')
})
