/** Callbacks that steer training, on values that are given, and in real training. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, setBackend } from '@neurite/core'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../models/sequential.ts'
import { SGD } from '../optimizers/sgd.ts'
import { setRandomSeed } from '../random/seed.ts'
import type { Logs } from '../training/epoch-record.ts'
import { blobs } from '../testing/blobs.ts'
import type { Callback } from './callback.ts'
import { EarlyStopping, type EarlyStoppingOptions } from './early-stopping.ts'
import { History } from './history.ts'
import { LambdaCallback } from './lambda-callback.ts'
import { LearningRateScheduler } from './learning-rate-scheduler.ts'
import { ModelCheckpoint, type ModelCheckpointOptions } from './model-checkpoint.ts'
import { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './reduce-lr-on-plateau.ts'
import { BatchCount } from './save-freq.ts'
import { TerminateOnNaN } from './terminate-on-nan.ts'
import { loadModel } from '../saving/load-model.ts'

beforeAll(() => setBackend(cpu()))

let model: Sequential

beforeEach(() => {
  setRandomSeed(1)
  model = new Sequential([new Dense(3, { activation: 'softmax', inputShape: [2] })])
  model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' })
})

const { x, y } = blobs(30)
const quiet = { verbose: 0 } as const

/** Tells a callback of epochs with these values, until it ends training. Returns how many there were. */
async function epochs(callback: Callback, values: readonly (Partial<Logs> | number)[]): Promise<number> {
  const event = { model, epochs: values.length, steps: 1, seconds: 0 }
  model.stopTraining = false
  await callback.onTrainBegin?.(event)
  let count = 0
  for (const [epoch, value] of values.entries()) {
    await callback.onEpochBegin?.({ ...event, epoch })
    const logs = (typeof value === 'number' ? { loss: 1, valLoss: value } : { loss: 1, ...value }) as Logs
    await callback.onEpochEnd?.({ ...event, epoch, logs })
    count += 1
    if (model.stopTraining) break
  }
  await callback.onTrainEnd?.({ ...event, history: new History(), error: undefined })
  return count
}

describe('EarlyStopping', () => {
  const run = (options: EarlyStoppingOptions, values: readonly (Partial<Logs> | number)[]): Promise<number> =>
    epochs(new EarlyStopping(options), values)

  test.each<readonly [string, EarlyStoppingOptions, readonly number[], number]>([
    ['the first epoch without getting better', {}, [3, 2, 2, 1], 3],
    ['patience', { patience: 2 }, [3, 2, 2.5, 2.2, 1], 4],
    ['patience begins anew', { patience: 2 }, [3, 2, 2.5, 1, 2, 2, 0], 6],
    ['minDelta', { minDelta: 0.5 }, [3, 2, 1.6, 0], 3],
    ['more may be better', { mode: 'max', patience: 1 }, [1, 2, 3, 2, 5], 4],
    ['never after the first epoch', { baseline: 0.5 }, [3, 2, 1, 0.9], 4],
    ['a baseline that is not reached', { baseline: 0.5, patience: 2 }, [3, 2, 2, 0.1], 3],
    ['a baseline that is reached', { baseline: 2.5, patience: 2 }, [3, 2, 2.5, 2.2, 1], 4],
    ['startFromEpoch', { startFromEpoch: 3 }, [1, 2, 3, 4, 5, 6], 5],
  ])('%s', async (_, options, values, expected) => {
    expect(await run(options, values)).toBe(expected)
  })

  test('knows which way is better by the name', async () => {
    expect(
      await run(
        { monitor: 'valAccuracy' },
        [0.1, 0.2, 0.15, 0.9].map((valAccuracy) => ({ valAccuracy })),
      ),
    ).toBe(3)
    expect(
      await run(
        { monitor: 'valMae' },
        [3, 2, 2.5].map((valMae) => ({ valMae })),
      ),
    ).toBe(3)
    expect(() => new EarlyStopping({ monitor: 'valBeauty' })).toThrow(
      new ArgumentError(
        "EarlyStopping: it is not known whether more or less of \"valBeauty\" is better; pass mode: 'min' or 'max'",
      ),
    )
  })

  test('says once that there is nothing to watch', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    try {
      expect(await run({}, [{}, {}, {}])).toBe(3)
      expect(warn.mock.calls).toEqual([['neurite: EarlyStopping: the logs have no valLoss to watch; there are loss']])
    } finally {
      warn.mockRestore()
    }
  })

  test('gives back the weights of the best epoch', async () => {
    const [weight] = model.weights
    const stop = new EarlyStopping({ patience: 2, restoreBestWeights: true })
    const seen: number[] = []
    const mark: Callback = {
      onEpochEnd: ({ epoch }) => weight!.assign(Float32Array.from({ length: 6 }, () => epoch)),
    }
    const values = [3, 2, 5, 4, 1]
    const both: Callback = {
      onTrainBegin: () => stop.onTrainBegin(),
      async onEpochEnd(event) {
        await mark.onEpochEnd!(event)
        stop.onEpochEnd(event)
        seen.push((await weight!.data())[0]!)
      },
      onTrainEnd: (event) => stop.onTrainEnd(event),
    }
    expect(await epochs(both, values)).toBe(4)
    expect(seen).toEqual([0, 1, 2, 3])
    expect([...(await weight!.data())]).toEqual([1, 1, 1, 1, 1, 1])
    expect([stop.bestEpoch, stop.stoppedEpoch]).toEqual([1, 3])
  })

  test('knows the best epoch without keeping its weights', async () => {
    const stop = new EarlyStopping({ patience: 2 })
    await epochs(stop, [3, 1, 2, 4])
    expect([stop.bestEpoch, stop.stoppedEpoch]).toEqual([1, 3])
  })

  test('ends fit, and can be used again', async () => {
    const stop = new EarlyStopping({ monitor: 'loss', patience: 1, mode: 'max' })
    for (let fit = 0; fit < 2; fit++) {
      const { epochs: ran } = await model.fit(x, y, { ...quiet, epochs: 10, callbacks: [stop] })
      expect(ran).toEqual([0, 1])
    }
  })
})

describe('ReduceLROnPlateau', () => {
  /** The rate after each epoch. */
  async function rates(options: ReduceLROnPlateauOptions, values: readonly number[]): Promise<number[]> {
    const seen: number[] = []
    const callback = new ReduceLROnPlateau(options)
    await epochs(
      {
        onTrainBegin: () => callback.onTrainBegin(),
        async onEpochEnd(event) {
          await callback.onEpochEnd(event)
          seen.push(Number((await model.optimizer!.learningRate.data())[0]!.toPrecision(6)))
        },
      },
      values,
    )
    return seen
  }

  test.each<readonly [string, ReduceLROnPlateauOptions, readonly number[], readonly number[]]>([
    ['patience', { patience: 2, factor: 0.5 }, [3, 3, 3, 3, 3], [0.1, 0.1, 0.05, 0.05, 0.025]],
    ['what gets better is left alone', { patience: 1 }, [3, 2, 1, 0], [0.1, 0.1, 0.1, 0.1]],
    ['changes below 1e-4 are none', { patience: 1 }, [3, 2.99995, 2.9999, 2.9998], [0.1, 0.01, 0.001, 0.001]],
    ['cooldown', { patience: 1, cooldown: 2, factor: 0.5 }, [3, 3, 3, 3, 3, 3], [0.1, 0.05, 0.05, 0.025, 0.025, 0.0125]],
    ['the lowest rate', { patience: 1, minLearningRate: 0.02, factor: 0.5 }, [3, 3, 3, 3, 3], [0.1, 0.05, 0.025, 0.02, 0.02]],
  ])('%s', async (_, options, values, expected) => {
    expect(await rates(options, values)).toEqual(expected)
  })

  test.each([1, 0, Number.NaN])('the factor %d', (factor) => {
    expect(() => new ReduceLROnPlateau({ factor })).toThrow(
      new ArgumentError(`ReduceLROnPlateau: factor must be a number between 0 and 1, got ${factor}`),
    )
  })
})

describe('LearningRateScheduler', () => {
  test('sets the rate before every epoch, from the rate before', async () => {
    const seen: (readonly [number, number])[] = []
    const scheduler = new LearningRateScheduler((epoch, rate) => {
      seen.push([epoch, rate])
      return rate / 2
    })
    await model.fit(x, y, { ...quiet, epochs: 3, callbacks: [scheduler] })
    expect(seen).toEqual([
      [0, 0.1],
      [1, 0.05],
      [2, 0.025],
    ])
    expect((await model.optimizer!.learningRate.data())[0]).toBeCloseTo(0.0125, 8)
  })

  test('refuses what is no rate', async () => {
    const fit = model.fit(x, y, { ...quiet, callbacks: [new LearningRateScheduler(() => Number.NaN)] })
    await expect(fit).rejects.toThrow(
      'LearningRateScheduler: the schedule must return a number of at least 0, got the number null',
    )
    expect(() => new LearningRateScheduler(3 as never)).toThrow(ArgumentError)
  })
})

describe('TerminateOnNaN', () => {
  const broken = x.map(([a, b], index) => [index === 20 ? Number.NaN : a!, b!])

  test('ends training where fit would throw', async () => {
    await expect(model.fit(broken, y, { ...quiet, epochs: 5 })).rejects.toThrow('the loss became NaN')
    const { epochs: ran, history } = await model.fit(broken, y, { ...quiet, epochs: 5, callbacks: [new TerminateOnNaN()] })
    expect(ran).toEqual([0])
    expect(history['loss']![0]).toBeNaN()
  })

  test('does nothing while all is well', async () => {
    expect((await model.fit(x, y, { ...quiet, epochs: 2, callbacks: [new TerminateOnNaN()] })).epochs).toEqual([0, 1])
  })
})

test('LambdaCallback hears of everything it has a function for', async () => {
  const heard: string[] = []
  const callback = new LambdaCallback({
    onTrainBegin: () => void heard.push('begin'),
    onTrainBatchBegin: ({ step }) => void heard.push(`before ${step}`),
    onTrainBatchEnd: ({ step }) => void heard.push(`after ${step}`),
    onTrainEnd: () => void heard.push('end'),
  })
  await model.fit(x, y, { ...quiet, batchSize: 20, callbacks: [callback] })
  expect(heard).toEqual(['begin', 'before 0', 'after 1', 'before 1', 'after 2', 'end'])
  expect(() => new LambdaCallback({ onEpochEnds() {} } as object)).toThrow(
    'LambdaCallback: unknown option "onEpochEnds"; did you mean "onEpochEnd"?',
  )
  expect(() => new LambdaCallback({ onEpochEnd: 3 } as never)).toThrow(
    'LambdaCallback: onEpochEnd must be a function, got the number 3',
  )
})

describe('ModelCheckpoint', () => {
  async function saved(options: ModelCheckpointOptions, values: readonly number[]): Promise<number[]> {
    const kept: number[] = []
    await epochs(new ModelCheckpoint((_, { epoch }) => void kept.push(epoch), options), values)
    return kept
  }

  test('every epoch, or the best', async () => {
    expect(await saved({}, [3, 2, 4])).toEqual([0, 1, 2])
    expect(await saved({ saveBestOnly: true }, [3, 2, 4, 1])).toEqual([0, 1, 3])
    expect(await saved({ saveBestOnly: true, mode: 'max' }, [3, 2, 4, 1])).toEqual([0, 2])
    expect(await saved({ saveBestOnly: true, initialValueThreshold: 2.5 }, [3, 2, 4, 1])).toEqual([1, 3])
  })

  test('the bytes are those of the model', async () => {
    const all: Uint8Array[] = []
    await model.fit(x, y, { ...quiet, epochs: 2, callbacks: [new ModelCheckpoint((bytes) => void all.push(bytes))] })
    expect(all).toHaveLength(2)
    const last = await loadModel(all[1]!)
    expect(await last.weights[0]!.data()).toEqual(await model.weights[0]!.data())
    const first = await loadModel(all[0]!)
    expect(await first.weights[0]!.data()).not.toEqual(await model.weights[0]!.data())
  })

  test('after so many batches, with the weights alone', async () => {
    const steps: unknown[] = []
    const callback = new ModelCheckpoint(
      async (bytes, { epoch, step }) => {
        steps.push([epoch, step])
        await model.loadWeights(bytes)
        await expect(loadModel(bytes)).rejects.toThrow('the file holds weights only')
      },
      { saveFreq: 3, saveWeightsOnly: true },
    )
    await model.fit(x, y, { ...quiet, batchSize: 6, epochs: 2, callbacks: [callback] })
    expect(steps).toEqual([
      [0, 3],
      [1, 1],
      [1, 4],
    ])
  })

  test('what is wrong is named', async () => {
    expect(() => new ModelCheckpoint('')).toThrow(
      'ModelCheckpoint: expected a path or a function that takes the bytes, got the string ""',
    )
    expect(() => new ModelCheckpoint('a', { saveFreq: 0 })).toThrow(
      "ModelCheckpoint: saveFreq must be 'epoch' or a positive number of batches, got the number 0",
    )
    await expect(epochs(new ModelCheckpoint('{valLos}.neurite'), [1])).rejects.toThrow(
      'ModelCheckpoint: the path names {valLos}, which is not there; there are loss, valLoss, epoch',
    )
  })
})

test('batches are counted over epochs, several at once', () => {
  const count = new BatchCount(5)
  const due = [2, 4, 6, 2, 4, 5].map((step) => count.isDue(step))
  expect(due).toEqual([false, false, true, false, false, true])
})
