import { expect, test } from 'vitest'
import { confusionCounts, probabilitiesOf, verdicts, worstMistakes } from './predictions.ts'

const predictions = {
  labels: Int32Array.of(0, 1, 2, 1),
  probabilities: [
    [0.75, 0.25, 0],
    [0.5, 0.25, 0.25],
    [0, 0.875, 0.125],
    [0.25, 0.5, 0.25],
  ].flat(),
  classCount: 3,
}

test('the largest probability decides', () => {
  expect(verdicts(predictions)).toEqual([
    { index: 0, label: 0, predicted: 0, confidence: 0.75 },
    { index: 1, label: 1, predicted: 0, confidence: 0.5 },
    { index: 2, label: 2, predicted: 1, confidence: 0.875 },
    { index: 3, label: 1, predicted: 1, confidence: 0.5 },
  ])
  expect(probabilitiesOf(predictions, 2)).toEqual([0, 0.875, 0.125])
})

test('the surest mistakes come first, and no more than asked for', () => {
  const all = verdicts(predictions)
  expect(worstMistakes(all, 5).map(({ index }) => index)).toEqual([2, 1])
  expect(worstMistakes(all, 1).map(({ index }) => index)).toEqual([2])
})

test('rows of the counts are true classes, columns predicted ones', () => {
  expect(confusionCounts(verdicts(predictions), 3)).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 1, 0],
  ])
})

test('a model that says NaN still gets a verdict', () => {
  const [verdict] = verdicts({ labels: [1], probabilities: [Number.NaN, Number.NaN], classCount: 2 })
  expect(verdict).toEqual({ index: 0, label: 1, predicted: 0, confidence: Number.NaN })
})
