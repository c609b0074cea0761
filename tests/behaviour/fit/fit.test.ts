/** Training through the contract: the same on the reference and on wasm, whatever the steps per execution. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, liveMemory, macrotask, runtimeCounts, setBackend } from '@neurite/core'
import { mnist } from '@neurite/datasets'
import { Activation, Dense, Dropout, Flatten, Sequential, setRandomSeed, type SGDOptions, SGD } from '@neurite/nn'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { asynchronous } from '../backends/asynchronous.ts'
import { backends, onEachBackend } from '../backends/each-backend.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Real digits, few of them; 300 leaves a remainder of 12 at batch 32. */
const sampleCount = 300
let pixels: Float32Array
let labels: Int32Array

beforeAll(async () => {
  await setBackend(cpu())
  const { train } = await mnist.load({ seed: 1 })
  pixels = (await train.x.slice([0], { limits: [sampleCount] }).data()) as Float32Array
  labels = (await train.y.slice([0], { limits: [sampleCount] }).data()) as Int32Array
})

interface Run {
  readonly losses: readonly number[]
  readonly weights: readonly number[]
}

interface Setting {
  readonly optimizer: 'adam' | SGDOptions
  readonly stepsPerExecution?: number
  readonly epochs?: number
  readonly seed?: number
}

function makeModel(backend: Backend, { optimizer, stepsPerExecution = 1 }: Setting): Sequential {
  setRandomSeed(7)
  const model = new Sequential([
    new Dense(32, { activation: 'relu', inputShape: [784] }),
    new Dropout(0.2),
    new Dense(10),
    new Activation('softmax'),
  ])
  model.compile({
    optimizer: optimizer === 'adam' ? 'adam' : new SGD(optimizer),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    stepsPerExecution,
    backend,
  })
  return model
}

const weightsOf = async (model: Sequential): Promise<number[]> =>
  (await Promise.all(model.weights.map((weight) => weight.data()))).flatMap((data) => [...data])

async function trainOn(backend: Backend, setting: Setting): Promise<Run> {
  const model = makeModel(backend, setting)
  const { history } = await model.fit(pixels, labels, { epochs: setting.epochs ?? 2, verbose: 0, seed: setting.seed ?? 3 })
  return { losses: history['loss']!, weights: await weightsOf(model) }
}

function expectClose(actual: readonly number[], expected: readonly number[], relative: number): void {
  const norm = Math.sqrt(expected.reduce((sum, x) => sum + x * x, 0))
  const distance = Math.sqrt(actual.reduce((sum, x, i) => sum + (x - expected[i]!) ** 2, 0))
  expect(distance / norm).toBeLessThan(relative)
}

describe('fit on every backend', () => {
  test.each([1, 4])('SGD with momentum, %d steps per execution: weights to 1e-4', async (stepsPerExecution) => {
    const setting: Setting = { optimizer: { learningRate: 0.05, momentum: 0.9 }, stepsPerExecution }
    const reference = await trainOn(cpu(), { ...setting, stepsPerExecution: 1 })
    for (const create of Object.values(backends)) {
      const run = await trainOn(create(), setting)
      expectClose(run.weights, reference.weights, 1e-4)
      expectClose(run.losses, reference.losses, 1e-4)
    }
    expect(reference.losses[1]).toBeLessThan(reference.losses[0]!)
  })

  test.each([1, 4])('Adam, %d steps per execution: loss to 1e-3', async (stepsPerExecution) => {
    const reference = await trainOn(cpu(), { optimizer: 'adam' })
    for (const create of Object.values(backends)) {
      const { losses } = await trainOn(create(), { optimizer: 'adam', stepsPerExecution })
      expectClose(losses, reference.losses, 1e-3)
    }
  })

  test('two models in turn on two backends at once do not disturb each other', async () => {
    const setting: Setting = { optimizer: { learningRate: 0.05 }, epochs: 1 }
    const alone = await trainOn(cpu(), { ...setting, epochs: 3 })
    const models = [cpu(), wasm(), asynchronous(cpu())].map((backend) => makeModel(backend, setting))
    for (let epoch = 0; epoch < 3; epoch++) {
      const options = { initialEpoch: epoch, epochs: epoch + 1, verbose: 0, seed: 3 } as const
      await Promise.all(models.map((model) => model.fit(pixels, labels, options)))
    }
    for (const model of models) expectClose(await weightsOf(model), alone.weights, 1e-4)
  })

  test('the same seed gives the same bits, another seed others', async () => {
    for (const create of [cpu, wasm]) {
      const [a, b] = [await trainOn(create(), { optimizer: 'adam' }), await trainOn(create(), { optimizer: 'adam' })]
      expect(a).toEqual(b)
      const other = await trainOn(create(), { optimizer: 'adam', seed: 4 })
      expect(other.weights).not.toEqual(a.weights)
    }
  })
})

onEachBackend('fit', (current) => {
  test('validation, evaluation and prediction agree', async () => {
    const model = makeModel(current(), { optimizer: 'adam' })
    const { history } = await model.fit(pixels, labels, { epochs: 2, verbose: 0, validationData: [pixels, labels] })
    const { loss, accuracy } = await model.evaluate(pixels, labels)
    expect(history['valLoss']!.at(-1)).toBeCloseTo(loss, 5)
    expect(history['valAccuracy']!.at(-1)).toBeCloseTo(accuracy!, 5)
    const predicted = await (await model.predict(pixels)).argMax(-1).data()
    const right = [...predicted].filter((label, i) => label === labels[i]).length
    expect(right / sampleCount).toBeCloseTo(accuracy!, 5)
    const single = await model.predict(pixels.subarray(0, 784))
    expect(single.shape).toEqual([1, 10])
  })

  test('steps are traced once and allocate nothing', async () => {
    const model = makeModel(current(), { optimizer: 'adam' })
    const seen: number[] = []
    const compiles: number[] = []
    await model.fit(pixels, labels, {
      epochs: 4,
      verbose: 0,
      callbacks: [
        {
          onEpochEnd: async () => {
            globalThis.gc!()
            await macrotask()
            seen.push(liveMemory(current()).buffers)
            compiles.push(runtimeCounts(current()).compiles)
          },
        },
      ],
    })
    expect(compiles[3]).toBe(compiles[1])
    expect(seen[3]).toBeLessThanOrEqual(seen[1]!)
  })

  test('memory of fit is the same after 100 and after 1,000 steps', async () => {
    const model = makeModel(current(), { optimizer: 'adam' })
    const usage: { step: number; bytes: number; heap: number }[] = []
    let step = 0
    // 10 steps an epoch.
    await model.fit(pixels, labels, {
      epochs: 100,
      verbose: 0,
      callbacks: [
        {
          onEpochEnd: async () => {
            step += 10
            if (step % 300 !== 100) return
            for (let round = 0; round < 4; round++) {
              globalThis.gc!()
              await macrotask()
            }
            usage.push({ step, bytes: liveMemory(current()).bytes, heap: process.memoryUsage().heapUsed })
          },
        },
      ],
    })
    expect(usage.map((at) => at.step)).toEqual([100, 400, 700, 1000])
    expect(new Set(usage.map((at) => at.bytes)).size).toBe(1)
    const ratios = usage.slice(1).map((at, i) => at.heap / usage[i]!.heap)
    expect(Math.min(...ratios), `heap ${JSON.stringify(usage)}`).toBeLessThan(1.01)
  })

  test('image-shaped inputs through Flatten', async () => {
    const model = new Sequential([new Flatten({ inputShape: [28, 28, 1] }), new Dense(10, { activation: 'softmax' })])
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], backend: current() })
    const { history } = await model.fit(pixels, labels, { epochs: 3, verbose: 0 })
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!)
  })
})
