/** What is wrong is said in the words of the user's call, before anything is changed. */
import { cpu } from '@neurite/backend-cpu'
import {
  ArgumentError,
  BackendError,
  DataError,
  DTypeError,
  NeuriteError,
  NonFiniteError,
  setBackend,
  ShapeError,
  tensor,
} from '@neurite/core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../models/sequential.ts'
import { SGD } from '../optimizers/sgd.ts'
import type { CompileModelOptions } from './compiled.ts'
import type { FitOptions } from './fit.ts'

beforeAll(() => setBackend(cpu()))

const x = [
  [0, 1],
  [1, 0],
  [1, 1],
]
const y = [0, 1, 2]

let model: Sequential

beforeEach(() => {
  model = new Sequential(
    [new Dense(4, { inputShape: [2], name: 'hidden' }), new Dense(3, { activation: 'softmax', name: 'out' })],
    { name: 'net' },
  )
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' })
})

type ErrorClass = abstract new (...args: never[]) => NeuriteError

async function expectRejection(promise: Promise<unknown>, errorClass: ErrorClass, message: string): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(errorClass)
  expect((error as NeuriteError).message).toBe(message)
}

/** Calls of `fit` that must not change a weight. */
type Row = readonly [name: string, fit: () => Promise<unknown>, errorClass: ErrorClass, message: string]

const fit = (options: object): Promise<unknown> => model.fit(x, y, options as FitOptions)

const rows: readonly Row[] = [
  ['lengths differ', () => model.fit(x, [0, 1]), DataError, 'net.fit: x has 3 samples, y has 2; pass one target per sample'],
  ['x is empty', () => model.fit([], []), DataError, 'net.fit: x is empty, shape [0]; pass at least one sample'],
  ['y is empty', () => model.fit(x, []), DataError, 'net.fit: y is empty, shape [0]; pass at least one sample'],
  ['x is a number', () => model.fit(3, y), ShapeError, 'net.fit: x is a scalar; its first axis must count the samples'],
  [
    'x is missing',
    () => model.fit(undefined as unknown as number[], y),
    ArgumentError,
    'net.fit: x: expected numbers, nested arrays or a typed array, got undefined',
  ],
  [
    'x is ragged',
    () => model.fit([[1, 2], [3]], y),
    ShapeError,
    'net.fit: x: nested arrays are ragged at depth 1; make all rows equally long',
  ],
  [
    'a sample of another shape',
    () => model.fit([[1], [2], [3]], y),
    ShapeError,
    'net.fit: the model takes inputs of shape [batch, 2], got x of shape [3, 1]; reshape x, or change the inputShape of the first layer',
  ],
  [
    'a typed array that does not divide',
    () => model.fit(new Float32Array(5), y),
    ShapeError,
    'net.fit: x has 5 elements, which is no multiple of the 2 of one sample of shape [2]',
  ],
  [
    'targets of another shape',
    () =>
      model.fit(x, [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
      ]),
    ShapeError,
    "net.fit: sparseCategoricalCrossentropy needs y of shape [batch] for the model's outputs of shape [batch, 3], got [3, 3]",
  ],
  [
    'a label out of range',
    () => model.fit(x, [0, 1, 3]),
    DataError,
    'net.fit: y holds the label 3 at index 2; labels must be whole numbers from 0 to 2, because the model has 3 outputs',
  ],
  [
    'a label with a fraction',
    () => model.fit(x, [0, 0.5, 1]),
    DTypeError,
    'net.fit: y holds 0.5 at index 1; labels must be whole numbers from 0 to 2, because the model has 3 outputs; for other targets use a loss such as meanSquaredError',
  ],
  ['epochs', () => fit({ epochs: 0 }), ArgumentError, 'net.fit: epochs must be a positive integer, got 0'],
  ['batchSize', () => fit({ batchSize: 1.5 }), ArgumentError, 'net.fit: batchSize must be a positive integer, got 1.5'],
  [
    'batchSize as text',
    () => fit({ batchSize: '32' }),
    ArgumentError,
    'net.fit: batchSize must be a positive integer, got the string "32"',
  ],
  [
    'initialEpoch',
    () => fit({ initialEpoch: -1 }),
    ArgumentError,
    'net.fit: initialEpoch must be an integer of at least 0, got -1',
  ],
  ['seed', () => fit({ seed: 0.5 }), ArgumentError, 'net.fit: seed must be an integer, got 0.5'],
  ['shuffle', () => fit({ shuffle: 'yes' }), ArgumentError, 'net.fit: shuffle must be true or false, got the string "yes"'],
  ['verbose', () => fit({ verbose: 3 }), ArgumentError, 'net.fit: verbose must be 0, 1 or 2, got 3'],
  [
    'an unknown option',
    () => fit({ batch_size: 3 }),
    ArgumentError,
    'net.fit: unknown option "batch_size"; did you mean "batchSize"?',
  ],
  ['callbacks', () => fit({ callbacks: {} }), ArgumentError, 'net.fit: callbacks must be an array, got a record'],
  [
    'a callback',
    () => fit({ callbacks: ['log'] }),
    ArgumentError,
    'net.fit: a callback must be an object such as { onEpochEnd() {} }, got the string "log"',
  ],
  [
    'validationSplit',
    () => fit({ validationSplit: 1 }),
    ArgumentError,
    'net.fit: validationSplit must be a number between 0 and 1, got 1',
  ],
  [
    'validationSplit of too few',
    () => fit({ validationSplit: 0.9 }),
    ArgumentError,
    'net.fit: validationSplit 0.9 of 3 samples leaves none to train on; change it',
  ],
  [
    'validation twice',
    () => fit({ validationSplit: 0.5, validationData: [x, y] }),
    ArgumentError,
    'net.fit: got both validationData and validationSplit; give one of them',
  ],
  [
    'validationData without targets',
    () => fit({ validationData: [x] }),
    ArgumentError,
    'net.fit: validationData must be an array of inputs and targets; write validationData: [x, y]',
  ],
  [
    'validationData that do not fit',
    () => fit({ validationData: [x, [0, 1]] }),
    DataError,
    'net.fit: validationData: x has 3 samples, y has 2; pass one target per sample',
  ],
  [
    'data on another backend',
    async () => model.fit(tensor(x).to(cpu()), y, { verbose: 0 }),
    BackendError,
    'net.fit: x lives on the cpu backend, the model on cpu; move it with x.to(backend), or compile the model with that backend',
  ],
]

test.each(rows)('fit: %s', async (_, run, errorClass, message) => {
  const before = await Promise.all(model.weights.map((weight) => weight.data()))
  await expectRejection(run(), errorClass, message)
  expect(await Promise.all(model.weights.map((weight) => weight.data()))).toEqual(before)
})

test('a layer that the data do not fit is named, where the model does not know its input', async () => {
  const open = new Sequential([new Dense(3, { name: 'first' })], { name: 'open' })
  open.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' })
  await open.fit(x, y, { verbose: 0 })
  await expectRejection(
    open.fit([[1], [2], [3]], y),
    ShapeError,
    'open/first: expected the last axis to be 2, got shape [null, 1]; pass inputs with 2 features or set inputShape',
  )
})

describe('before compile', () => {
  const fresh = (): Sequential => new Sequential([new Dense(3, { inputShape: [2] })], { name: 'fresh' })
  const rest =
    "the model is not compiled; first call fresh.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' }), for example"

  test('fit and evaluate', async () => {
    await expectRejection(fresh().fit(x, y), ArgumentError, `fresh.fit: ${rest}`)
    await expectRejection(fresh().evaluate(x, y), ArgumentError, `fresh.evaluate: ${rest}`)
  })

  test('predict works', async () => {
    expect((await fresh().predict(x)).shape).toEqual([3, 3])
  })
})

describe('compile', () => {
  const good = { optimizer: 'sgd', loss: 'mse' }

  test.each<readonly [object, string]>([
    [{ ...good, optimizer: 'adagrat' }, 'net.compile: unknown optimizer "adagrat"; did you mean "adagrad"?'],
    [{ ...good, optimizer: 'Adam' }, 'net.compile: unknown optimizer "Adam"; did you mean "adam"?'],
    [{ ...good, loss: 'mean_squared_error' }, 'net.compile: unknown loss "mean_squared_error"; did you mean "meanSquaredError"?'],
    [
      { optimizer: 'sgd' },
      "net.compile: expected a loss, got undefined; pass 'sparseCategoricalCrossentropy' or new SparseCategoricalCrossentropy(), for example",
    ],
    [{ ...good, metrics: ['acc uracy'] }, 'net.compile: unknown metric "acc uracy"; did you mean "accuracy"?'],
    [
      { ...good, metrics: 'accuracy' },
      'net.compile: metrics must be an array, got the string "accuracy"; write metrics: [\'accuracy\']',
    ],
    [{ ...good, metrics: ['mae', 'mae'] }, 'net.compile: two metrics are called "mae"; give one of them another name'],
    [{ ...good, steps_per_execution: 2 }, 'net.compile: unknown option "steps_per_execution"; did you mean "stepsPerExecution"?'],
    [{ ...good, stepsPerExecution: 0 }, 'net.compile: stepsPerExecution must be a positive integer, got 0'],
  ])('%j', (options, message) => {
    expect(() => model.compile(options as CompileModelOptions)).toThrow(new ArgumentError(message))
  })

  test('what was compiled before stays', () => {
    const { optimizer } = model
    expect(() => model.compile({ ...good, loss: 'nothing' } as unknown as CompileModelOptions)).toThrow(ArgumentError)
    expect(model.optimizer).toBe(optimizer)
  })
})

test('evaluate and predict check as fit does', async () => {
  await expectRejection(model.evaluate(x, [0]), DataError, 'net.evaluate: x has 3 samples, y has 1; pass one target per sample')
  await expectRejection(
    model.evaluate(x, [0, 1, 9]),
    DataError,
    'net.evaluate: y holds the label 9 at index 2; labels must be whole numbers from 0 to 2, because the model has 3 outputs',
  )
  await expectRejection(
    model.evaluate(x, y, { batchSize: 0 }),
    ArgumentError,
    'net.evaluate: batchSize must be a positive integer, got 0',
  )
  await expectRejection(model.predict([]), DataError, 'net.predict: x is empty, shape [0]; pass at least one sample')
  await expectRejection(
    model.predict(x, { batchsize: 3 } as object),
    ArgumentError,
    'net.predict: unknown option "batchsize"; did you mean "batchSize"?',
  )
  await expectRejection(
    model.predict([[1, 2, 3]]),
    ShapeError,
    'net.predict: the model takes inputs of shape [batch, 2], got x of shape [1, 3]; reshape x, or change the inputShape of the first layer',
  )
})

test('a weight on another backend than the one asked for is named', async () => {
  await model.predict(x)
  model.compile({ optimizer: 'sgd', loss: 'mse', backend: cpu() })
  await expectRejection(
    model.fit(x, x),
    BackendError,
    'net.fit: variable net/hidden/kernel lives on the cpu backend, the model runs on cpu; move it with variable.to(backend)',
  )
})

test('a second fit at the same time', async () => {
  const first = model.fit(x, y, { verbose: 0 })
  await expectRejection(model.fit(x, y), ArgumentError, 'net.fit: the model is being trained already; await the first fit')
  await first
})

describe('a loss that is not finite', () => {
  const targets = [[1], [2], [3], [4]]

  test('names the epoch, the step and the learning rate', async () => {
    const line = new Sequential([new Dense(1, { inputShape: [1] })], { name: 'line' })
    line.compile({ optimizer: new SGD({ learningRate: 0.05 }), loss: 'mse' })
    const inputs = [[1], [2], [Number.NaN], [4]]
    await expectRejection(
      line.fit(inputs, targets, { batchSize: 1, shuffle: false, verbose: 0, epochs: 3 }),
      NonFiniteError,
      'line.fit: the loss became NaN at epoch 1, step 3; lower the learning rate (now 0.05) or look for NaN in the data',
    )
  })

  test('that grows to infinity in a later epoch', async () => {
    const line = new Sequential([new Dense(1, { inputShape: [1], kernelInitializer: 'ones' })], { name: 'line' })
    line.compile({ optimizer: new SGD({ learningRate: 1000 }), loss: 'mse' })
    const fitting = line.fit([[100], [200], [300], [400]], targets, { batchSize: 2, shuffle: false, verbose: 0, epochs: 50 })
    await expect(fitting).rejects.toThrow(
      /^line\.fit: the loss became Infinity at epoch [2-9], step [12]; lower the learning rate \(now 1000\) or look for NaN in the data$/,
    )
  })
})
