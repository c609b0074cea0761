/** Models through bytes and back: architecture, weights, what they were compiled with, and the state of everything. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, DataError, setBackend, tensor, type Tensor, type Variable } from '@neurite/core'
import { unzipSync, zipSync } from 'fflate'
import { beforeAll, describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { type BatchShape, Layer, type LayerConfig } from '../layers/layer.ts'
import { Loss } from '../losses/loss.ts'
import { Embedding } from '../layers/core/embedding.ts'
import { Flatten } from '../layers/flatten.ts'
import { Ones } from '../initializers/ones.ts'
import { Add } from '../layers/merging/add.ts'
import { MeanMetric } from '../metrics/mean-metric.ts'
import { input } from '../models/input.ts'
import { Model } from '../models/model.ts'
import { Sequential } from '../models/sequential.ts'
import { Adam } from '../optimizers/adam.ts'
import { SGD } from '../optimizers/sgd.ts'
import { setRandomSeed } from '../random/seed.ts'
import { ExponentialDecay } from '../schedules/exponential-decay.ts'
import { blobs } from '../testing/blobs.ts'
import { loadModel } from './load-model.ts'

beforeAll(() => setBackend(cpu()))

const { x, y } = blobs(40)
const quiet = { verbose: 0 } as const
const bytes = { bytes: true } as const

function classifier(): Sequential {
  const model = new Sequential([
    new Dense(6, { activation: 'tanh', inputShape: [2] }),
    new Dropout(0.3),
    new Dense(3, { activation: 'softmax' }),
  ])
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], stepsPerExecution: 2 })
  return model
}

const valuesOf = async (variables: readonly Variable[]): Promise<unknown> =>
  Promise.all(variables.map(async (variable) => [variable.dtype, variable.shape, [...(await variable.data())]]))

/** Everything of a model that training changes. */
const stateOf = async (model: Model): Promise<unknown> => [
  await valuesOf(model.variables),
  await valuesOf(model.optimizer?.variables ?? []),
]

describe('a whole model', () => {
  test('goes on training as if nothing had been', async () => {
    setRandomSeed(1)
    const model = classifier()
    const options = { ...quiet, batchSize: 8, seed: 3 }
    await model.fit(x, y, { ...options, epochs: 2 })
    const copy = await loadModel(await model.save(bytes))
    expect(copy).toBeInstanceOf(Sequential)
    expect(copy.getConfig()).toEqual(model.getConfig())
    expect(await stateOf(copy)).toEqual(await stateOf(model))
    const [ours, theirs] = [
      await model.fit(x, y, { ...options, epochs: 4, initialEpoch: 2 }),
      await copy.fit(x, y, { ...options, epochs: 4, initialEpoch: 2 }),
    ]
    expect(theirs.history).toEqual(ours.history)
    expect(await stateOf(copy)).toEqual(await stateOf(model))
    expect(await (await copy.predict(x)).data()).toEqual(await (await model.predict(x)).data())
  })

  test('equal models are equal bytes', async () => {
    const model = classifier()
    expect(await model.save(bytes)).toEqual(await model.save(bytes))
  })

  test('before it was trained, and without what it was compiled with', async () => {
    const model = classifier()
    const fresh = await loadModel(await model.save(bytes))
    expect(await stateOf(fresh)).toEqual(await stateOf(model))
    await model.fit(x, y, quiet)
    const bare = await loadModel(await model.save(bytes, { includeOptimizer: false }))
    expect([bare.optimizer, await valuesOf(bare.weights)]).toEqual([undefined, await valuesOf(model.weights)])
    const uncompiled = await loadModel(await model.save(bytes), { compile: false })
    expect(uncompiled.optimizer).toBeUndefined()
  })

  test('drawn up, with several ends, shared layers and a model inside', async () => {
    const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [2], name: 'b' })]
    const shared = new Dense(4, { name: 'shared' })
    const inner = new Sequential([new Dense(4, { name: 'in' })], { name: 'inner' })
    const sum = new Add({ name: 'sum' }).apply([shared.apply(a), inner.apply(shared.apply(b))])
    const model = new Model({
      inputs: { a, b },
      outputs: {
        size: new Dense(1, { name: 'size' }).apply(sum),
        kind: new Dense(3, { activation: 'softmax', name: 'kind' }).apply(sum),
      },
    })
    model.compile({
      optimizer: new SGD({
        learningRate: new ExponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 }),
        momentum: 0.9,
      }),
      loss: { size: 'mse', kind: 'sparseCategoricalCrossentropy' },
      lossWeights: { size: 0.5 },
      metrics: { kind: ['accuracy'] },
    })
    const [inputs, targets] = [
      { a: x, b: x },
      { size: y, kind: y },
    ]
    await model.fit(inputs, targets, quiet)
    const copy = (await loadModel(await model.save(bytes))) as unknown as typeof model
    expect(await stateOf(copy as unknown as Model)).toEqual(await stateOf(model as unknown as Model))
    expect(await copy.evaluate(inputs, targets)).toEqual(await model.evaluate(inputs, targets))
    await Promise.all([model, copy].map((each) => each.fit(inputs, targets, { ...quiet, seed: 1 })))
    expect(await stateOf(copy as unknown as Model)).toEqual(await stateOf(model as unknown as Model))
  })

  test('built from data alone', async () => {
    const model = new Sequential([new Embedding(10, 3), new Flatten(), new Dense(2)])
    const tokens = tensor(Int32Array.of(1, 2, 3, 4, 5, 6), { shape: [3, 2] })
    const expected = await (await model.predict(tokens)).array()
    const copy = await loadModel(await model.save(bytes))
    expect(await (await copy.predict(tokens)).array()).toEqual(expected)
  })
})

/** A layer of the user's own. */
class Scale extends Layer {
  static override readonly className = 'Scale'
  private factor: Variable | undefined

  protected override build(): void {
    this.factor = this.addWeight('factor', [], { initializer: new Ones() })
  }

  override computeOutputShape(shape: BatchShape): BatchShape {
    return shape
  }

  protected override call(inputs: Tensor): Tensor {
    return inputs.mul(this.factor!.value)
  }
}

class Cubed extends Loss {
  static override readonly className = 'Cubed'
  readonly targets = 'values'

  constructor() {
    super('cubed')
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return yTrue.reshape(yPred.shape).sub(yPred).abs().pow(3)
  }
}

class Bias extends MeanMetric {
  static override readonly className = 'Bias'

  constructor() {
    super('bias')
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return yPred.sub(yTrue.reshape(yPred.shape))
  }
}

class Own extends Model {
  static override readonly className = 'Own'
  private readonly units: number
  private readonly dense: Dense

  constructor({ units, ...options }: { readonly units: number; readonly name?: string }) {
    super(options)
    this.units = units
    this.dense = this.addLayer(new Dense(units))
  }

  protected override call(inputs: Tensor): Tensor {
    return this.dense.apply(inputs)
  }

  override getConfig(): LayerConfig {
    return { name: this.name, units: this.units }
  }
}

describe('classes of the user', () => {
  test('layers, losses and metrics', async () => {
    const model = new Sequential([new Scale({ inputShape: [2] }), new Dense(1)])
    model.compile({ optimizer: new Adam({ learningRate: 0.05 }), loss: new Cubed(), metrics: [new Bias()] })
    await model.fit(x, y, quiet)
    const saved = await model.save(bytes)
    const copy = await loadModel(saved, { custom: { Scale, Cubed, Bias } })
    expect(await copy.evaluate(x, y)).toEqual(await model.evaluate(x, y))
    expect(copy.layers[0]).toBeInstanceOf(Scale)
    await expect(loadModel(saved, { custom: { Cubed, Bias } })).rejects.toThrow(/class Scale is missing/)
    await expect(loadModel(saved, { custom: { Scale, Bias } })).rejects.toThrow(/class "Cubed"/)
    await expect(loadModel(saved, { custom: { Scale: 3 as never } })).rejects.toThrow(
      new ArgumentError('loadModel: custom.Scale must be a class of layers, losses, metrics or optimizers, got the number 3'),
    )
  })

  test('models', async () => {
    const model = new Own({ units: 3 })
    const expected = await (await model.predict(x)).data()
    const copy = await loadModel(await model.save(bytes), { custom: { Own } })
    expect(copy).toBeInstanceOf(Own)
    expect(await (await copy.predict(x)).data()).toEqual(expected)
  })

  test('what cannot be written down is named', async () => {
    const model = new Sequential([new Dense(1, { inputShape: [2], activation: (z) => z.mul(2), name: 'own' })])
    await expect(model.save(bytes)).rejects.toThrow(
      /\.save: Sequential\.config\.layers\[0\]\.config\.activation is the function or class .*, which cannot be written down/,
    )
    model.compile({ optimizer: 'sgd', loss: 'mse' })
    expect((await model.saveWeights(bytes)).length).toBeGreaterThan(100)
  })
})

describe('weights', () => {
  const stack = (units: number, prefix: string): Sequential =>
    new Sequential([new Dense(units, { inputShape: [2], name: `${prefix}1` }), new Dense(3, { name: `${prefix}2` })], {
      name: `${prefix}net`,
    })

  test('in order: names do not matter', async () => {
    const [from, to] = [stack(4, 'a'), stack(4, 'b')]
    const report = await to.loadWeights(await from.saveWeights(bytes))
    expect(report).toEqual({
      loaded: ['b1/kernel', 'b1/bias', 'b2/kernel', 'b2/bias'],
      missing: [],
      unexpected: [],
      mismatched: [],
    })
    expect(await valuesOf(to.weights)).toEqual(await valuesOf(from.weights))
  })

  test('of a whole model, with the state of generators', async () => {
    const [from, to] = [classifier(), classifier()]
    await from.fit(x, y, quiet)
    await to.loadWeights(await from.save(bytes))
    expect(await valuesOf(to.variables)).toEqual(await valuesOf(from.variables))
  })

  test('by name', async () => {
    const from = stack(4, 'a')
    const to = new Sequential([new Dense(3, { inputShape: [2], name: 'new' }), new Dense(3, { name: 'a2' })])
    const file = await from.saveWeights(bytes)
    const strict = to.loadWeights(file, { byName: true })
    await expect(strict).rejects.toThrow(DataError)
    await expect(strict).rejects.toThrow(
      `${to.path}.loadWeights: the weights are not those of the model: a2/kernel is float32 [4, 3] in the file, float32 [3, 3] in the model; the file lacks new/kernel, new/bias; the model has no a1/kernel, a1/bias; pass partial: true to take what fits`,
    )
    const before = await valuesOf(to.weights)
    expect(await valuesOf(to.weights)).toEqual(before)
    const report = await to.loadWeights(file, { byName: true, partial: true })
    expect(report).toEqual({
      loaded: ['a2/bias'],
      missing: ['new/kernel', 'new/bias'],
      unexpected: ['a1/kernel', 'a1/bias'],
      mismatched: [{ path: 'a2/kernel', expected: 'float32 [3, 3]', found: 'float32 [4, 3]' }],
    })
    expect(await to.weights[3]!.data()).toEqual(await from.weights[3]!.data())
  })

  test('strict: false takes fewer or more, but not others', async () => {
    const from = stack(4, 'a')
    const longer = new Sequential([new Dense(4, { inputShape: [2] }), new Dense(3), new Dense(5, { name: 'more' })])
    const file = await from.saveWeights(bytes)
    await expect(longer.loadWeights(file)).rejects.toThrow('the file lacks more/kernel, more/bias')
    expect((await longer.loadWeights(file, { strict: false })).missing).toEqual(['more/kernel', 'more/bias'])
    await expect(stack(5, 'c').loadWeights(file, { strict: false })).rejects.toThrow('c1/kernel is float32 [2, 4] in the file')
  })

  test('names that two weights share are told apart', async () => {
    const twin = (): Dense => new Dense(2, { name: 'twin' })
    class Twins extends Model {
      static override readonly className = 'Twins'
      private readonly both = [this.addLayer(twin()), this.addLayer(twin())] as const

      protected override call(inputs: Tensor): Tensor {
        return this.both[1].apply(this.both[0].apply(inputs))
      }
    }
    const [from, to] = [new Twins(), new Twins()]
    for (const each of [from, to]) await each.predict(x)
    const report = await to.loadWeights(await from.saveWeights(bytes), { byName: true })
    expect(report.loaded).toEqual(['twin/kernel', 'twin/bias', 'twin/kernel#2', 'twin/bias#2'])
    expect(await valuesOf(to.weights)).toEqual(await valuesOf(from.weights))
  })

  test('a model that has none yet', async () => {
    const open = new Sequential([new Dense(3)], { name: 'open' })
    await expect(open.loadWeights(await stack(4, 'a').saveWeights(bytes))).rejects.toThrow(
      'open.loadWeights: the model has no weights yet; give inputShape, or apply it once, before its weights are read',
    )
  })
})

describe('files of another kind', () => {
  test('weights are no model, and other zips are none of ours', async () => {
    const weights = await classifier().saveWeights(bytes)
    await expect(loadModel(weights)).rejects.toThrow(
      'loadModel: the file holds weights only; make the model and call loadWeights',
    )
    await expect(loadModel(zipSync({ 'a.txt': Uint8Array.of(1) }))).rejects.toThrow(
      new DataError('loadModel: this zip holds no model of Neurite; it lacks manifest.json'),
    )
  })

  /** The file with one text replaced, and all check sums right. */
  async function forged(name: string, replace: (text: string) => string): Promise<Uint8Array> {
    const files = unzipSync(await classifier().save(bytes))
    files[name] = new TextEncoder().encode(replace(new TextDecoder().decode(files[name])))
    return zipSync(Object.fromEntries(Object.entries(files).map(([each, contents]) => [each, [contents, { level: 0 }]])))
  }

  test.each<readonly [string, (text: string) => string, string]>([
    [
      'manifest.json',
      (text) => text.replace('"formatVersion": 1', '"formatVersion": 2'),
      'loadModel: the file was written by version 0.0.0 in format 2, this version reads up to format 1; update @neurite/nn',
    ],
    ['manifest.json', () => '{}', 'loadModel: the file is damaged: manifest.json does not say what it is'],
    ['manifest.json', () => 'null', 'loadModel: the file is damaged: manifest.json does not say what it is'],
    ['manifest.json', () => '{', 'loadModel: the file is damaged: manifest.json cannot be read'],
    ['model.json', () => '[', 'loadModel: the file is damaged: model.json cannot be read'],
    ['model.json', () => '3', 'loadModel: the file is damaged: model.json describes no model'],
    ['model.json', (text) => text.replace('"Sequential"', '"Sequentia"'), 'loadModel: the class Sequentia is missing'],
    ['model.json', (text) => text.replace('"Sequential"', '"__proto__"'), 'loadModel: the class __proto__ is missing'],
    ['model.json', (text) => text.replace('"units": 6', '"units": 7'), 'loadModel: dense'],
    ['model.json', (text) => text.replace('"units": 6', '"units": 1e9'), ' in the file is float32 [2, 6], '],
    ['model.json', (text) => text.replace('"adam"', '"Adan"'), ''],
  ])('%s, case %#', async (name, replace, message) => {
    const error: unknown = await loadModel(await forged(name, replace)).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (message === '') return expect(error).toBeUndefined()
    expect(error).toBeInstanceOf(Error)
    expect(String((error as Error).message)).toContain(message.startsWith('loadModel: dense') ? 'dense' : message)
    expect((error as Error).name).toMatch(/^(DataError|ArgumentError)$/)
  })

  test('places that are none', async () => {
    await expect(loadModel(3 as never)).rejects.toThrow(
      new ArgumentError('loadModel: expected a path, an address or bytes, got the number 3'),
    )
    await expect(classifier().save('' as string)).rejects.toThrow(ArgumentError)
    await expect(loadModel('/no/such/file.neurite')).rejects.toThrow(
      /^loadModel: \/no\/such\/file\.neurite cannot be read \(ENOENT/,
    )
    const saved = await classifier().save(bytes)
    expect((await loadModel(new Blob([saved as Uint8Array<ArrayBuffer>]))).built).toBe(true)
    expect((await loadModel(saved.slice().buffer)).built).toBe(true)
  })
})
