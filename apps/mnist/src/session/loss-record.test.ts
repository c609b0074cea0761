import { expect, test } from 'vitest'
import { batchEvent, epochEndEvent } from '../testing/events.ts'
import { LossRecord } from './loss-record.ts'

/** Trains without a model: 10 images in batches of 4, whose losses are `losses`. Tells `record` the mean so far. */
async function train(record: LossRecord, epoch: number, losses: readonly number[], begin = 0): Promise<void> {
  let sum = 0
  for (const [index, loss] of losses.entries()) {
    const size = index === 2 ? 2 : 4
    sum += loss * size
    const mean = sum / Math.min(10, 4 * (index + 1))
    if (index >= begin) await record.onTrainBatchEnd(batchEvent(index + 1, { loss: mean }, { epoch, steps: 3 }))
  }
}

const options = { epochs: 2, batchSize: 4, imageCount: 10 }
const numbers = ({ points }: LossRecord): number[][] =>
  points.training.map((point) => point.map((value) => Number(value.toFixed(6))))

test('each point is the loss of the latest steps alone', async () => {
  const record = new LossRecord(options)
  await train(record, 0, [4, 1, 2])
  record.onEpochEnd(epochEndEvent({ loss: 2.4, valLoss: 3 }))
  await train(record, 1, [1, 0.5, 0])
  record.onEpochEnd(epochEndEvent({ loss: 0.6, valLoss: 2 }, { epoch: 1 }))
  expect(numbers(record)).toEqual([
    [0.4, 4],
    [0.8, 1],
    [1, 2],
    [1.4, 1],
    [1.8, 0.5],
    [2, 0],
  ])
  expect(record.points.validation).toEqual([
    [1, 3],
    [2, 2],
  ])
})

test('many epochs make a point each', async () => {
  const record = new LossRecord({ ...options, epochs: 100 })
  await train(record, 0, [4, 1, 2])
  await train(record, 1, [1, 1, 1])
  expect(numbers(record)).toEqual([
    [1, 2.4],
    [2, 1],
  ])
})

test('without validation there is nothing of it', () => {
  const record = new LossRecord(options)
  record.onEpochEnd(epochEndEvent({ loss: 1 }))
  expect(record.points.validation).toEqual([])
})

test('another process goes on in the middle of an epoch', async () => {
  const first = new LossRecord(options)
  await train(first, 0, [4, 1])
  const kept: unknown = JSON.parse(JSON.stringify(first.captureState().values))
  const second = new LossRecord(options)
  second.restoreState({ values: kept })
  await train(second, 0, [4, 1, 2], 2)
  expect(numbers(second)).toEqual([
    [0.4, 4],
    [0.8, 1],
    [1, 2],
  ])
})
