/** Training: right to the last batch, repeatable, and the same however its steps are cut into calls. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, liveMemory, runtimeCounts, setBackend, type Tensor, tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { BatchEvent, Callback } from '../callbacks/callback.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import type { CallContext } from '../layers/layer.ts'
import { Model } from '../models/model.ts'
import { Sequential } from '../models/sequential.ts'
import { Adam } from '../optimizers/adam.ts'
import { SGD } from '../optimizers/sgd.ts'
import { setRandomSeed } from '../random/seed.ts'
import { blobs } from '../testing/blobs.ts'
import type { CompileModelOptions } from './compiled.ts'
import type { FitOptions } from './fit.ts'

beforeAll(() => setBackend(cpu()))

/** A classifier of points in the plane. */
function classifier(options: Partial<CompileModelOptions> = {}, dropout = 0): Sequential {
  const model = new Sequential([
    new Dense(8, { activation: 'tanh', inputShape: [2] }),
    new Dropout(dropout),
    new Dense(3, { activation: 'softmax' }),
  ])
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], ...options })
  return model
}

const weightsOf = async (model: Model): Promise<number[][]> =>
  Promise.all(model.weights.map(async (weight) => [...(await weight.data())]))

const { x, y } = blobs(50)
const quiet = { verbose: 0 } as const

describe.each<readonly [string, () => Backend]>([
  ['cpu', cpu],
  ['wasm', wasm],
])('on %s', (_, create) => {
  test('learns', async () => {
    const model = classifier({ optimizer: new Adam({ learningRate: 0.05 }), backend: create() })
    const { epochs, history } = await model.fit(x, y, { ...quiet, epochs: 20, batchSize: 16, validationData: [x, y], seed: 1 })
    expect(epochs).toEqual(Array.from({ length: 20 }, (__, epoch) => epoch))
    expect(Object.keys(history)).toEqual(['loss', 'accuracy', 'valLoss', 'valAccuracy'])
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]! / 3)
    expect(history['valAccuracy']!.at(-1)).toBe(1)
    expect(await model.evaluate(x, y)).toEqual({ loss: history['valLoss']!.at(-1), accuracy: 1 })
  })

  test('XOR', async () => {
    const model = new Sequential([new Dense(8, { activation: 'tanh', inputShape: [2] }), new Dense(1, { activation: 'sigmoid' })])
    model.compile({
      optimizer: new Adam({ learningRate: 0.1 }),
      loss: 'binaryCrossentropy',
      metrics: ['accuracy'],
      backend: create(),
    })
    const [corners, isOdd] = [
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      [0, 1, 1, 0],
    ] as const
    await model.fit(corners, isOdd, { ...quiet, epochs: 150, seed: 1 })
    expect((await model.evaluate(corners, isOdd))['accuracy']).toBe(1)
  })

  test('weights after training with a remainder batch are those of plain arithmetic', async () => {
    await setBackend(create())
    const model = classifier({ optimizer: new SGD({ learningRate: 0.2 }) })
    const expected = new PlainClassifier(await weightsOf(model))
    const { history } = await model.fit(x, y, { ...quiet, epochs: 3, batchSize: 16, shuffle: false })
    const losses = [0, 1, 2].map(() => expected.trainEpoch(x, y, { batchSize: 16, learningRate: 0.2 }))
    expectNear((await weightsOf(model)).flat(), expected.weights.flat())
    expectNear(history['loss']!, losses)
  })

  test('stepsPerExecution changes nothing', async () => {
    const train = async (stepsPerExecution: number): Promise<unknown> => {
      setRandomSeed(3)
      const model = classifier({ optimizer: 'adam', stepsPerExecution, backend: create() }, 0.2)
      const { history } = await model.fit(x, y, { ...quiet, epochs: 2, batchSize: 4 })
      return { history, weights: await weightsOf(model) }
    }
    const oneByOne = await train(1)
    expect(await train(4)).toEqual(oneByOne)
    expect(await train(100)).toEqual(oneByOne)
  })
})

function expectNear(got: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  expect(got).toHaveLength(expected.length)
  got.forEach((value, index) => expect(Math.abs(value - expected[index]!), `element ${index}`).toBeLessThan(tolerance))
}

/** Dense(tanh), Dense(softmax), cross-entropy and gradient descent, in loops. */
class PlainClassifier {
  readonly weights: number[][]

  constructor(weights: number[][]) {
    this.weights = weights.map((values) => [...values])
  }

  /** One pass in order; returns the mean loss over the samples, each measured before its batch was learnt. */
  trainEpoch(
    inputs: number[][],
    labels: number[],
    { batchSize, learningRate }: { batchSize: number; learningRate: number },
  ): number {
    let total = 0
    for (let start = 0; start < inputs.length; start += batchSize) {
      const gradients = this.weights.map((values) => values.map(() => 0))
      const end = Math.min(inputs.length, start + batchSize)
      for (let i = start; i < end; i++) total += this.accumulate(inputs[i]!, labels[i]!, gradients)
      this.weights.forEach((values, w) =>
        values.forEach((value, k) => (values[k] = value - (learningRate * gradients[w]![k]!) / (end - start))),
      )
    }
    return total / inputs.length
  }

  /** Adds a sample's gradients and returns its loss. */
  private accumulate(input: number[], label: number, [dw1, db1, dw2, db2]: number[][]): number {
    const [w1, b1, w2, b2] = this.weights as [number[], number[], number[], number[]]
    const hidden = b1.map((b, j) => Math.tanh(input.reduce((sum, value, i) => sum + value * w1[i * b1.length + j]!, b)))
    const exponentials = b2.map((b, c) => Math.exp(hidden.reduce((sum, h, j) => sum + h * w2[j * b2.length + c]!, b)))
    const sum = exponentials.reduce((a, b) => a + b)
    const slopes = exponentials.map((e, c) => e / sum - (c === label ? 1 : 0))
    hidden.forEach((h, j) => {
      const back = slopes.reduce((s, slope, c) => s + slope * w2[j * b2.length + c]!, 0) * (1 - h * h)
      slopes.forEach((slope, c) => (dw2![j * b2.length + c]! += h * slope))
      input.forEach((value, i) => (dw1![i * b1.length + j]! += value * back))
      db1![j]! += back
    })
    slopes.forEach((slope, c) => (db2![c]! += slope))
    return -Math.log(exponentials[label]! / sum)
  }
}

describe('repeatability', () => {
  const train = async (seed: number, options: FitOptions = {}): Promise<number[][]> => {
    setRandomSeed(seed)
    const model = classifier({ optimizer: 'adam' }, 0.3)
    await model.fit(x, y, { ...quiet, epochs: 2, batchSize: 8, ...options })
    return weightsOf(model)
  }

  test('the same seed gives the same weights, another one others', async () => {
    const first = await train(1)
    expect(await train(1)).toEqual(first)
    expect(await train(2)).not.toEqual(first)
  })

  test("fit's own seed decides the order of the samples", async () => {
    const first = await train(1, { seed: 5 })
    expect(await train(1, { seed: 5 })).toEqual(first)
    expect(await train(1, { seed: 6 })).not.toEqual(first)
  })

  test('training that is taken up again at initialEpoch comes to the same weights', async () => {
    setRandomSeed(1)
    const model = classifier({ optimizer: 'adam' })
    const options = { ...quiet, batchSize: 8, seed: 4 }
    const start = await weightsOf(model)
    await model.fit(x, y, { ...options, epochs: 3 })
    const whole = await weightsOf(model)
    model.weights.forEach((weight, index) => weight.assign(Float32Array.from(start[index]!)))
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' })
    await model.fit(x, y, { ...options, epochs: 1 })
    const { epochs } = await model.fit(x, y, { ...options, epochs: 3, initialEpoch: 1 })
    expect(epochs).toEqual([1, 2])
    expect(await weightsOf(model)).toEqual(whole)
  })

  test('two models trained in turn do not disturb each other', async () => {
    const options = { ...quiet, batchSize: 8, epochs: 1, shuffle: false }
    const alone = async (seed: number): Promise<number[][]> => {
      setRandomSeed(seed)
      const model = classifier({ optimizer: 'adam' })
      await model.fit(x, y, options)
      await model.fit(x, y, options)
      return weightsOf(model)
    }
    const expected = [await alone(1), await alone(2)]
    setRandomSeed(1)
    const a = classifier({ optimizer: 'adam' })
    setRandomSeed(2)
    const b = classifier({ optimizer: 'adam' })
    await a.fit(x, y, options)
    await b.fit(x, y, options)
    await a.fit(x, y, options)
    await b.fit(x, y, options)
    expect([await weightsOf(a), await weightsOf(b)]).toEqual(expected)
  })

  test('two models trained at the same time on two backends', async () => {
    const train2 = async (backend: Backend): Promise<number[][]> => {
      setRandomSeed(1)
      const model = classifier({ backend })
      await model.fit(x, y, { ...quiet, epochs: 2, batchSize: 8, seed: 1 })
      return weightsOf(model)
    }
    const [one, other] = await Promise.all([train2(cpu()), train2(wasm())])
    expectNear(one.flat(), other.flat())
  })
})

describe('validation', () => {
  test('validationSplit measures the last samples and does not train on them', async () => {
    const [a, b] = await Promise.all(
      [true, false].map(async (isSplit) => {
        setRandomSeed(1)
        const model = classifier()
        const options = { ...quiet, epochs: 2, batchSize: 8, seed: 1 }
        const kept = 40
        const { history } = isSplit
          ? await model.fit(x, y, { ...options, validationSplit: 0.2 })
          : await model.fit(x.slice(0, kept), y.slice(0, kept), { ...options, validationData: [x.slice(kept), y.slice(kept)] })
        return { history, weights: await weightsOf(model) }
      }),
    )
    expect(a).toEqual(b)
  })

  test('does not change the model: dropout is off, the training values are not touched', async () => {
    const train = async (options: FitOptions): Promise<readonly [number[][], number[]]> => {
      setRandomSeed(1)
      const model = classifier({}, 0.5)
      const { history } = await model.fit(x, y, { ...quiet, epochs: 2, batchSize: 8, ...options })
      return [await weightsOf(model), history['accuracy']!]
    }
    expect(await train({ validationData: [x, y] })).toEqual(await train({}))
  })
})

describe('programs and memory', () => {
  test('nothing is compiled after the first epoch, nor by a second fit of the same shape', async () => {
    const backend = cpu()
    const model = classifier({ backend, optimizer: 'adam' })
    const compiles: number[] = []
    const count: Callback = { onEpochEnd: () => void compiles.push(runtimeCounts(backend).compiles) }
    const options: FitOptions = { ...quiet, batchSize: 16, validationSplit: 0.3, callbacks: [count] }
    await model.fit(x, y, { ...options, epochs: 3 })
    await model.fit(x, y, { ...options, epochs: 2 })
    expect(new Set(compiles).size).toBe(1)
    expect(compiles).toHaveLength(5)
  })

  test('the steady state holds no more memory from step to step', async () => {
    const backend = cpu()
    const model = classifier({ backend, optimizer: 'adam' })
    const live: number[] = []
    const measure: Callback = {
      async onEpochBegin() {
        // What initialisation left behind is not to hide what steps might add.
        ;(globalThis as { gc?: () => void }).gc?.()
        await new Promise((resolve) => setTimeout(resolve))
      },
      onTrainBatchEnd: ({ epoch }) => void (epoch > 0 && live.push(liveMemory(backend).bytes)),
    }
    await model.fit(x, y, { ...quiet, epochs: 4, batchSize: 4, callbacks: [measure] })
    expect(live.length).toBeGreaterThan(30)
    expect(Math.max(...live)).toBe(live[0])
  })

  test('images that came as bytes stay bytes', async () => {
    const backend = cpu()
    const pixels = tensor(new Uint8Array(1000 * 100).fill(3), { shape: [1000, 100] })
    const model = new Sequential([new Dense(2, { inputShape: [100], activation: 'softmax' })])
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', backend })
    await setBackend(backend)
    await model.fit(pixels.cast('float32').div(255), new Uint8Array(1000), { ...quiet, batchSize: 100 })
    expect(liveMemory(backend).bytes).toBeGreaterThan(100_000)
    expect(liveMemory(backend).bytes).toBeLessThan(150_000)
  })
})

describe('callbacks', () => {
  test('hear of everything in order, and can wait', async () => {
    const heard: string[] = []
    const hear =
      (name: string) =>
      async (event: object): Promise<void> => {
        await Promise.resolve()
        const { epoch, epochs, step, steps } = event as Partial<BatchEvent>
        heard.push([name, epoch, epochs, step, steps].filter((part) => part !== undefined).join(' '))
      }
    const callback: Callback = {
      onTrainBegin: hear('train'),
      onEpochBegin: hear('epoch'),
      onTrainBatchEnd: hear('batch'),
      onEpochEnd: hear('epoch end'),
      onTrainEnd: hear('train end'),
    }
    await classifier({ stepsPerExecution: 2 }).fit(x, y, { ...quiet, epochs: 2, batchSize: 20, callbacks: [callback] })
    expect(heard).toEqual([
      'train 2',
      'epoch 0 2 3',
      'batch 0 2 2 3',
      'batch 0 2 3 3',
      'epoch end 0 2 3',
      'epoch 1 2 3',
      'batch 1 2 2 3',
      'batch 1 2 3 3',
      'epoch end 1 2 3',
      'train end 2',
    ])
  })

  test('logs of a batch are those of the epoch so far', async () => {
    const losses: number[] = []
    const callback: Callback = { onTrainBatchEnd: async ({ logs }) => void losses.push((await logs()).loss) }
    const { history } = await classifier().fit(x, y, { ...quiet, batchSize: 20, callbacks: [callback] })
    expect(losses).toHaveLength(3)
    expect(new Set(losses).size).toBe(3)
    expect(losses.at(-1)).toBe(history['loss']![0])
  })

  test('may change the learning rate', async () => {
    const model = classifier()
    const before = await weightsOf(model)
    const freeze: Callback = { onTrainBegin: ({ model: trained }) => trained.optimizer!.learningRate.assign(0) }
    await model.fit(x, y, { ...quiet, callbacks: [freeze] })
    expect(await weightsOf(model)).toEqual(before)
  })

  test('may evaluate in the middle of an epoch: its values go on', async () => {
    const train = async (callbacks: Callback[], model: Sequential): Promise<unknown> =>
      (await model.fit(x, y, { ...quiet, batchSize: 10, seed: 1, callbacks })).history
    setRandomSeed(1)
    const undisturbed = await train([], classifier())
    setRandomSeed(1)
    const model = classifier()
    const values: number[] = []
    const evaluate: Callback = { onTrainBatchEnd: async () => void values.push((await model.evaluate(x, y)).loss) }
    expect(await train([evaluate], model)).toEqual(undisturbed)
    expect(values).toHaveLength(5)
  })

  test('an error of a callback ends training, after onTrainEnd', async () => {
    const ends: unknown[] = []
    const failing: Callback = {
      onEpochEnd() {
        throw new Error('mine')
      },
      onTrainEnd: ({ error }) => void ends.push(error),
    }
    const model = classifier()
    await expect(model.fit(x, y, { ...quiet, callbacks: [failing] })).rejects.toThrow('mine')
    expect(ends).toEqual([new Error('mine')])
    // The model can go on.
    await model.fit(x, y, quiet)
  })
})

describe('stopping', () => {
  test('stopTraining ends after the epoch, or after the step', async () => {
    const model = classifier()
    const afterEpoch: Callback = { onEpochEnd: ({ model: trained, epoch }) => void (trained.stopTraining = epoch === 1) }
    expect((await model.fit(x, y, { ...quiet, epochs: 9, callbacks: [afterEpoch] })).epochs).toEqual([0, 1])
    let steps = 0
    const afterStep: Callback = {
      onTrainBatchEnd: ({ model: trained, epoch }) => {
        steps += 1
        trained.stopTraining = epoch === 1
      },
    }
    expect((await model.fit(x, y, { ...quiet, epochs: 9, batchSize: 10, callbacks: [afterStep] })).epochs).toEqual([0])
    expect(steps).toBe(6)
  })

  test('aborting resolves with the history so far', async () => {
    const controller = new AbortController()
    const abort: Callback = { onTrainBatchEnd: ({ epoch }) => void (epoch === 2 && controller.abort()) }
    const { epochs } = await classifier().fit(x, y, {
      ...quiet,
      epochs: 9,
      batchSize: 10,
      callbacks: [abort],
      signal: controller.signal,
    })
    expect(epochs).toEqual([0, 1])
    expect((await classifier().fit(x, y, { ...quiet, signal: controller.signal })).epochs).toEqual([])
  })

  test('timers run while training runs, so an abort from outside is heard', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 60)
    const begin = performance.now()
    await classifier({ stepsPerExecution: 1000 }).fit(x, y, { ...quiet, epochs: 1e6, batchSize: 4, signal: controller.signal })
    expect(controller.signal.aborted).toBe(true)
    expect(performance.now() - begin).toBeLessThan(5000)
  })
})

test('typed arrays take the shape of a sample from the model', async () => {
  const flat = Float32Array.from(x.flat())
  const train = async (inputs: typeof x | Float32Array): Promise<number[][]> => {
    setRandomSeed(1)
    const model = classifier()
    await model.fit(inputs, Int32Array.from(y), quiet)
    return weightsOf(model)
  }
  expect(await train(flat)).toEqual(await train(x))
})

test('frozen layers keep their weights', async () => {
  const model = classifier()
  const [first] = model.layers
  first!.trainable = false
  const before = await weightsOf(model)
  await model.fit(x, y, quiet)
  const after = await weightsOf(model)
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2))
  expect(after.slice(2)).not.toEqual(before.slice(2))
})

test('a model without inputShape builds from the data', async () => {
  const model = new Sequential([new Dense(3, { activation: 'softmax' })])
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' })
  await model.fit(x, y, quiet)
  expect(model.weights.map(({ path, shape }) => [path.split('/').at(-1), shape])).toEqual([
    ['kernel', [2, 3]],
    ['bias', [3]],
  ])
})

test('a model written as a class', async () => {
  class Residual extends Model {
    static override readonly className = 'Residual'
    private readonly inside = this.addLayer(new Dense(2, { activation: 'tanh' }))
    private readonly head = this.addLayer(new Dense(3))

    protected override call(inputs: Tensor, { training }: CallContext): Tensor {
      return this.head.apply(this.inside.apply(inputs, { training }).add(inputs))
    }
  }
  const model = new Residual()
  model.compile({ optimizer: new Adam({ learningRate: 0.1 }), loss: 'mse', metrics: ['mae'] })
  const target = x.map(([a, b]) => [a!, b!, a! - b!])
  const { history } = await model.fit(x, target, { ...quiet, epochs: 20, seed: 1 })
  expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]! / 4)
  expect(model.weights).toHaveLength(4)
})
