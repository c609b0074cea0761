/** Measuring is exact over the samples, whatever the batch size, and changes nothing. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, type Tensor } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { Sequential } from '../models/sequential.ts'
import { SparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts'
import { SparseCategoricalAccuracy } from '../metrics/sparse-categorical-accuracy.ts'
import { setRandomSeed } from '../random/seed.ts'
import { blobs } from '../testing/blobs.ts'

beforeAll(() => setBackend(cpu()))

const { x, y } = blobs(37)

function classifier(): Sequential {
  setRandomSeed(5)
  const model = new Sequential([
    new Dense(6, { activation: 'relu', inputShape: [2] }),
    new Dropout(0.5),
    new Dense(3, { activation: 'softmax' }),
  ])
  model.compile({
    optimizer: 'sgd',
    loss: new SparseCategoricalCrossentropy(),
    metrics: [new SparseCategoricalAccuracy({ name: 'right' }), 'accuracy'],
  })
  return model
}

test.each([1, 5, 32, 37, 1000])('batches of %d give the values counted by hand from the predictions', async (batchSize) => {
  const model = classifier()
  const probabilities = (await (await model.predict(x)).array()) as number[][]
  const right = probabilities.filter((row, i) => row.indexOf(Math.max(...row)) === y[i]).length
  const loss = probabilities.reduce((sum, row, i) => sum - Math.log(row[y[i]!]!), 0) / x.length
  const result = await model.evaluate(x, y, { batchSize })
  expect(Object.keys(result)).toEqual(['loss', 'right', 'accuracy'])
  expect(result.loss).toBeCloseTo(loss, 5)
  expect(result['accuracy']).toBeCloseTo(right / x.length, 7)
  expect(result['right']).toBe(result['accuracy'])
})

test('changes no variable of the model', async () => {
  const model = classifier()
  const state = (): Promise<unknown> =>
    Promise.all([...model.variables, ...model.optimizer!.variables].map((variable) => variable.data()))
  await model.fit(x, y, { verbose: 0 })
  const before = await state()
  await model.evaluate(x, y)
  await model.predict(x)
  expect(await state()).toEqual(before)
})

test('takes labels that are on the device, with pending operations', async () => {
  const model = classifier()
  const labels = tensor(y.map((label) => label + 1)).sub(1)
  expect(await model.evaluate(tensor(x).mul(2).div(2), labels)).toEqual(await model.evaluate(x, y))
})

test.each([1, 31, 32, 33, 64, 100])('predict: %d samples', async (count) => {
  const model = classifier()
  const { x: inputs } = blobs(count)
  const predicted = await model.predict(inputs)
  const expected: Tensor = model.apply(tensor(inputs))
  expect(predicted.shape).toEqual([count, 3])
  expect(predicted.backend).toBeUndefined()
  expect(await predicted.data()).toEqual(await expected.data())
  expect(await (await model.predict(inputs, { batchSize: 7 })).data()).toEqual(await expected.data())
})
