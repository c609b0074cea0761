import { expect, test } from 'vitest'
import { drawMistakes, type Mistake } from './mistakes.ts'

const pixels = [
  [0, 0, 0, 0],
  [0, 1, 1, 0],
  [0, 1, 0, 0],
  [0, 0, 0, 0],
].flat()
const mistake = (label: number, predicted: number, confidence: number): Mistake => ({
  verdict: { index: 0, label, predicted, confidence },
  image: { pixels, columns: 4 },
})
const names = ['0', '1', '2']

test('each drawing stands under what it is, what it was taken for, and how sure the model was', () => {
  expect(drawMistakes([mistake(0, 1, 0.9994), mistake(2, 0, 0.61)], names, 80)).toEqual([
    'true        0       true        2',
    'predicted   1       predicted   0',
    'confidence  99.9%   confidence  61.0%',
    '',
    '█▀                  █▀',
  ])
})

test('a narrow terminal shows fewer, and the narrowest still one', () => {
  const two = [mistake(0, 1, 0.9), mistake(1, 2, 0.8)]
  const widthOfTwo = 17 + 3 + 17
  expect(drawMistakes(two, names, widthOfTwo)[0]).toBe('true        0       true        1')
  expect(drawMistakes(two, names, widthOfTwo - 1)[0]).toBe('true        0')
  expect(drawMistakes(two, names, 5)[0]).toBe('true        0')
})
