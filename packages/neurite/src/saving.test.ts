/** `neurite/saving` stands alone: what reads a model also has a backend to run it. */
import * as nnSaving from '@neurite/nn/saving'
import { expect, test, vi } from 'vitest'
import * as saving from './saving.ts'

test('everything of nn/saving is here', () => {
  expect(saving).toMatchObject({ ...nnSaving })
})

test('a model that neurite saved is loaded, and predicts the same', async () => {
  const { Dense, ones, Sequential } = await import('./index.ts')
  const model = new Sequential([new Dense(4, { activation: 'relu', inputShape: [3] }), new Dense(2)])
  model.compile({ optimizer: 'adam', loss: 'mse' })
  const bytes = await model.save({ bytes: true })
  const loaded = await saving.loadModel(bytes)
  const x = ones([2, 3])
  expect(await (await loaded.predict(x)).array()).toEqual(await (await model.predict(x)).array())
})

test('importing it alone registers the backends', async () => {
  vi.resetModules()
  await import('./saving.ts')
  const { registeredBackends } = await import('@neurite/core')
  expect(registeredBackends()).toEqual(['wasm', 'cpu', 'auto'])
})
