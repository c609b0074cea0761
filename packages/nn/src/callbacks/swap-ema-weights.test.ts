/** SwapEMAWeights, and what callbacks hear of measuring and predicting. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, type Tensor } from '@neurite/core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../models/sequential.ts'
import { SGD } from '../optimizers/sgd.ts'
import { setRandomSeed } from '../random/seed.ts'
import { blobs } from '../testing/blobs.ts'
import type { Logs } from '../training/epoch-record.ts'
import type { Callback } from './callback.ts'
import { EarlyStopping } from './early-stopping.ts'
import { LambdaCallback } from './lambda-callback.ts'
import { LearningRateScheduler } from './learning-rate-scheduler.ts'
import { ReduceLROnPlateau } from './reduce-lr-on-plateau.ts'
import { SwapEMAWeights } from './swap-ema-weights.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const { x, y } = blobs(30)
const quiet = { verbose: 0 } as const

function create(useEma = true): Sequential {
  setRandomSeed(1)
  const model = new Sequential([new Dense(3, { activation: 'softmax', inputShape: [2] })])
  model.compile({
    optimizer: new SGD({ learningRate: 0.5, useEma, emaMomentum: 0.9 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  })
  return model
}

let model: Sequential

beforeEach(() => {
  model = create()
})

const read = (values: readonly { data(): Promise<ArrayLike<number>> }[]): Promise<number[][]> =>
  Promise.all(values.map(async (value) => Array.from(await value.data())))

const averages = (): Promise<number[][]> => read(model.trainableWeights.map((weight) => model.optimizer!.averageOf(weight)!))

/** Notes the weights of the model at each of these events. */
function noting(...events: readonly (keyof Callback)[]): { callback: Callback; seen: Record<string, number[][][]> } {
  const seen: Record<string, number[][][]> = {}
  const note = (event: string) => async () => void (seen[event] ??= []).push(await read(model.weights))
  return { callback: Object.fromEntries(events.map((event) => [event, note(event)])), seen }
}

describe('SwapEMAWeights', () => {
  test('validation measures the averages, and training goes on as if it were not there', async () => {
    const { callback, seen } = noting('onTestBatchEnd', 'onEpochEnd', 'onEpochBegin')
    const kept: number[][][] = []
    const keep: Callback = { onEpochEnd: async () => void kept.push(await averages()) }
    const options = {
      ...quiet,
      epochs: 3,
      batchSize: 10,
      shuffle: false,
      validationData: [x, y] as const,
      validationBatchSize: 30,
    }
    const { history } = await model.fit(x, y, { ...options, callbacks: [new SwapEMAWeights(), callback, keep] })
    expect(seen['onTestBatchEnd']).toEqual(kept)
    expect(seen['onEpochEnd']!.slice(0, 2)).toEqual(seen['onEpochBegin']!.slice(1))
    for (const [epoch, weights] of seen['onEpochEnd']!.entries()) expect(weights).not.toEqual(kept[epoch])
    const ema = await read(model.weights)
    expect(ema).toEqual(kept[2])

    model = create()
    const plain = noting('onEpochEnd')
    const without = await model.fit(x, y, { ...options, callbacks: [plain.callback] })
    expect(plain.seen['onEpochEnd']).toEqual(seen['onEpochEnd'])
    expect(without.history['loss']).toEqual(history['loss'])
    expect(without.history['valLoss']).not.toEqual(history['valLoss'])
  })

  test('swapOnEpoch: later callbacks see the averages at the end of an epoch, and the model keeps them in the end', async () => {
    const { callback, seen } = noting('onEpochEnd', 'onTrainBatchBegin')
    const kept: number[][][] = []
    const keep: Callback = { onEpochEnd: async () => void kept.push(await averages()) }
    const swap = new SwapEMAWeights({ swapOnEpoch: true })
    const stop = new EarlyStopping({ monitor: 'loss', mode: 'max', patience: 1 })
    await model.fit(x, y, { ...quiet, epochs: 5, batchSize: 10, callbacks: [swap, callback, keep, stop] })
    expect(kept).toHaveLength(2)
    expect(seen['onEpochEnd']).toEqual(kept)
    expect(seen['onTrainBatchBegin']![3]).not.toEqual(kept[0])
    // Training ended early: the averages are in the model, and are averages still.
    expect(await read(model.weights)).toEqual(kept[1])
    expect(await averages()).toEqual(kept[1])
  })

  test('evaluate and predict use the averages and give the weights back, also when they fail', async () => {
    const end = noting('onTrainEnd')
    await model.fit(x, y, { ...quiet, epochs: 2, callbacks: [end.callback] })
    const ema = await averages()
    // Away from the averages that fit ended with.
    for (const weight of model.weights) weight.assign(weight.value.mul(2))
    const doubled = await read(model.weights)
    const inside = noting('onTestBatchEnd', 'onPredictBatchEnd')
    const callbacks = [new SwapEMAWeights(), inside.callback]
    await model.evaluate(x, y, { callbacks })
    await model.predict(x, { callbacks })
    expect(inside.seen).toEqual({ onTestBatchEnd: [ema], onPredictBatchEnd: [ema] })
    const broken: Callback = {
      onPredictBatchEnd: () => {
        throw new Error('broken')
      },
    }
    await expect(model.predict(x, { callbacks: [new SwapEMAWeights(), broken] })).rejects.toThrow('broken')
    expect(await read(model.weights)).toEqual(doubled)
  })

  test('before the first step there are no averages', async () => {
    const before = await read(model.weights)
    await model.evaluate(x, y, { callbacks: [new SwapEMAWeights({ swapOnEpoch: true })] })
    expect(await read(model.weights)).toEqual(before)
  })

  test('training that is interrupted between epochs goes on with the weights', async () => {
    const run = async (stops: boolean): Promise<number[][]> => {
      model = create()
      const controller = new AbortController()
      const swap = new SwapEMAWeights({ swapOnEpoch: true })
      const abort: Callback = { onEpochEnd: ({ epoch }) => void (stops && epoch === 0 && controller.abort()) }
      const options = { ...quiet, batchSize: 10, shuffle: false, callbacks: [swap, abort] }
      await model.fit(x, y, { ...options, epochs: 2, signal: controller.signal })
      if (stops) await model.fit(x, y, { ...options, initialEpoch: 1, epochs: 2 })
      return read(model.weights)
    }
    expect(await run(true)).toEqual(await run(false))
  })

  test('what is remembered goes on in another process', async () => {
    const [first, second] = [new SwapEMAWeights({ swapOnEpoch: true }), new SwapEMAWeights({ swapOnEpoch: true })]
    const { callback, seen } = noting('onEpochBegin')
    const state: { tensors: readonly Tensor[]; values: unknown }[] = []
    const capture: Callback = {
      onEpochEnd: ({ epoch }) => {
        if (epoch > 0) return
        const { values, tensors = [] } = first.captureState()
        state.push({ values: JSON.parse(JSON.stringify(values)), tensors })
      },
    }
    await model.fit(x, y, { ...quiet, epochs: 2, batchSize: 10, callbacks: [first, capture, callback] })
    second.restoreState(state[0]!)
    second.onEpochBegin({ model, epochs: 2, epoch: 1, steps: 1 })
    expect(await read(model.weights)).toEqual(seen['onEpochBegin']![1])
  })

  test('needs averages', async () => {
    model = create(false)
    const fit = model.fit(x, y, { ...quiet, validationData: [x, y], callbacks: [new SwapEMAWeights()] })
    await expect(fit).rejects.toThrow(
      `SwapEMAWeights: the optimizer of ${model.path} keeps no averages of the weights; compile the model with new Adam({ useEma: true }), for example`,
    )
    expect(() => new SwapEMAWeights({ swapOnEpoch: 1 } as object)).toThrow('SwapEMAWeights: swapOnEpoch must be true or false')
  })
})

describe('measuring and predicting', () => {
  /** Notes every event with the numbers it holds. */
  function listener(): { callback: LambdaCallback; heard: string[] } {
    const heard: string[] = []
    const callback = new LambdaCallback({
      onTestBegin: ({ steps }) => void heard.push(`test of ${steps}`),
      onTestBatchBegin: ({ step }) => void heard.push(`before ${step}`),
      onTestBatchEnd: ({ step }) => void heard.push(`after ${step}`),
      onTestEnd: ({ logs }) => void heard.push(`tested ${Object.keys(logs ?? {}).join(' ')}`),
      onPredictBegin: ({ steps }) => void heard.push(`predict ${steps}`),
      onPredictBatchBegin: ({ step }) => void heard.push(`before ${step}`),
      onPredictBatchEnd: ({ step, outputs }) => void heard.push(`after ${step}: ${String((outputs as Tensor).shape)}`),
      onPredictEnd: () => void heard.push('predicted'),
    })
    return { callback, heard }
  }

  test('evaluate', async () => {
    const { callback, heard } = listener()
    const logs: Logs[] = []
    const reader: Callback = { onTestBatchEnd: async (event) => void logs.push(await event.logs()) }
    const result = await model.evaluate(x, y, { batchSize: 20, callbacks: [callback, reader] })
    expect(heard).toEqual(['test of 2', 'before 0', 'after 1', 'before 1', 'after 2', 'tested loss accuracy'])
    expect(logs[1]).toEqual(result)
    expect(logs[0]).not.toEqual(result)
  })

  test('the validation of fit, also when it is stopped', async () => {
    const { callback, heard } = listener()
    await model.fit(x, y, { ...quiet, validationData: [x, y], validationBatchSize: 30, callbacks: [callback] })
    expect(heard).toEqual(['test of 1', 'before 0', 'after 1', 'tested loss accuracy'])
    heard.length = 0
    const stop: Callback = { onTestBatchEnd: ({ model: tested }) => void (tested.stopTraining = true) }
    await model.fit(x, y, { ...quiet, validationData: [x, y], validationBatchSize: 10, callbacks: [callback, stop] })
    expect(heard).toEqual(['test of 3', 'before 0', 'after 1', 'tested '])
  })

  test('predict, whole data and batches that come', async () => {
    const { callback, heard } = listener()
    await model.predict(x, { batchSize: 20, callbacks: [callback] })
    expect(heard).toEqual(['predict 2', 'before 0', 'after 1: 20,3', 'before 1', 'after 2: 10,3', 'predicted'])
    heard.length = 0
    function* batches(): Generator<[number[][]]> {
      yield [x.slice(0, 4)]
      yield [x.slice(4, 6)]
    }
    await model.predict(batches, { callbacks: [callback] })
    expect(heard).toEqual(['predict Infinity', 'before 0', 'after 1: 4,3', 'before 1', 'after 2: 2,3', 'predicted'])
  })

  test('wrong callbacks are refused at the call', async () => {
    await expect(model.evaluate(x, y, { callbacks: 3 as never })).rejects.toThrow('evaluate: callbacks must be an array')
    await expect(model.predict(x, { callbacks: [3] as never })).rejects.toThrow('predict: a callback must be an object')
  })
})

test('callbacks that set the learning rate show it', async () => {
  const scheduler = new LearningRateScheduler((epoch) => 0.5 / 2 ** epoch)
  const { history } = await model.fit(x, y, { ...quiet, epochs: 3, callbacks: [scheduler] })
  expect(history['learningRate']).toEqual([0.5, 0.25, 0.125])
  model = create()
  const reduce = new ReduceLROnPlateau({ monitor: 'loss', mode: 'max', patience: 1, factor: 0.5 })
  const reduced = await model.fit(x, y, { ...quiet, epochs: 3, callbacks: [reduce] })
  expect(reduced.history['learningRate']).toEqual([0.5, 0.5, 0.25])
})
