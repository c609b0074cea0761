/** MultiHeadAttention: the contract of layers, answers of Keras, masks, symbolic inputs, errors. */
import { cpu } from '@neurite/backend-cpu'
import { compile, ones, setBackend, tensor, type Tensor, Variable, variableGrads, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { input } from '../../models/input.ts'
import { Model } from '../../models/model.ts'
import { SymbolicTensor } from '../../models/symbolic-tensor.ts'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { maskOf, setMask } from '../mask.ts'
import type { AttentionInputs } from './attention-inputs.ts'
import { MultiHeadAttention, type MultiHeadAttentionOptions } from './multi-head-attention.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of query, value and key', () => {
  testLayer((options) => new MultiHeadAttention(2, 3, { valueDim: 2, outputShape: 5, ...options }), {
    inputShape: [
      [2, 3],
      [4, 2],
      [4, 5],
    ],
    outputShape: [2, 5],
    weights: {
      'query/kernel': [3, 2, 3],
      'query/bias': [2, 3],
      'key/kernel': [5, 2, 3],
      'key/bias': [2, 3],
      'value/kernel': [2, 2, 2],
      'value/bias': [2, 2],
      'attentionOutput/kernel': [2, 2, 5],
      'attentionOutput/bias': [5],
    },
    badShapes: [
      [
        [2, 2, 3],
        [2, 4, 2],
        [2, 3, 5],
      ],
      [
        [2, 3],
        [2, 2],
        [2, 5],
      ],
    ],
  })
})

describe('within images, with dropout and a gate', () => {
  testLayer(
    (options) =>
      new MultiHeadAttention(2, 2, {
        attentionAxes: -2,
        useBias: false,
        useGate: true,
        dropout: 0.5,
        slidingWindow: 2,
        ...options,
      }),
    {
      inputShape: [
        [2, 3, 2],
        [2, 3, 2],
      ],
      outputShape: [2, 3, 2],
      weights: {
        'query/kernel': [2, 2, 2],
        'key/kernel': [2, 2, 2],
        'gate/kernel': [2, 2, 2],
        'value/kernel': [2, 2, 2],
        'attentionOutput/kernel': [2, 2, 2],
      },
      differsInTraining: true,
      badShapes: [
        [
          [2, 2, 3, 2],
          [2, 3, 2],
        ],
      ],
    },
  )
})

const waves = (
  numHeads: number,
  keyDim: number,
  options: MultiHeadAttentionOptions,
  inputs: AttentionInputs,
): MultiHeadAttention => {
  const layer = new MultiHeadAttention(numHeads, keyDim, { dtype: 'float64', ...options })
  layer.apply(inputs)
  setWaves(layer)
  return layer
}

const self = (x: Tensor): AttentionInputs => ({ query: x, value: x })
const x = wave([2, 3, 4])

describe('gives what Keras gives', () => {
  test('for query, value and key, and their scores', async () => {
    const inputs = { query: wave([1, 2, 3]), value: wave([1, 3, 2], 1), key: wave([1, 3, 4], 2) }
    const layer = waves(2, 3, { valueDim: 2, outputShape: 4 }, inputs)
    const expected = [0.740769, -0.294719, -1.05924, -0.849904, 0.845245, -0.436682, -1.31713, -0.98661]
    const [y, scores] = layer.apply(inputs, { returnAttentionScores: true })
    await expectElements(y, expected)
    await expectElements(
      scores,
      [
        0.0407219, 0.430841, 0.528437, 0.0967313, 0.894733, 0.00853588, 0.0392581, 0.447522, 0.513219, 0.100649, 0.890164,
        0.00918711,
      ],
    )
    await expectElements(layer.apply(inputs), expected)
  })

  test('where it is causal', async () => {
    await expectElements(
      waves(2, 3, {}, self(x)).apply(self(x), { useCausalMask: true }),
      [
        -0.437515, -0.924665, -0.561682, 0.317709, -0.31693, -0.804882, -0.552829, 0.207492, -0.402123, -0.873718, -0.54202,
        0.288008, 0.0117327, -0.604178, -0.66461, -0.114003, 0.0487844, -0.559649, -0.653544, -0.146573, 0.00509825, -0.567569,
        -0.618416, -0.100694,
      ],
    )
  })

  test('with an attention mask', async () => {
    const attentionMask = tensor([1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1], { shape: [2, 3, 3] })
    const expected = [
      -1.06566, -0.568747, 0.451065, 1.05617, -1.33833, -0.70766, 0.573633, 1.32753, 0.392954, 0.401018, 0.0403878, -0.357374,
      -0.776947, -0.507391, 0.228658, 0.75448, -0.497098, -0.0346981, 0.459603, 0.531348, -0.439476, 0.0266366, 0.468259,
      0.479366,
    ]
    const layer = waves(2, 3, { useBias: false }, self(x))
    await expectElements(layer.apply(self(x), { attentionMask }), expected)
    await expectElements(layer.apply(self(x), { attentionMask: attentionMask.expandDims(1) }), expected)
    const none = { query: undefined, value: undefined }
    await expectElements(layer.apply(self(x), { attentionMask, mask: none }), expected)
  })

  test('with a mask of the values', async () => {
    const value = tensor([1, 1, 0, 1, 0, 0], { shape: [2, 3] }).cast('bool')
    const expected = [
      0.982132, 0.638499, -0.292167, -0.954216, -0.31693, -0.804882, -0.552829, 0.207492, -0.409521, -0.896403, -0.559136,
      0.292198, 0.0117327, -0.604178, -0.66461, -0.114003, 0.0117327, -0.604178, -0.66461, -0.114003, 0.0117327, -0.604178,
      -0.66461, -0.114003,
    ]
    const layer = waves(2, 3, {}, self(x))
    await expectElements(layer.apply(self(x), { mask: { query: undefined, value } }), expected)
  })

  test('over some of the axes', async () => {
    const images = wave([1, 2, 3, 2])
    const layer = waves(2, 2, { attentionAxes: 2 }, self(images))
    const [y, scores] = layer.apply(self(images), { returnAttentionScores: true })
    await expectElements(
      y,
      [
        0.211919, -0.314593, 0.324743, 0.192558, 0.123913, -0.00764292, 0.205437, -0.328295, 0.36544, 0.148078, 0.186091,
        0.0998961,
      ],
    )
    expect(scores.shape).toEqual([1, 2, 2, 3, 3])
    await expectElements(
      scores,
      [
        0.327101, 0.350038, 0.322861, 0.718094, 0.202098, 0.0798078, 0.413058, 0.410131, 0.176811, 0.325732, 0.38074, 0.293528,
        0.379003, 0.513844, 0.107153, 0.229751, 0.694301, 0.0759479, 0.278322, 0.358336, 0.363342, 0.626329, 0.290085, 0.0835853,
        0.410615, 0.445335, 0.14405, 0.288146, 0.410923, 0.300931, 0.3179, 0.538029, 0.144071, 0.150506, 0.767507, 0.0819869,
      ],
    )
  })

  test('over all axes', async () => {
    const images = wave([1, 2, 3, 2])
    await expectElements(
      waves(1, 2, {}, self(images)).apply(self(images)),
      [
        0.884544, -0.277683, 0.803178, 0.0589848, 1.02514, -0.21399, 0.916368, -0.334692, 0.797939, 0.0507861, 0.990122,
        -0.151374,
      ],
    )
  })

  test('in a window, with a gate', async () => {
    await expectElements(
      waves(2, 3, { slidingWindow: 2, useGate: true }, self(x)).apply(self(x)),
      [
        -0.437033, -0.712348, -0.332733, 0.352795, 0.185839, -0.778985, -1.02761, -0.33146, -0.0886455, -0.664388, -0.629296,
        -0.0156314, -0.601498, -0.895988, -0.366711, 0.499719, 0.415947, -0.563682, -1.02506, -0.544008, -0.608151, -0.507061,
        0.060219, 0.572134,
      ],
    )
  })
})

test('finds nothing where it may look at nothing, and passes the mask of the queries on', async () => {
  const layer = waves(2, 3, { useBias: false }, self(x))
  const masked = wave([2, 3, 4])
  const mask = tensor([1, 1, 0, 1, 1, 1], { shape: [2, 3] }).cast('bool')
  setMask(masked, mask)
  const y = layer.apply(self(masked))
  expect(maskOf(y)).toBe(mask)
  await expectElements(y.slice([0, 2], { limits: [1, 3] }), [0, 0, 0, 0])
})

test('has the same gradients with and without scores', async () => {
  const layer = waves(2, 3, {}, self(x))
  const given = new Variable(x)
  const options = { useCausalMask: true }
  const sum = (y: Tensor): Tensor => y.mul(wave([2, 3, 4], 1)).sum()
  const fused = variableGrads(() => sum(layer.apply(self(given.value), options)), [given])
  const whole = variableGrads(() => sum(layer.apply(self(given.value), { ...options, returnAttentionScores: true })[0]), [given])
  await expectElements(fused.grads[0]!, [...(await whole.grads[0]!.data())], 10)
})

test('gives each projection weights of its own', async () => {
  const layer = new MultiHeadAttention(2, 4)
  layer.apply(self(ones([1, 2, 3])))
  const [queryKernel, , keyKernel] = layer.weights
  expect(await queryKernel!.data()).not.toEqual(await keyKernel!.data())
})

test('takes symbolic inputs and a symbolic attention mask', () => {
  const layer = new MultiHeadAttention(2, 4)
  const sequences = input({ shape: [5, 3] })
  const attentionMask = input({ shape: [5, 5], dtype: 'bool' })
  const y = layer.apply({ query: sequences, value: sequences }, { useCausalMask: true, attentionMask })
  expect(y).toBeInstanceOf(SymbolicTensor)
  expect(y.shape).toEqual([null, 5, 3])
})

test('is part of a functional model, with its scores', async () => {
  const layer = new MultiHeadAttention(2, 4)
  const sequences = input({ shape: [3, 4] })
  const [y, scores] = layer.apply({ query: sequences, value: sequences }, { returnAttentionScores: true })
  const model = new Model({ inputs: sequences, outputs: [y, scores] })
  const given = wave([2, 3, 4], 0, 'float32')
  const results = model.apply(given) as unknown as readonly Tensor[]
  const [expected, weights] = layer.apply(self(given), { returnAttentionScores: true })
  expect(await results[0]!.data()).toEqual(await expected.data())
  expect(await results[1]!.data()).toEqual(await weights.data())
})

test('compiles with a mask', async () => {
  const layer = waves(2, 3, {}, self(x))
  const mask = ones([3, 3]).cast('bool')
  const run = compile((y: Tensor) => layer.apply(self(y), { attentionMask: mask.expandDims(0), useCausalMask: true }))
  await expectElements(run(x), [...(await layer.apply(self(x), { useCausalMask: true }).data())], 10)
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new MultiHeadAttention(0, 3), 'MultiHeadAttention: numHeads must be a positive integer, got 0'],
    [() => new MultiHeadAttention(2, 0.5), 'MultiHeadAttention: keyDim must be a positive integer, got 0.5'],
    [
      () => new MultiHeadAttention(2, 3, { outputShape: [0] }),
      'MultiHeadAttention: outputShape must be a positive integer, got 0',
    ],
    [
      () => new MultiHeadAttention(2, 3, { attentionAxes: [] }),
      'MultiHeadAttention: attentionAxes must be an integer or a list of integers, got []',
    ],
    [
      () => new MultiHeadAttention(2, 3, { name: 'mha', attentionAxes: 3 }).apply(self(zeros([1, 2, 3]))),
      'mha: expected attentionAxes between batch and features, got [3] for inputs of 3 axes',
    ],
    [
      () => new MultiHeadAttention(2, 3, { name: 'mha' }).apply(self(zeros([1, 2, 3])), { attentionMask: zeros([2]) }),
      'mha: expected an attentionMask of shape [batch, queries, values] or [batch, heads, queries, values], got [2]',
    ],
  ])('%o is refused', (make, message) => {
    expect(make).toThrow(message)
  })

  test('name the input that does not fit', () => {
    const layer = new MultiHeadAttention(2, 3, { name: 'mha' })
    layer.apply({ query: zeros([1, 2, 3]), value: zeros([1, 2, 4]) })
    expect(() => layer.apply({ query: zeros([1, 2, 3]), value: zeros([1, 2, 5]) })).toThrow(
      'mha: expected the last axis of the key to be 4, got shape [1, 2, 5]',
    )
  })
})
