/** Optimizers, losses and metrics that pages do not carry: their names are checked at once, their classes loaded when something is measured. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, ones, setBackend, zeros } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { everydayLosses } from '../losses/everyday-losses.ts'
import { losses } from '../losses/get-loss.ts'
import { Huber } from '../losses/huber.ts'
import { AUC } from '../metrics/auc.ts'
import { everydayMetrics } from '../metrics/everyday-metrics.ts'
import { metrics } from '../metrics/get-metric.ts'
import { toClassConfig } from '../options/class-config.ts'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../models/sequential.ts'
import { setRandomSeed } from '../random/seed.ts'
import { everydayOptimizers } from '../optimizers/everyday-optimizers.ts'
import { optimizers } from '../optimizers/get-optimizer.ts'
import { Nadam } from '../optimizers/nadam.ts'
import { InverseTimeDecay } from '../schedules/inverse-time-decay.ts'
import type { CompileModelOptions } from './compiled.ts'

await setBackend(cpu())

const [x, y] = [ones([8, 2]), zeros([8, 1])]
const rates = { initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 }
const quiet = { epochs: 1, verbose: 0 } as const

function compiled(options: Partial<CompileModelOptions>): Sequential {
  setRandomSeed(1)
  const model = new Sequential([new Dense(1, { inputShape: [2], activation: 'sigmoid' })], { name: 'net' })
  model.compile({ optimizer: 'sgd', loss: 'mse', ...options })
  return model
}

const late = { optimizer: 'nadam', loss: 'huber', metrics: ['auc', 'accuracy'] } as const

test.each([
  ['optimizers', everydayOptimizers, optimizers],
  ['losses', everydayLosses, losses],
  ['metrics', everydayMetrics, metrics],
])('%s: the everyday names and the others are all names', (_, { classes, others }, all) => {
  expect([...Object.keys(classes), ...others]).toEqual(Object.keys(all))
})

test.each<readonly [string, (model: Sequential) => Promise<unknown>]>([
  ['fit', (model) => model.fit(x, y, quiet)],
  ['evaluate', (model) => model.evaluate(x, y)],
  ['trainOnBatch', (model) => model.trainOnBatch(x, y)],
  ['testOnBatch', (model) => model.testOnBatch(x, y)],
])('%s loads them, and measures what objects measure', async (_, run) => {
  const named = compiled(late)
  const made = compiled({ optimizer: new Nadam(), loss: new Huber(), metrics: [new AUC(), 'accuracy'] })
  const results = [await run(named), await run(made)].map((result) =>
    JSON.stringify(result, (key, value) => (key === 'seconds' ? 0 : value)),
  )
  expect(results[0]).toBe(results[1])
  expect(named.optimizer).toBeInstanceOf(Nadam)
  expect(named.loss).toBeInstanceOf(Huber)
  expect(named.metrics.map((metric) => metric.className)).toEqual(['AUC', 'AccuracyByShape'])
})

describe('before they are loaded', () => {
  test('names are known, and forgetting does nothing', () => {
    const model = compiled(late)
    expect(model.loss?.name).toBe('huber')
    expect(model.metrics.map(({ name }) => name)).toEqual(['auc', 'accuracy'])
    expect(model.metrics[0]?.variables).toEqual([])
    expect(() => model.resetMetrics()).not.toThrow()
  })

  test.each<readonly [string, (model: Sequential) => unknown]>([
    ['optimizer nadam', (model) => model.optimizer],
    ['loss huber', (model) => model.loss?.compute(y, y)],
    ['loss huber', (model) => model.loss?.call(y, y)],
    ['loss huber', (model) => model.loss?.targets],
    ['loss huber', (model) => model.loss?.getConfig()],
    ['metric auc', (model) => model.metrics[0]?.update(y, y)],
    ['metric auc', (model) => model.metrics[0]?.result()],
    ['metric auc', (model) => model.metrics[0]?.getConfig()],
  ])('the %s cannot be computed with', (what, use) => {
    expect(() => use(compiled(late))).toThrow(
      new ArgumentError(
        `net.compile: the ${what} is loaded by the first fit, evaluate, trainOnBatch or testOnBatch; to use it before, compile with an object of its class`,
      ),
    )
  })

  test('who holds one then has the real one afterwards', async () => {
    const model = compiled(late)
    const {
      loss,
      metrics: [auc],
    } = model
    await model.evaluate(x, y)
    expect(await loss!.compute(y, y).item()).toBe(0)
    expect(loss!.targets).toBe(model.loss!.targets)
    expect(await loss!.call(y, y).array()).toEqual(await model.loss!.call(y, y).array())
    expect(loss!.getConfig()).toEqual(model.loss!.getConfig())
    expect(auc!.variables).toEqual(model.metrics[0]!.variables)
    expect(await auc!.result().item()).toBe(await model.metrics[0]!.result().item())
    expect(auc!.getConfig()).toEqual(model.metrics[0]!.getConfig())
    auc!.update(y, y)
    auc!.reset()
    expect(await auc!.variables[0]!.data()).toEqual(await zeros(auc!.variables[0]!.shape).data())
  })

  test('predict and save need no losses and metrics', async () => {
    const model = compiled(late)
    expect((await model.predict(x)).shape).toEqual([8, 1])
    expect((await model.save({ bytes: true })).length).toBeGreaterThan(100)
    expect(model.loss).not.toBeInstanceOf(Huber)
    expect(model.optimizer).toBeInstanceOf(Nadam)
  })
})

test('configurations are made from all classes, and are refused when there is none', async () => {
  const model = compiled({ loss: toClassConfig(new Huber({ delta: 2 })), metrics: [toClassConfig(new AUC({ name: 'area' }))] })
  expect(model.metrics.map(({ name }) => name)).toEqual(['area'])
  expect(Object.keys(await model.evaluate(x, y))).toEqual(['loss', 'area'])
  expect(model.loss?.getConfig()).toMatchObject({ delta: 2 })
  const decayed = compiled({ optimizer: toClassConfig(new Nadam({ learningRate: new InverseTimeDecay(rates) })) })
  await decayed.fit(x, y, quiet)
  expect(decayed.optimizer?.getConfig()).toMatchObject({ learningRate: { className: 'InverseTimeDecay' } })
  const wrong = compiled({ loss: { className: 'Hubr', config: {} } })
  await expect(wrong.fit(x, y, quiet)).rejects.toThrow('net.compile: unknown loss class "Hubr"; did you mean "Huber"?')
})
