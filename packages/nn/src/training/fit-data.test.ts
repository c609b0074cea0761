/** Data in every form that training takes: weighted samples, batches that come, several inputs and outputs. */
import { cpu } from '@neurite/backend-cpu'
import { DataError, liveMemory, setBackend, tensor, type Tensor, Variable, variableGrads } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { BatchEvent, Callback } from '../callbacks/callback.ts'
import { Dense } from '../layers/dense.ts'
import { Embedding } from '../layers/core/embedding.ts'
import { Dropout } from '../layers/dropout.ts'
import type { CallContext } from '../layers/layer.ts'
import { setMask } from '../layers/mask.ts'
import { MeanAbsoluteError } from '../losses/mean-absolute-error.ts'
import { MeanSquaredError } from '../losses/mean-squared-error.ts'
import { MeanLoss } from '../metrics/mean-loss.ts'
import { input } from '../models/input.ts'
import { Model } from '../models/model.ts'
import { Sequential } from '../models/sequential.ts'
import { SGD } from '../optimizers/sgd.ts'
import { setRandomSeed } from '../random/seed.ts'
import { blobs } from '../testing/blobs.ts'
import type { BatchSource, SourceBatch } from './batch-source.ts'
import type { CompileModelOptions } from './compiled.ts'
import type { StepResults } from './epoch-record.ts'
import type { FitOptions } from './fit.ts'
import type { Batch } from './samples.ts'
import type { LossInputs } from './steps.ts'

beforeAll(() => setBackend(cpu()))

const { x, y } = blobs(50)
const quiet = { verbose: 0 } as const

function classifier(options: Partial<CompileModelOptions> = {}, seed = 1): Sequential {
  setRandomSeed(seed)
  const model = new Sequential([new Dense(6, { activation: 'tanh', inputShape: [2] }), new Dense(3, { activation: 'softmax' })])
  model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy', ...options })
  return model
}

const weightsOf = async (model: Model | Sequential): Promise<number[][]> =>
  Promise.all(model.weights.map(async (weight) => [...(await weight.data())]))

/** Weights after training, and the history. */
async function train(options: FitOptions, compile: Partial<CompileModelOptions> = {}, targets: typeof y | number[][] = y) {
  const model = classifier(compile)
  const { history } = await model.fit(x, targets, { ...quiet, batchSize: 8, seed: 1, ...options })
  return { history, weights: await weightsOf(model) }
}

/** Batches in order, with weights where they are given. */
function* batches(size: number, weights?: readonly number[]): Generator<SourceBatch> {
  for (let start = 0; start < x.length; start += size) {
    const [xs, ys] = [x.slice(start, start + size), y.slice(start, start + size)]
    yield weights ? [xs, ys, weights.slice(start, start + size)] : [xs, ys]
  }
}

describe('sample weights', () => {
  /** One weight and one bias, by hand: gradient descent on the weighted mean of squares, divided by the number of samples. */
  test('are those of plain arithmetic', async () => {
    const [inputs, targets, weights] = [
      [1, 2, 3],
      [2, 1, 5],
      [1, 0, 3],
    ]
    const model = new Sequential([new Dense(1, { inputShape: [1], kernelInitializer: 'ones' })])
    model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: 'mse', metrics: ['mae'], weightedMetrics: ['mae'] })
    const { history } = await model.fit(
      inputs.map((value) => [value]),
      targets,
      { ...quiet, shuffle: false, sampleWeight: weights },
    )
    const errors = inputs.map((value, index) => value - targets[index]!)
    const mean = (of: (error: number, index: number) => number): number => errors.reduce((sum, e, i) => sum + of(e, i), 0) / 3
    expect(history['loss']![0]).toBeCloseTo(
      mean((e, i) => weights[i]! * e * e),
      5,
    )
    expect(history['mae']![0]).toBeCloseTo(
      mean((e) => Math.abs(e)),
      5,
    )
    expect(history['weightedMae']![0]).toBeCloseTo((3 * mean((e, i) => weights[i]! * Math.abs(e))) / 4, 5)
    const [kernel, bias] = await weightsOf(model)
    expect(kernel![0]).toBeCloseTo(1 - 0.1 * mean((e, i) => 2 * weights[i]! * e * inputs[i]!), 5)
    expect(bias![0]).toBeCloseTo(-0.1 * mean((e, i) => 2 * weights[i]! * e), 5)
  })

  test('of 1 change nothing, and follow their samples into every order', async () => {
    const plain = await train({ epochs: 2 })
    expect(await train({ epochs: 2, sampleWeight: y.map(() => 1) })).toEqual(plain)
    expect(await train({ epochs: 2, sampleWeight: y.map((label) => (label === 0 ? 2 : 1)) })).toEqual(
      await train({ epochs: 2, classWeight: { 0: 2 } }),
    )
  })

  test('class weights take one-hot targets too', async () => {
    const oneHot = y.map((label) => [0, 1, 2].map((c) => Number(c === label)))
    const loss = 'categoricalCrossentropy' as const
    expect(await train({ classWeight: { 1: 3, 2: 0 } }, { loss }, oneHot)).toEqual(
      await train({ sampleWeight: y.map((label) => [1, 3, 0][label]!) }, { loss }, oneHot),
    )
  })

  test('count in evaluate and in the validation data', async () => {
    const model = classifier()
    const weight = y.map((_, index) => index % 3)
    const all = await model.evaluate(x, y, { sampleWeight: weight })
    const each = await Promise.all(
      [0, 1, 2].map((rest) => {
        const chosen = <T>(items: readonly T[]): T[] => items.filter((_, index) => index % 3 === rest)
        return model.evaluate(chosen(x), chosen(y))
      }),
    )
    expect(all.loss).toBeCloseTo((17 * each[1]!.loss + 2 * 16 * each[2]!.loss) / 50, 5)
    const { history } = await model.fit(x, y, { ...quiet, validationData: [x, y, weight] })
    expect(history['valLoss']).toEqual([(await model.evaluate(x, y, { sampleWeight: weight })).loss])
  })

  test.each<readonly [string, FitOptions, string]>([
    [
      'both',
      { sampleWeight: y, classWeight: { 0: 1 } },
      'got both sampleWeight and classWeight; multiply them into sampleWeight',
    ],
    ['too few', { sampleWeight: [1, 2] }, 'x has 50 samples, sampleWeight has 2; pass one weight per sample'],
    ['a class that is none', { classWeight: { 3: 1 } }, 'classWeight names class 3, the model has 3 classes'],
    [
      'a weight that is none',
      { classWeight: { 1: -1 } },
      'classWeight must hold a weight of at least 0 per class number, got 1: the number -1',
    ],
  ])('%s', async (_, options, message) => {
    const model = classifier()
    await expect(model.fit(x, y, { ...quiet, ...options })).rejects.toThrow(`${model.path}.fit: ${message}`)
  })
})

describe('epochs that are cut otherwise', () => {
  test('validationFreq', async () => {
    const options = { epochs: 5, validationData: [x, y] } as const
    expect((await train({ ...options, validationFreq: 2 })).history['valLoss']).toHaveLength(2)
    expect((await train({ ...options, validationFreq: [1, 4, 5] })).history['valLoss']).toHaveLength(3)
    await expect(train({ ...options, validationFreq: 0 })).rejects.toThrow('validationFreq must be a positive integer, got 0')
  })

  test('validationBatchSize and validationSteps', async () => {
    const options = { validationData: [x, y] } as const
    const { history } = await train(options)
    expect((await train({ ...options, validationBatchSize: 50 })).history['valLoss']![0]).toBeCloseTo(history['valLoss']![0]!, 6)
    const first = await train({ validationData: [x.slice(0, 10), y.slice(0, 10)], validationBatchSize: 5 })
    expect((await train({ ...options, validationBatchSize: 5, validationSteps: 2 })).history['valLoss']).toEqual(
      first.history['valLoss'],
    )
  })

  test('stepsPerEpoch goes on where the last epoch ended', async () => {
    const whole = await train({ epochs: 2 })
    const cut = await train({ epochs: 7, stepsPerEpoch: 2 })
    expect(cut.weights).toEqual(whole.weights)
    expect(cut.history['loss']).toHaveLength(7)
  })
})

describe('batches that come', () => {
  const options: FitOptions = { ...quiet, epochs: 2 }
  const expected = () => train({ epochs: 2, shuffle: false })

  test.each<readonly [string, () => BatchSource]>([
    ['a function that makes generators', () => () => batches(8)],
    ['a function that makes asynchronous ones', () => () => asynchronous()],
    ['something to iterate over', () => ({ [Symbol.iterator]: () => batches(8) })],
    ['one generator for all epochs', () => twice()],
  ])('%s', async (name, make) => {
    const model = classifier()
    const stepsPerEpoch = name.startsWith('one') ? { stepsPerEpoch: 7 } : {}
    const { history } = await model.fit(make(), { ...options, ...stepsPerEpoch })
    expect({ history, weights: await weightsOf(model) }).toEqual(await expected())
  })

  async function* asynchronous(): AsyncGenerator<SourceBatch> {
    for (const batch of batches(8)) {
      await Promise.resolve()
      yield batch
    }
  }

  function* twice(): Generator<SourceBatch> {
    yield* batches(8)
    yield* batches(8)
  }

  test('weights come with them, validation and evaluation take them', async () => {
    const weights = y.map((_, index) => index % 4)
    const model = classifier()
    const { history } = await model.fit(() => batches(8, weights), { ...options, validationData: () => batches(5, weights) })
    const same = await train({ epochs: 2, shuffle: false, sampleWeight: weights, validationData: [x, y, weights] })
    expect(await weightsOf(model)).toEqual(same.weights)
    expect(history['loss']).toEqual(same.history['loss'])
    expect(history['valLoss']![1]).toBeCloseTo(same.history['valLoss']![1]!, 6)
    expect((await model.evaluate(() => batches(7))).loss).toBeCloseTo((await model.evaluate(x, y)).loss, 6)
    const predicted = await model.predict(() => batches(7))
    expect(await predicted.data()).toEqual(await (await model.predict(x)).data())
  })

  test('the number of steps is known after the first epoch', async () => {
    const steps: string[] = []
    const hear: Callback = {
      onTrainBatchEnd: ({ epoch, step, steps: all }: BatchEvent) => void steps.push(`${epoch}:${step}/${all}`),
    }
    await classifier().fit(() => batches(20), { ...options, callbacks: [hear] })
    expect(steps).toEqual(['0:1/Infinity', '0:2/Infinity', '0:3/Infinity', '1:1/3', '1:2/3', '1:3/3'])
  })

  test('what is wrong is named', async () => {
    const model = classifier()
    const call = `${model.path}.fit`
    await expect(model.fit(batches(8), { ...options })).rejects.toThrow(
      new DataError(
        `${call}: the batches ended after step 0 of an epoch; pass a function that makes a new generator for every epoch, or fewer epochs`,
      ),
    )
    await expect(model.fit(() => [3] as never, options)).rejects.toThrow(
      `${call}: a batch must be an array of inputs, targets and sample weights, [x, y] or [x, y, sampleWeight], got the number 3`,
    )
    await expect(model.fit(() => 3 as never, options)).rejects.toThrow(
      `${call}: the function for batches must return something to iterate over, such as a generator, got the number 3`,
    )
    await expect(model.fit(() => batches(8), { ...options, validationSplit: 0.5 })).rejects.toThrow(
      `${call}: validationSplit needs all samples at once, the data come in batches; pass validationData instead`,
    )
    await expect(model.fit((): SourceBatch[] => [[x, y.map(() => 7)]], options)).rejects.toThrow('y holds the label 7 at index 0')
  })
})

/** Two inputs, two outputs: a value and a class. */
function pair(options: Partial<CompileModelOptions> = {}) {
  setRandomSeed(2)
  const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [1], name: 'b' })]
  const shared = new Dense(4, { activation: 'tanh' }).apply(a)
  const size = new Dense(1, { name: 'size' }).apply(shared)
  const kind = new Dense(3, { activation: 'softmax', name: 'kind' }).apply(new Dense(3).apply(shared))
  const model = new Model({
    inputs: { a, b },
    outputs: { size, kind, echo: new Dense(1, { name: 'echo' }).apply(b) },
    name: 'pair',
  })
  model.compile({
    optimizer: new SGD({ learningRate: 0.1 }),
    loss: { size: 'mse', kind: 'sparseCategoricalCrossentropy' },
    lossWeights: { size: 0.5 },
    metrics: { size: ['mae'], kind: 'accuracy' },
    ...options,
  })
  return model
}

describe('several inputs and outputs', () => {
  const inputs = { a: x, b: x.map(([first]) => [first!]) }
  const targets = { size: x.map(([first, second]) => first! - second!), kind: y }

  test('losses, their weights and metrics by name; an output without a loss needs no targets', async () => {
    const model = pair()
    const before = await weightsOf(model as unknown as Model)
    const logs = await model.evaluate(inputs, targets)
    expect(Object.keys(logs)).toEqual(['loss', 'kindLoss', 'sizeLoss', 'kindAccuracy', 'sizeMae'])
    expect(logs.loss).toBeCloseTo(0.5 * logs['sizeLoss']! + logs['kindLoss']!, 5)
    const predicted = await model.predict(inputs)
    const sizes = [...(await predicted.size.data())]
    expect(logs['sizeMae']).toBeCloseTo(sizes.reduce((sum, value, i) => sum + Math.abs(value - targets.size[i]!), 0) / 50, 5)
    const { history } = await model.fit(inputs, targets, { ...quiet, epochs: 10, validationSplit: 0.2 })
    expect(Object.keys(history)).toEqual([
      ...Object.keys(logs),
      ...Object.keys(logs).map((name) => `val${name[0]!.toUpperCase()}${name.slice(1)}`),
    ])
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]! / 1.5)
    const echo = model.weights.findIndex(({ path }) => path === 'pair/echo/kernel')
    expect((await weightsOf(model as unknown as Model))[echo]).toEqual(before[echo])
  })

  test('weights per output, or for all', async () => {
    const some = y.map((_, index) => index % 2)
    const logs = await pair().evaluate(inputs, targets, { sampleWeight: { size: some } })
    const plain = await pair().evaluate(inputs, targets)
    expect(logs['kindLoss']).toBe(plain['kindLoss'])
    expect(logs['sizeLoss']).not.toBe(plain['sizeLoss'])
    const all = await pair().evaluate(inputs, targets, { sampleWeight: some })
    expect(all['sizeLoss']).toBe(logs['sizeLoss'])
    expect(all['kindLoss']).not.toBe(plain['kindLoss'])
  })

  test('a metric by name measures every output', async () => {
    const model = pair({ loss: 'mse', metrics: ['mae'] })
    const logs = await model.evaluate(inputs, { size: targets.size, kind: x.map(() => [1, 0, 0]), echo: targets.size })
    expect(Object.keys(logs)).toEqual(['loss', 'echoLoss', 'kindLoss', 'sizeLoss', 'echoMae', 'kindMae', 'sizeMae'])
  })

  test('a class with several outputs says what they are when it is applied', async () => {
    class Split extends Model<Tensor, { readonly up: Tensor; readonly down: Tensor }> {
      static override readonly className = 'Split'
      private readonly up = this.addLayer(new Dense(1))
      private readonly down = this.addLayer(new Dense(1))

      protected override call(inputs2: Tensor): { readonly up: Tensor; readonly down: Tensor } {
        return { up: this.up.apply(inputs2), down: this.down.apply(inputs2) }
      }
    }
    const model = new Split()
    model.compile({ optimizer: 'sgd', loss: 'mse', metrics: { down: ['mae'] } })
    const { history } = await model.fit(x, { up: targets.size, down: targets.size }, quiet)
    expect(Object.keys(history)).toEqual(['loss', 'downLoss', 'upLoss', 'downMae'])
    const { up } = await model.predict(x)
    expect(up.shape).toEqual([50, 1])
  })

  test.each<readonly [string, () => unknown, string]>([
    [
      'an unknown output',
      () => pair({ loss: { length: 'mse' } }),
      'pair.compile: loss names the output "length", which the model has not; ',
    ],
    [
      'too many losses',
      () => pair({ loss: ['mse', 'mse'] }),
      'pair.compile: loss has 2 items, the model 3 outputs: echo, kind, size',
    ],
    [
      'one metric object for all',
      () => pair({ metrics: [new MeanLoss(new MeanAbsoluteError(), { name: 'far' })] }),
      'pair.compile: the metric far cannot measure 3 outputs at once; give metrics by output: { echo: [...] }',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })

  test('missing targets', async () => {
    await expect(pair().fit(inputs, { size: targets.size }, quiet)).rejects.toThrow(
      new DataError('pair.fit: y.kind is missing; pass targets for every output that has a loss or metrics'),
    )
    await expect(pair().fit(inputs, { ...targets, kin: y }, quiet)).rejects.toThrow(
      'pair.fit: y has "kin", which the model does not',
    )
    await expect(pair().fit(inputs, { ...targets, size: [1] }, quiet)).rejects.toThrow(
      'pair.fit: x has 50 samples, y.size has 1; pass one target per sample',
    )
  })
})

describe('single batches', () => {
  test('trainOnBatch does what fit does', async () => {
    const model = classifier({ metrics: ['accuracy'] })
    const logs: object[] = []
    for (const [xs, ys] of batches(8)) logs.push(await model.trainOnBatch(xs, ys))
    const same = await train({ shuffle: false }, { metrics: ['accuracy'] })
    expect(await weightsOf(model)).toEqual(same.weights)
    expect(logs.at(-1)).toEqual({ loss: same.history['loss']![0], accuracy: same.history['accuracy']![0] })
  })

  test('values accumulate until they are reset', async () => {
    const model = classifier({ metrics: ['accuracy'] })
    const [first, second] = [
      await model.testOnBatch(x.slice(0, 8), y.slice(0, 8)),
      await model.testOnBatch(x.slice(8), y.slice(8)),
    ]
    expect(second).toEqual(await model.evaluate(x, y, { batchSize: 8 }).then((logs) => expectNear(second, logs)))
    model.resetMetrics()
    expect(await model.testOnBatch(x.slice(0, 8), y.slice(0, 8))).toEqual(first)
  })

  function expectNear(got: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>) {
    for (const [name, value] of Object.entries(expected)) expect(got[name]).toBeCloseTo(value, 5)
    return got
  }

  test('weights of samples and classes', async () => {
    const run = async (options: object): Promise<unknown> => {
      const model = classifier()
      return [await model.trainOnBatch(x, y, options), await weightsOf(model)]
    }
    expect(await run({ classWeight: { 2: 4 } })).toEqual(await run({ sampleWeight: y.map((label) => (label === 2 ? 4 : 1)) }))
    expect(await run({ classWeight: { 2: 4 } })).not.toEqual(await run({}))
  })

  test('predictOnBatch', async () => {
    const model = classifier()
    const outputs = await model.predictOnBatch(x)
    expect(outputs.backend).toBeUndefined()
    expect(await outputs.data()).toEqual(await model.apply(tensor(x)).data())
    model.layers[0]!.weights[0]!.assign(tensor(Array.from({ length: 2 }, () => [1, 1, 1, 1, 1, 1])))
    expect(await (await model.predictOnBatch(x)).data()).toEqual(await model.apply(tensor(x)).data())
  })

  test('freezing a layer in between is heard', async () => {
    const model = classifier()
    await model.trainOnBatch(x, y)
    ;(model.layers[0] as Dense).trainable = false
    const before = await weightsOf(model)
    await model.trainOnBatch(x, y)
    const after = await weightsOf(model)
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2))
    expect(after.slice(2)).not.toEqual(before.slice(2))
  })
})

describe('what a step does can be changed', () => {
  class Line extends Model {
    static override readonly className: string = 'Line'
    protected readonly dense = this.addLayer(new Dense(1, { kernelInitializer: 'ones' }))

    protected override call(inputs: Tensor): Tensor {
      return this.dense.apply(inputs)
    }
  }

  const inputs = [[1], [2], [3], [4]]
  const doubled = [[2], [4], [6], [8]]

  test('trainStep', async () => {
    class Hinged extends Line {
      static override readonly className = 'Hinged'

      override trainStep({ x: xs, y: ys }: Batch<Tensor, Tensor | undefined>): StepResults {
        const weights = this.trainableWeights
        const { value, grads } = variableGrads(
          () =>
            ys!
              .sub(this.apply(xs, { training: true }))
              .maximum(0)
              .mean(),
          weights,
        )
        this.optimizer!.apply(grads, weights)
        return { loss: value, size: grads[0]!.square().sum().sqrt() }
      }
    }
    const model = new Hinged()
    model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: null })
    const { history } = await model.fit(inputs, doubled, { ...quiet, epochs: 2, batchSize: 2, shuffle: false })
    expect(Object.keys(history)).toEqual(['loss', 'size'])
    // Gradients are means of -x over the batch: 1.5, then 3.5.
    expect(history['size']).toEqual([2.5, 2.5])
    expect(history['loss']![0]).toBeLessThan(2.5)
  })

  test('computeLoss', async () => {
    class Cubed extends Line {
      static override readonly className = 'Cubed'

      override computeLoss({ y: ys, yPred }: LossInputs<Tensor, Tensor, Tensor | undefined>): Tensor {
        return ys!.sub(yPred).abs().pow(3).mean()
      }
    }
    const model = new Cubed()
    model.compile({ optimizer: new SGD({ learningRate: 0.001 }), loss: 'mse' })
    expect((await model.evaluate(inputs, doubled)).loss).toBeCloseTo((1 + 8 + 27 + 64) / 4, 5)
    const { history } = await model.fit(inputs, doubled, { ...quiet, epochs: 30 })
    expect(history['loss']!.at(-1)).toBeLessThan(5)
  })

  test('losses of weights and of layers are part of the loss, in training and measuring', async () => {
    class Penalised extends Line {
      static override readonly className = 'Penalised'

      protected override call(xs: Tensor, context?: CallContext): Tensor {
        context!.addLoss(xs.mean())
        return this.dense.apply(xs)
      }
    }
    const model = new Penalised()
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mse' })
    const mse = (1 + 4 + 9 + 16) / 4
    expect((await model.evaluate(inputs, doubled)).loss).toBeCloseTo(mse + 2.5, 5)
    expect((await model.fit(inputs, doubled, { ...quiet, batchSize: 2 })).history['loss']![0]).toBeCloseTo(mse + 2.5, 5)
    const regular = new Sequential([new Dense(1, { kernelInitializer: 'ones', kernelRegularizer: 'l2', inputShape: [1] })])
    regular.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: null })
    // 0.01 times the square, so a step is 0.1 times 0.02.
    const { history } = await regular.fit(inputs, undefined, { ...quiet, epochs: 2, batchSize: 4 })
    expect(history['loss']![0]).toBeCloseTo(0.01, 7)
    expect(history['loss']![1]).toBeCloseTo(0.01 * 0.998 ** 2, 7)
  })

  test('nothing to train on', async () => {
    const model = new Line({ name: 'line' })
    model.compile({ optimizer: 'sgd', loss: null })
    await expect(model.fit(inputs, undefined, quiet)).rejects.toThrow('line: there is nothing to train on')
  })

  test('masks of the outputs leave out what they hide', async () => {
    class Masked extends Line {
      static override readonly className = 'Masked'

      protected override call(xs: Tensor): Tensor {
        const outputs = this.dense.apply(xs)
        setMask(outputs, xs.reshape([xs.shape[0]!]).less(3))
        return outputs
      }
    }
    const model = new Masked()
    model.compile({ optimizer: 'sgd', loss: new MeanSquaredError() })
    expect((await model.evaluate(inputs, doubled)).loss).toBeCloseTo((1 + 4) / 2, 5)
  })
})

test('setRandomSeed makes two runs bit-identical: initial weights, dropout, order', async () => {
  const run = async (seed: number): Promise<unknown> => {
    setRandomSeed(seed)
    const model = new Sequential([
      new Dense(8, { activation: 'relu', inputShape: [2] }),
      new Dropout(0.5),
      new Dense(3, { activation: 'softmax' }),
    ])
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })
    const { history } = await model.fit(x, y, { ...quiet, epochs: 3, batchSize: 8, validationSplit: 0.2 })
    return [history, await weightsOf(model), await (await model.predict(x)).data()]
  }
  const first = await run(5)
  expect(await run(5)).toEqual(first)
  expect(await run(6)).not.toEqual(first)
})

test('a Variable of the user is trained where trainStep says so', async () => {
  const own = new Variable([1], { path: 'own' })
  class Custom extends Model {
    static override readonly className = 'Custom'

    protected override call(xs: Tensor): Tensor {
      return xs.mul(own.value)
    }

    override trainStep({ x: xs, y: ys }: Batch<Tensor, Tensor | undefined>): StepResults {
      const { value, grads } = variableGrads(() => this.apply(xs).sub(ys!).square().mean(), [own])
      this.optimizer!.apply(grads, [own])
      return { loss: value }
    }
  }
  const model = new Custom()
  model.compile({ optimizer: new SGD({ learningRate: 0.05 }), loss: null })
  await model.fit([[1], [2]], [[2], [4]], { ...quiet, epochs: 30 })
  expect((await own.data())[0]).toBeCloseTo(2, 3)
})

test('where averages of the weights are kept, training ends with them', async () => {
  const model = classifier({ optimizer: new SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.5 }) })
  const seen: number[][] = []
  const look: Callback = { onTrainBatchEnd: async () => void seen.push([...(await model.weights[0]!.data())]) }
  await model.fit(x, y, { ...quiet, batchSize: 25, shuffle: false, callbacks: [look] })
  const average = seen[0]!.map((value, index) => (value + seen[1]![index]!) / 2)
  const [kernel] = await weightsOf(model)
  kernel!.forEach((value, index) => expect(value).toBeCloseTo(average[index]!, 6))
  // Without a step there is no average.
  const controller = new AbortController()
  controller.abort()
  const before = await weightsOf(model)
  await model.fit(x, y, { ...quiet, signal: controller.signal })
  expect(await weightsOf(model)).toEqual(before)
})

test('masks go from embeddings through layers to the loss and the metrics', async () => {
  const tokens = input({ shape: [4], dtype: 'int32' })
  const embedded = new Embedding(5, 3, { maskZero: true }).apply(tokens)
  const model = new Model({ inputs: tokens, outputs: new Dense(1).apply(new Dropout(0.2).apply(embedded)) })
  model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] })
  const data = tensor(Int32Array.of(1, 2, 0, 0, 3, 4, 1, 0), { shape: [2, 4] })
  const targets = [
    [1, 2, 9, 9],
    [3, 4, 5, 9],
  ]
  const predicted = (await (await model.predict(data)).array()) as number[][][]
  const errors = targets.flatMap((row, i) => row.flatMap((value, j) => (value === 9 ? [] : [predicted[i]![j]![0]! - value])))
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const logs = await model.evaluate(
    data,
    targets.map((row) => row.map((value) => [value])),
  )
  expect(logs.loss).toBeCloseTo(mean(errors.map((error) => error ** 2)), 4)
  expect(logs['mae']).toBeCloseTo(mean(errors.map(Math.abs)), 4)
})

test('batches that come leave no memory behind', async () => {
  const backend = cpu()
  const model = classifier({ backend })
  function* many(): Generator<SourceBatch> {
    for (let count = 0; count < 300; count++) yield [new Float32Array(64 * 2).fill(count / 300), new Int32Array(64)]
  }
  const live: number[] = []
  const measure: Callback = {
    async onTrainBatchEnd({ step }) {
      if (step % 100 !== 0) return
      // What finalizers let go of is collected by the next round.
      for (let round = 0; round < 4; round++) {
        ;(globalThis as { gc?: () => void }).gc?.()
        await new Promise((resolve) => setTimeout(resolve))
      }
      live.push(liveMemory(backend).bytes)
    },
  }
  await model.fit(many, { ...quiet, callbacks: [measure] })
  expect(live).toHaveLength(3)
  // A few batches may still be on their way out.
  expect(live[2]! - live[0]!).toBeLessThan(20 * 64 * 3 * 4)
})
