/** Suggestions for mistyped identifiers. */
import { expect, test } from 'vitest'
import { suggest } from './suggest.ts'

const known = ['adam', 'sgd', 'rmsprop', 'sparseCategoricalCrossentropy', 'meanSquaredError']

test.each([
  ['Adam', 'adam'],
  ['adma', 'adam'],
  ['sdg', 'sgd'],
  ['rms_prop', 'rmsprop'],
  ['sparse_categorical_crossentropy', 'sparseCategoricalCrossentropy'],
  ['sparseCategoricalCrossEntropy', 'sparseCategoricalCrossentropy'],
])('%s: did you mean %s?', (given, meant) => {
  expect(suggest(given, known)).toBe(`did you mean "${meant}"?`)
})

test('what is near nothing lists what is known', () => {
  expect(suggest('lamb', known)).toBe(`known: ${known.join(', ')}`)
})
