/** The contract of a layer as tests: one call checks all that must hold for any layer. */
import { cpu } from '@neurite/backend-cpu'
import {
  ArgumentError,
  compile,
  type DType,
  DTypeError,
  flattenNest,
  isFloat,
  mapNest,
  NeuriteError,
  randomKey,
  randomUniform,
  setBackend,
  type Shape,
  sizeOf,
  tensor,
  Tensor,
  type TensorNest,
  Variable,
  variableGrads,
} from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AnyLayer, type BatchShapes, Layer, type LayerConfig, type LayerOptions } from '../layers/layer.ts'
import { type LayerClasses } from '../layers/layer-classes.ts'
import { snakeCase } from '../layers/layer-name.ts'
import { maskOf, setMask } from '../layers/mask.ts'
import { setRandomSeed } from '../random/seed.ts'

/** One shape, or one for each of several tensors, in their arrangement. */
export type Shapes = Shape | readonly Shapes[] | { readonly [name: string]: Shapes }

/** What is true of the layer under test. */
export interface LayerExpectation {
  /** Shape of one input, without the batch axis; several shapes where the layer takes an array or a record of inputs. */
  readonly inputShape: Shapes
  /** Shape of one output, without the batch axis; several where the layer returns an array or a record. */
  readonly outputShape: Shapes
  /** Inputs are int32 from 0 to below this. Default: they are floats. */
  readonly integersBelow?: number
  /** Names of the weights in their order, with their shapes. Default: none. */
  readonly weights?: Readonly<Record<string, Shape>>
  /** Whether outputs in training differ from those in inference. Default false. */
  readonly differsInTraining?: boolean
  /** Shapes of whole batches that the layer must refuse. Default: none. */
  readonly badShapes?: readonly Shapes[]
  /**
   * What becomes of the mask of an input: the output has the same, or none; 'own' where the layer's own tests say it.
   * Default: the same where the layer says that it supports masking, and it has one input.
   */
  readonly mask?: 'same' | 'none' | 'own'
  /** Whether a layer of one input takes any arrangement of tensors as well. Default false. */
  readonly takesAnyNest?: boolean
  /** Whether the configuration holds functions of the user's own, so that it cannot be JSON. Default false. */
  readonly configHoldsFunctions?: boolean
  /** Classes that `fromConfig` needs, by name. Default: none. */
  readonly classes?: LayerClasses
}

type Subject = Layer<TensorNest, TensorNest>

type Create = (options?: LayerOptions) => AnyLayer

const isOne = (shapes: Shapes): shapes is Shape =>
  Array.isArray(shapes) && shapes.every((extent: unknown) => typeof extent === 'number')

/** The arrangement of the shapes, with what `make` makes of each. */
function eachShape(shapes: Shapes, make: (shape: Shape) => unknown): unknown {
  if (isOne(shapes)) return make(shapes)
  if (Array.isArray(shapes)) return shapes.map((item: Shapes) => eachShape(item, make))
  return Object.fromEntries(Object.entries(shapes).map(([name, item]) => [name, eachShape(item as Shapes, make)]))
}

/** The shapes with a batch axis before each. */
const batched = (shapes: Shapes, count: number | null): BatchShapes<TensorNest> =>
  eachShape(shapes, (shape) => [count, ...shape]) as BatchShapes<TensorNest>

/** Inputs between -1 and 1, or integers; the same every time. */
function inputsFor(
  shapes: Shapes,
  { integersBelow, dtype = 'float32' }: { integersBelow?: number; dtype?: DType } = {},
): TensorNest {
  const make = (shape: Shape, stream: number): Tensor => {
    if (integersBelow === undefined) return randomUniform(randomKey(1, stream), shape, { low: -1, high: 1, dtype })
    return randomUniform(randomKey(1, stream), shape, { high: integersBelow }).cast('int32')
  }
  let stream = 0
  return eachShape(shapes, (shape) => make(shape, stream++)) as TensorNest
}

const tensorsOf = (nest: TensorNest): Tensor[] => flattenNest(nest).leaves.filter((leaf) => leaf instanceof Tensor)

/** The elements of all tensors. */
const read = (nest: TensorNest): Promise<unknown> => Promise.all(tensorsOf(nest).map((x) => x.array()))

/** Directions whose elements are random signs: no element of a gradient can hide. */
const directionFor = (shape: Shape, stream: number): Tensor =>
  randomUniform(randomKey(2, stream), shape, { dtype: 'float64' }).greater(0.5).cast('float64').mul(2).sub(1)

/** Squares of outputs, each with a weight of its own: what a layer normalises shall not make the sum constant. */
const lossOf = (layer: Subject, inputs: TensorNest): Tensor =>
  tensorsOf(layer.apply(inputs))
    .map((y, stream) =>
      randomUniform(randomKey(4, stream), y.shape, { low: 0.5, high: 1.5, dtype: y.dtype }).mul(y.square()).sum(),
    )
    .reduce((sum, loss) => sum.add(loss))

function thrownBy(fn: () => unknown): unknown {
  try {
    fn()
  } catch (error) {
    return error
  }
  return undefined
}

/** Whether a layer draws random numbers: in training, or for its first weights, which are not all equal then. */
async function isRandom(layer: Subject): Promise<boolean> {
  const elements = await Promise.all(layer.weights.map((weight) => weight.data()))
  return layer.variables.length > layer.weights.length || elements.some((values) => new Set(values).size > 1)
}

async function copyWeights(from: Subject, to: Subject): Promise<void> {
  for (const [index, weight] of from.weights.entries())
    to.weights[index]!.assign(tensor(await weight.data(), { shape: weight.shape }))
}

/** A layer of the same class from a configuration. */
function remake(layer: Subject, config: LayerConfig, classes: LayerClasses | undefined): Subject {
  const Class: unknown = layer.constructor
  if (typeof Class !== 'function' || !('fromConfig' in Class) || typeof Class.fromConfig !== 'function')
    throw new TypeError('no fromConfig')
  const remade: unknown = Class.fromConfig(config, ...(classes ? [classes] : []))
  if (!(remade instanceof Layer)) throw new TypeError('fromConfig made no layer')
  return remade
}

/**
 * Tests what must hold for a layer.
 *
 * @param make - makes the layer with these options added to its own; seeds stay open
 */
export function testLayer(make: Create, expectation: LayerExpectation): void {
  const { inputShape, outputShape, integersBelow, weights = {}, differsInTraining = false, badShapes = [] } = expectation
  const batch = batched(inputShape, null)
  const names = Object.keys(weights)
  const several = !isOne(inputShape)
  // Where inputs are several, none of them has a shape that an option could state.
  const own: LayerOptions = isOne(inputShape) ? { inputShape } : {}
  const inputs = (shapes: Shapes, dtype?: DType): TensorNest =>
    inputsFor(shapes, { ...(integersBelow !== undefined && { integersBelow }), ...(dtype && { dtype }) })
  const sample = (count: number, dtype?: DType): TensorNest => inputs(batched(inputShape, count) as Shapes, dtype)
  /** These tensors in the arrangement of the inputs. */
  const arrange = (leaves: readonly Tensor[]): TensorNest => {
    let next = 0
    return eachShape(inputShape, () => leaves[next++]) as TensorNest
  }
  const create = (options?: LayerOptions): Subject => {
    const layer = make(options)
    if (!(layer instanceof Layer)) throw new TypeError('no layer was made')
    return layer
  }
  const built = (options?: LayerOptions): Subject => {
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
      const inferred = layer.computeOutputShape(batched(inputShape, count))
      expect(inferred).toEqual(batched(outputShape, count))
      expect(mapNest(layer.apply(sample(count)), (leaf) => (leaf as Tensor).shape)).toEqual(inferred)
    })

    test('infers the shape of its outputs for an open batch, as tracing does', () => {
      const layer = create()
      expect(layer.computeOutputShape(batch)).toEqual(batched(outputShape, null))
      expect(Layer.prototype.computeOutputShape.call(layer, batch)).toEqual(batched(outputShape, null))
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

    test('survives the way through its configuration', async () => {
      const layer = built({ ...own, trainable: false })
      const config = layer.getConfig()
      const stored = expectation.configHoldsFunctions ? config : (JSON.parse(JSON.stringify(config)) as LayerConfig)
      const remade = remake(layer, stored, expectation.classes)
      expect(remade.constructor).toBe(layer.constructor)
      expect(remade.getConfig()).toEqual(layer.getConfig())
      remade.buildFrom(batch)
      await copyWeights(layer, remade)
      expect(await read(remade.apply(sample(3)))).toEqual(await read(layer.apply(sample(3))))
    })

    test(`behaves ${differsInTraining ? 'otherwise' : 'the same'} in training`, async () => {
      const layer = create()
      const [inference, training] = [layer.apply(sample(8)), layer.apply(sample(8), { training: true })]
      expect(tensorsOf(training).map(({ shape }) => shape)).toEqual(tensorsOf(inference).map(({ shape }) => shape))
      if (differsInTraining) expect(await read(training)).not.toEqual(await read(inference))
      else expect(await read(training)).toEqual(await read(inference))
    })

    test('repeats itself after setRandomSeed, and only then', async () => {
      const outputs = (seed: number): Promise<unknown> => {
        setRandomSeed(seed)
        return read(create().apply(sample(8), { training: true }))
      }
      const first = await outputs(7)
      expect(await outputs(7)).toEqual(first)
      if (await isRandom(built())) expect(await outputs(8)).not.toEqual(first)
      else expect(await outputs(8)).toEqual(first)
    })

    test('computes the same inside a compiled function', async () => {
      const layer = create()
      const run = compile((leaves: readonly Tensor[]) => tensorsOf(layer.apply(arrange(leaves))))
      expect(await read(run(tensorsOf(sample(3))))).toEqual(await read(layer.apply(sample(3))))
    })

    test('has finite gradients by its inputs and weights, which agree with differences', async () => {
      const layer = built({ dtype: 'float64' })
      const given = await Promise.all(
        tensorsOf(sample(3, 'float64')).map(async (x) => new Variable(tensor(await x.data(), { shape: x.shape }))),
      )
      const loss = (): Tensor => lossOf(layer, arrange(given.map(({ value }) => value)))
      const variables = [...(integersBelow === undefined ? given : []), ...layer.trainableWeights]
      const { grads } = variableGrads(loss, variables)
      for (const [index, variable] of variables.entries()) {
        const gradient = grads[index]!
        expect(gradient.shape).toEqual(variable.shape)
        expect([...(await gradient.data())].every(Number.isFinite)).toBe(true)
        const direction = directionFor(variable.shape, index)
        const value = tensor(await variable.data(), { shape: variable.shape })
        const lossAt = async (step: number): Promise<number> => {
          variable.assign(value.add(direction.mul(step)))
          return loss().item()
        }
        const difference = ((await lossAt(1e-6)) - (await lossAt(-1e-6))) / 2e-6
        variable.assign(value)
        const expected = await gradient.mul(direction).sum().item()
        // Relative, but where the gradient is next to nothing: softmax does not see what its inputs have in common, for example.
        expect((difference - expected) / Math.max(Math.abs(expected), 1e-2), variable.path).toBeCloseTo(0, 6)
      }
    })

    const maskRule = expectation.mask ?? (several ? 'own' : create().supportsMasking ? 'same' : 'none')

    test.each(maskRule === 'own' ? [] : [maskRule])(
      'the mask of its outputs is that of its inputs, or none: %s',
      async (rule) => {
        const layer = create()
        const mask = randomUniform(randomKey(3), [3, ...flattenNest(inputShape).leaves.slice(0, 1).map(Number)]).greater(0.5)
        const x = sample(3)
        for (const leaf of tensorsOf(x)) setMask(leaf, mask)
        for (const outputs of [layer.apply(x), layer.apply(sample(3), { mask })]) {
          const [first] = tensorsOf(outputs).map((y) => maskOf(y))
          expect(await first?.array()).toEqual(rule === 'same' ? await mask.array() : undefined)
        }
      },
    )

    test('casts float inputs to its dtype', () => {
      const layer = create({ dtype: 'float64' })
      for (const { dtype } of tensorsOf(layer.apply(sample(2)))) expect(dtype).toBe('float64')
      for (const { dtype } of layer.weights.filter((weight) => isFloat(weight.dtype))) expect(dtype).toBe('float64')
    })

    test('refuses options that it does not know', () => {
      const { className } = create()
      const misspelt: object = { inputShap: [2] }
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
      for (const wrong of [
        [[1, 2]],
        3,
        undefined,
        new Variable([1]),
        ...(several || expectation.takesAnyNest ? [] : [{ x: tensor([1]) }]),
      ]) {
        const error = thrownBy(() => layer.apply(wrong as unknown as Tensor))
        expect(error).toBeInstanceOf(DTypeError)
        expect(String(error)).toMatch(/^DTypeError: subject: expected (a|one) tensor( at inputs\S+)?, got /)
      }
    })

    test.each(badShapes.map((shape) => [shape]))('refuses inputs of shape %j', (shape) => {
      const attempts = [
        () => create({ name: 'subject', ...own }).apply(inputs(shape)),
        () => built({ name: 'subject' }).apply(inputs(shape)),
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
