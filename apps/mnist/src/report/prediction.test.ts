import { expect, test } from 'vitest'
import { drawPrediction, fileTitle, formatBar, testImageTitle } from './prediction.ts'

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
  expect(drawPrediction('a title', [0.75, 0.25], image, ['Coat', 'Bag'])).toEqual([
    'a title',
    '',
    '█▀    0 Coat  75.0%  ██████████████████████▌',
    '      1 Bag   25.0%  ███████▌',
  ])
})

test.each([
  [{ index: 3, label: 1, predicted: 0, confidence: 0.75 }, 'Test image 3: true Bag, predicted Coat (75.0%), wrong'],
  [{ index: 0, label: 0, predicted: 0, confidence: 1 }, 'Test image 0: true Coat, predicted Coat (100.0%)'],
])('%# a wrong prediction says so', (verdict, title) => expect(testImageTitle(verdict, ['Coat', 'Bag'])).toBe(title))

test.each([
  [true, 'a.png: Bag (99.1%); 300 x 200 pixels, dark on light'],
  [false, 'a.png: Bag (99.1%); 300 x 200 pixels, light on dark'],
])('the title of a file, inverted %s', (inverted, title) => {
  const verdict = { file: 'a.png', predicted: 1, confidence: 0.9914, width: 300, height: 200, inverted }
  expect(fileTitle(verdict, ['Coat', 'Bag'])).toBe(title)
})
