import * as core from '@neurite/core'
import * as nn from '@neurite/nn'
import { expect, test } from 'vitest'
import * as neurite from './index.ts'

test('everything of core and nn is here', () => {
  expect(neurite).toMatchObject({ ...core, ...nn })
})

test('no two packages give one name to different things', () => {
  const shared = Object.keys(core).filter((name) => Object.hasOwn(nn, name))
  expect(shared).toEqual([])
})

test('a model is trained with what is exported here alone', async () => {
  const { Dense, Sequential, setRandomSeed, tensor } = neurite
  setRandomSeed(0)
  const x = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ])
  const y = tensor(Int32Array.of(0, 1, 1, 0))
  const model = new Sequential([new Dense(16, { activation: 'tanh', inputShape: [2] }), new Dense(2, { activation: 'softmax' })])
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })
  const before = await model.evaluate(x, y)
  await model.fit(x, y, { epochs: 800, verbose: 0 })
  const after = await model.evaluate(x, y)
  expect(after.accuracy).toBe(1)
  expect(after.loss).toBeLessThan(before.loss / 2)
})
