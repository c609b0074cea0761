/** Dense: the contract of layers, known answers, errors. */
import { cpu } from '@neurite/backend-cpu'
import { logitsOf, setBackend, softmax, tensor, variableGrads, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { Constant } from '../initializers/constant.ts'
import { testLayer } from '../testing/test-layer.ts'
import { Dense, type DenseOptions } from './dense.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of vectors', () => {
  testLayer((options) => new Dense(3, { activation: 'tanh', ...options }), {
    inputShape: [4],
    outputShape: [3],
    weights: { kernel: [4, 3], bias: [3] },
    badShapes: [[4], [], [2, 5], [2, 4, 3]],
  })
})

describe('of sequences, without a bias', () => {
  testLayer((options) => new Dense(2, { useBias: false, kernelInitializer: 'heNormal', ...options }), {
    inputShape: [5, 3],
    outputShape: [5, 2],
    weights: { kernel: [3, 2] },
    badShapes: [[3], [2, 3, 5]],
  })
})

/** x @ [[1, 2, 3], [4, 5, 6]] + [0.5, -0.5, -100]. */
const known = (options: DenseOptions = {}): Dense => {
  const dense = new Dense(3, {
    kernelInitializer: (_, dtype) =>
      tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { dtype },
      ),
    biasInitializer: (_, dtype) => tensor([0.5, -0.5, -100], { dtype }),
    ...options,
  })
  return dense
}

test('is x @ kernel + bias', async () => {
  expect(
    await known()
      .apply(
        tensor([
          [1, 1],
          [2, -1],
        ]),
      )
      .array(),
  ).toEqual([
    [5.5, 6.5, -91],
    [-1.5, -1.5, -100],
  ])
})

test('applies its activation last', async () => {
  expect(
    await known({ activation: 'relu' })
      .apply(
        tensor([
          [1, 1],
          [2, -1],
        ]),
      )
      .array(),
  ).toEqual([
    [5.5, 6.5, 0],
    [0, 0, 0],
  ])
  expect(
    await known({ activation: (x) => x.mul(2) })
      .apply(tensor([[1, 1]]))
      .array(),
  ).toEqual([[11, 13, -182]])
})

test('takes the last axis of any rank', async () => {
  expect(
    await known()
      .apply(
        tensor([
          [
            [1, 0],
            [0, 1],
          ],
          [
            [1, 1],
            [0, 0],
          ],
        ]),
      )
      .array(),
  ).toEqual([
    [
      [1.5, 1.5, -97],
      [4.5, 4.5, -94],
    ],
    [
      [5.5, 6.5, -91],
      [0.5, -0.5, -100],
    ],
  ])
})

test('takes an empty batch', async () => {
  const y = known().apply(zeros([0, 2]))
  expect(y.shape).toEqual([0, 3])
  expect(await y.data()).toEqual(new Float32Array(0))
})

test('converts integer inputs, as pixels are', async () => {
  const y = known().apply(tensor(new Uint8Array([255, 1]), { shape: [1, 2] }))
  expect(y.dtype).toBe('float32')
  expect(await y.array()).toEqual([[259.5, 514.5, 671]])
})

test('has the gradients of an affine map', async () => {
  const dense = known()
  const x = tensor([
    [1, 2],
    [3, 4],
  ])
  dense.buildFrom([null, 2])
  const { grads } = variableGrads(() => dense.apply(x).sum(), dense.trainableWeights)
  expect(await grads[0]!.array()).toEqual([
    [4, 4, 4],
    [6, 6, 6],
  ])
  expect(await grads[1]!.array()).toEqual([2, 2, 2])
})

test('starts with a Glorot kernel and a bias of zeros', async () => {
  const dense = new Dense(200, { inputShape: [100] })
  dense.buildFrom([null, 100])
  const kernel = [...(await dense.kernel!.data())]
  const limit = Math.sqrt(6 / 300)
  expect(Math.max(...kernel)).toBeLessThan(limit)
  expect(Math.max(...kernel)).toBeGreaterThan(limit * 0.99)
  expect(Math.min(...kernel)).toBeLessThan(-limit * 0.99)
  expect(new Set(await dense.bias!.data())).toEqual(new Set([0]))
})

test('leaves the logits of its softmax to be found by losses', () => {
  const x = tensor([[1, 2]])
  expect(logitsOf(softmax(x))).toBeDefined()
  expect(logitsOf(new Dense(3, { activation: 'softmax' }).apply(x))).toBeDefined()
})

test('keeps activations and initializers in its configuration', () => {
  const config = new Dense(2, { name: 'kept', activation: 'softmax', biasInitializer: new Constant({ value: 3 }) }).getConfig()
  expect(config).toEqual({
    name: 'kept',
    dtype: 'float32',
    trainable: true,
    units: 2,
    activation: 'softmax',
    useBias: true,
    kernelInitializer: { className: 'GlorotUniform', config: {} },
    biasInitializer: { className: 'Constant', config: { value: 3 } },
  })
})

test('makes its own class again where it is extended', () => {
  class Narrow extends Dense {}
  const layer = Narrow.fromConfig(new Narrow(2).getConfig())
  expect(layer).toBeInstanceOf(Narrow)
  expect(new Narrow(2).className).toBe('Narrow')
})

describe('errors', () => {
  test.each([
    [0, '0'],
    [-1, '-1'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    ['10', 'the string "10"'],
    [undefined, 'undefined'],
    [{ units: 10 }, 'a record'],
  ])('refuse %j units', (units, got) => {
    expect(() => new Dense(units as number)).toThrow(
      `Dense: units must be a positive integer, got ${got}; write new Dense(10), for example`,
    )
  })

  test.each([
    [{ activtion: 'relu' }, 'Dense: unknown option "activtion"; did you mean "activation"?'],
    [{ use_bias: false }, 'Dense: unknown option "use_bias"; did you mean "useBias"?'],
    [{ activation: 'Relu6' }, 'Dense: unknown activation "Relu6"; did you mean "relu6"?'],
    [{ kernelInitializer: 'glorot_uniform' }, 'Dense: unknown initializer "glorot_uniform"; did you mean "glorotUniform"?'],
    [{ biasInitializer: 'zero' }, 'Dense: unknown initializer "zero"; did you mean "zeros"?'],
    [
      { biasInitializer: 0 },
      "Dense: expected an initializer, got the number 0; pass 'glorotUniform' or new GlorotUniform(), for example",
    ],
    [{ kernelInitializer: Constant }, 'Dense: expected an initializer, got the function or class Constant;'],
    [{ dtype: 'flaot32' }, 'Dense: unknown dtype "flaot32"; did you mean "float32"?'],
    [{ trainable: 'no' }, 'Dense: trainable must be true or false, got the string "no"'],
    [{ name: '' }, 'Dense: name must be a non-empty string without "/", got ""'],
    [
      { inputShape: 784 },
      'Dense: inputShape must hold a positive integer or null per axis, without the batch axis, got the number 784; write inputShape: [784]',
    ],
    ['relu', 'Dense: expected an object of options, got string; write { name: value }'],
  ])('refuse the options %j', (options: unknown, message) => {
    expect(() => new Dense(2, options as DenseOptions)).toThrow(message)
  })

  test('say which size the last axis must have', () => {
    const dense = new Dense(10, { name: 'dense_2', inputShape: [784] })
    expect(() => dense.apply(zeros([32, 28, 28]))).toThrow(
      'dense_2: expected the last axis to be 784, got shape [32, 28, 28]; flatten the input or set inputShape',
    )
    expect(() => dense.apply(zeros([32, 28]))).toThrow(
      'dense_2: expected the last axis to be 784, got shape [32, 28]; pass inputs with 784 features or set inputShape',
    )
    expect(() => dense.apply(zeros([784]))).toThrow(
      'dense_2: expected a batch of inputs, shape [batch, ..., features], got shape [784]',
    )
    expect(() => new Dense(10, { name: 'open' }).buildFrom([null, null])).toThrow(
      'open: expected the last axis to have a fixed, positive size, got shape [null, null]; set inputShape',
    )
  })

  test('begin with the path when an initializer fails', async () => {
    const dense = new Dense(3, { name: 'odd', kernelInitializer: () => zeros([2, 2]) })
    expect(() => dense.apply(zeros([1, 2]))).toThrow(
      'odd/kernel: the initializer: the variable has shape [2, 3], the new value [2, 2]',
    )
  })

  test('refuse options of apply that do not exist', () => {
    expect(() => new Dense(3, { name: 'subject' }).apply(zeros([1, 2]), { traning: true } as object)).toThrow(
      'subject.apply: unknown option "traning"; did you mean "training"?',
    )
  })
})
