/** The contract of a layer as tests: one call checks all that must hold for any layer. */
import { cpu } from '@neurite/backend-cpu'
import {
  ArgumentError,
  compile,
  type DType,
  DTypeError,
  NeuriteError,
  randomKey,
  randomUniform,
  setBackend,
  type Shape,
  sizeOf,
  tensor,
  type Tensor,
  Variable,
  variableGrads,
} from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type BatchShape, Layer, type LayerConfig, type LayerOptions } from '../layers/layer.ts'
import { snakeCase } from '../layers/layer-name.ts'
import { setRandomSeed } from '../random/seed.ts'

/** What is true of the layer under test. */
export interface LayerExpectation {
  /** Shape of one input, without the batch axis. */
  readonly inputShape: Shape
  /** Shape of one output, without the batch axis. */
  readonly outputShape: Shape
  /** Names of the weights in their order, with their shapes. Default: none. */
  readonly weights?: Readonly<Record<string, Shape>>
  /** Whether outputs in training differ from those in inference. Default false. */
  readonly differsInTraining?: boolean
  /** Shapes of whole batches that the layer must refuse. Default: none. */
  readonly badShapes?: readonly Shape[]
}

type Create = (options?: LayerOptions) => Layer

/** Inputs between -1 and 1, the same every time. */
const inputsFor = (shape: Shape, dtype: DType = 'float32'): Tensor =>
  randomUniform(randomKey(1), shape, { low: -1, high: 1, dtype })

/** Directions whose elements are random signs: no element of a gradient can hide. */
const directionFor = (shape: Shape, stream: number): Tensor =>
  randomUniform(randomKey(2, stream), shape, { dtype: 'float64' }).greater(0.5).cast('float64').mul(2).sub(1)

const lossOf = (layer: Layer, x: Tensor): Tensor => layer.apply(x).square().sum()

function thrownBy(fn: () => unknown): unknown {
  try {
    fn()
  } catch (error) {
    return error
  }
  return undefined
}

async function copyWeights(from: Layer, to: Layer): Promise<void> {
  for (const [index, weight] of from.weights.entries())
    to.weights[index]!.assign(tensor(await weight.data(), { shape: weight.shape }))
}

/** A layer of the same class from a configuration. */
function remake(layer: Layer, config: LayerConfig): Layer {
  const Class: unknown = layer.constructor
  if (typeof Class !== 'function' || !('fromConfig' in Class) || typeof Class.fromConfig !== 'function')
    throw new TypeError('no fromConfig')
  const remade: unknown = Class.fromConfig(config)
  if (!(remade instanceof Layer)) throw new TypeError('fromConfig made no layer')
  return remade
}

/**
 * Tests what must hold for a layer.
 *
 * @param create - makes the layer with these options added to its own; seeds stay open
 */
export function testLayer(create: Create, expectation: LayerExpectation): void {
  const { inputShape, outputShape, weights = {}, differsInTraining = false, badShapes = [] } = expectation
  const batch: BatchShape = [null, ...inputShape]
  const names = Object.keys(weights)
  const sample = (count: number, dtype?: DType): Tensor => inputsFor([count, ...inputShape], dtype)
  const built = (options?: LayerOptions): Layer => {
    const layer = create(options)
    layer.buildFrom(batch)
    return layer
  }

  describe('the contract of a layer', () => {
    beforeAll(async () => {
      await setBackend(cpu())
    })

    test('names itself after its class, once per process', () => {
      const [first, second] = [create(), create()]
      expect(first.name).toMatch(new RegExp(`^${snakeCase(first.className)}(_\\d+)?$`))
      expect(second.name).not.toBe(first.name)
      expect(create({ name: 'mine' }).name).toBe('mine')
      expect(() => create({ name: 'a/b' })).toThrow(ArgumentError)
    })

    test.each([1, 2, 5])('infers the shape of its outputs for a batch of %i', (count) => {
      const layer = create()
      const inferred = layer.computeOutputShape([count, ...inputShape])
      expect(inferred).toEqual([count, ...outputShape])
      expect(layer.apply(sample(count)).shape).toEqual(inferred)
    })

    test('infers the shape of its outputs for an open batch, as tracing does', () => {
      const layer = create()
      expect(layer.computeOutputShape(batch)).toEqual([null, ...outputShape])
      expect(Layer.prototype.computeOutputShape.call(layer, batch)).toEqual([null, ...outputShape])
    })

    test('makes its weights when it is built', () => {
      const layer = create()
      expect(layer.built).toBe(false)
      expect(() => layer.countParams()).toThrow(`${layer.path}.countParams: `)
      layer.buildFrom(batch)
      const made = layer.weights
      layer.buildFrom(batch)
      expect(layer.weights).toEqual(made)
      expect(layer.weights.map(({ shape }) => shape)).toEqual(Object.values(weights))
      expect(layer.countParams()).toBe(Object.values(weights).reduce((sum, shape) => sum + sizeOf(shape), 0))
    })

    test('splits its weights by whether training changes them', () => {
      const layer = built()
      expect(new Set([...layer.trainableWeights, ...layer.nonTrainableWeights])).toEqual(new Set(layer.weights))
      const frozen = built({ trainable: false })
      expect(frozen.trainableWeights).toEqual([])
      expect(frozen.nonTrainableWeights).toEqual(frozen.weights)
    })

    test('names its weights by its path', () => {
      const layer = built()
      expect(layer.weights.map(({ path }) => path)).toEqual(names.map((name) => `${layer.name}/${name}`))
      layer.path = 'model/block'
      expect(layer.weights.map(({ path }) => path)).toEqual(names.map((name) => `model/block/${name}`))
      for (const { path } of layer.variables) expect(path).toMatch(/^model\/block\/\w+/)
    })

    test('survives the way through its configuration as JSON', async () => {
      const layer = built({ inputShape, trainable: false })
      const remade = remake(layer, JSON.parse(JSON.stringify(layer.getConfig())) as LayerConfig)
      expect(remade.constructor).toBe(layer.constructor)
      expect(remade.getConfig()).toEqual(layer.getConfig())
      remade.buildFrom(batch)
      await copyWeights(layer, remade)
      expect(await remade.apply(sample(3)).array()).toEqual(await layer.apply(sample(3)).array())
    })

    test(`behaves ${differsInTraining ? 'otherwise' : 'the same'} in training`, async () => {
      const layer = create()
      const [inference, training] = [layer.apply(sample(8)), layer.apply(sample(8), { training: true })]
      expect(training.shape).toEqual(inference.shape)
      if (differsInTraining) expect(await training.data()).not.toEqual(await inference.data())
      else expect(await training.data()).toEqual(await inference.data())
    })

    test('repeats itself after setRandomSeed, and only then', async () => {
      const outputs = (seed: number): Promise<unknown> => {
        setRandomSeed(seed)
        return create().apply(sample(8), { training: true }).array()
      }
      const first = await outputs(7)
      expect(await outputs(7)).toEqual(first)
      if (built().variables.length > 0) expect(await outputs(8)).not.toEqual(first)
      else expect(await outputs(8)).toEqual(first)
    })

    test('computes the same inside a compiled function', async () => {
      const layer = create()
      const run = compile((x: Tensor) => layer.apply(x))
      expect(await run(sample(3)).array()).toEqual(await layer.apply(sample(3)).array())
    })

    test('has finite gradients by its inputs and weights, which agree with differences', async () => {
      const layer = built({ dtype: 'float64' })
      const x = new Variable(tensor(await sample(3, 'float64').data(), { shape: [3, ...inputShape] }))
      const variables = [x, ...layer.trainableWeights]
      const { grads } = variableGrads(() => lossOf(layer, x.value), variables)
      for (const [index, variable] of variables.entries()) {
        const gradient = grads[index]!
        expect(gradient.shape).toEqual(variable.shape)
        expect([...(await gradient.data())].every(Number.isFinite)).toBe(true)
        const direction = directionFor(variable.shape, index)
        const value = tensor(await variable.data(), { shape: variable.shape })
        const lossAt = async (step: number): Promise<number> => {
          variable.assign(value.add(direction.mul(step)))
          return lossOf(layer, x.value).item()
        }
        const difference = ((await lossAt(1e-6)) - (await lossAt(-1e-6))) / 2e-6
        variable.assign(value)
        const expected = await gradient.mul(direction).sum().item()
        expect(difference / expected, variable.path).toBeCloseTo(1, 6)
      }
    })

    test('casts float inputs to its dtype', () => {
      const layer = create({ dtype: 'float64' })
      expect(layer.apply(sample(2)).dtype).toBe('float64')
      for (const { dtype } of layer.weights) expect(dtype).toBe('float64')
    })

    test('refuses options that it does not know', () => {
      const { className } = create()
      const misspelt: object = { inputShap: inputShape }
      const error = thrownBy(() => create(misspelt))
      expect(error).toBeInstanceOf(ArgumentError)
      expect(String(error)).toBe(`ArgumentError: ${className}: unknown option "inputShap"; did you mean "inputShape"?`)
    })

    test.each([[[0]], [[2.5]], ['12']])('refuses the inputShape %j', (wrong) => {
      const options: object = { inputShape: wrong }
      expect(() => create(options)).toThrow(`${create().className}: inputShape must hold a positive integer or null per axis`)
    })

    test('refuses what is no tensor', () => {
      const layer = create({ name: 'subject' })
      for (const wrong of [[[1, 2]], 3, undefined, new Variable([1]), { x: tensor([1]) }]) {
        const error = thrownBy(() => layer.apply(wrong as unknown as Tensor))
        expect(error).toBeInstanceOf(DTypeError)
        expect(String(error)).toMatch(/^DTypeError: subject: expected (a|one) tensor, got /)
      }
    })

    test.each(badShapes.map((shape) => [shape]))('refuses inputs of shape %j', (shape) => {
      const attempts = [
        () => create({ name: 'subject', inputShape }).apply(inputsFor(shape)),
        () => built({ name: 'subject' }).apply(inputsFor(shape)),
        () => built({ name: 'subject' }).computeOutputShape(shape),
      ]
      for (const attempt of attempts) {
        const error = thrownBy(attempt)
        expect(error).toBeInstanceOf(NeuriteError)
        expect((error as NeuriteError).message).toMatch(/^subject: expected /)
      }
    })
  })
}
