/** Activation layers: the contract of layers, known answers, configurations, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, variableGrads, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { Constant } from '../../initializers/constant.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { maskOf } from '../mask.ts'
import { ELU } from './elu.ts'
import { LeakyReLU } from './leaky-relu.ts'
import { PReLU } from './prelu.ts'
import { ReLU } from './relu.ts'
import { Softmax } from './softmax.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const same = { inputShape: [3, 2], outputShape: [3, 2] }

describe('ELU', () => {
  testLayer((options) => new ELU({ alpha: 2, ...options }), same)

  test('is alpha (exp(x) - 1) below 0', async () => {
    const [low, high] = await new ELU({ alpha: 2 }).apply(tensor([-1, 3])).data()
    expect(low).toBeCloseTo(2 * Math.expm1(-1), 6)
    expect(high).toBe(3)
  })
})

describe('LeakyReLU', () => {
  testLayer((options) => new LeakyReLU({ negativeSlope: 0.5, ...options }), same)

  test('has a slope of 0.3 below 0', async () => {
    expect(await new LeakyReLU().apply(tensor([-10, 10])).array()).toEqual([-3, 10])
  })
})

describe('ReLU', () => {
  testLayer((options) => new ReLU({ maxValue: 0.5, negativeSlope: 0.25, threshold: 0.125, ...options }), same)

  test('is max(x, 0) without options', async () => {
    expect(await new ReLU().apply(tensor([-10, 10])).array()).toEqual([0, 10])
    expect(new ReLU({ name: 'relu_x' }).getConfig()).toEqual({
      name: 'relu_x',
      dtype: 'float32',
      trainable: true,
      negativeSlope: 0,
      threshold: 0,
    })
  })

  test('takes its options', async () => {
    const layer = new ReLU({ maxValue: 5, negativeSlope: 0.5, threshold: 1 })
    expect(await layer.apply(tensor([-1, 0, 1, 2, 9])).array()).toEqual([-1, -0.5, 0, 2, 5])
    expect(await new ReLU({ maxValue: null }).apply(tensor([9])).array()).toEqual([9])
  })
})

describe('PReLU', () => {
  testLayer((options) => new PReLU({ alphaInitializer: new Constant({ value: 0.25 }), ...options }), {
    ...same,
    weights: { alpha: [3, 2] },
    badShapes: [[], [3, 2], [2, 3, 5], [2, 4, 2], [2, 3, 2, 1]],
  })

  test('learns one slope for all places of a shared axis', async () => {
    const layer = new PReLU({ sharedAxes: [1, 2], alphaInitializer: new Constant({ value: 0.5 }) })
    const x = tensor([[[[-2, -4]], [[6, -8]]]])
    expect(await layer.apply(x).array()).toEqual([[[[-1, -2]], [[6, -4]]]])
    expect(layer.alpha!.shape).toEqual([1, 1, 2])
    const { grads } = variableGrads(() => layer.apply(x).sum(), layer.trainableWeights)
    expect(await grads[0]!.array()).toEqual([[[-2, -12]]])
    expect(layer.apply(zeros([1, 5, 7, 2])).shape).toEqual([1, 5, 7, 2])
  })

  test('keeps its options in its configuration', () => {
    const config = new PReLU({ sharedAxes: [1], alphaRegularizer: 'l1', alphaConstraint: 'nonNeg' }).getConfig()
    expect(config).toMatchObject({
      sharedAxes: [1],
      alphaRegularizer: { className: 'L1', config: { l1: 0.01 } },
      alphaConstraint: { className: 'NonNeg', config: {} },
    })
    expect(PReLU.fromConfig(config).getConfig()).toEqual(config)
  })

  test('says which axes must be fixed', () => {
    expect(() => new PReLU({ name: 'open' }).buildFrom([null, null, 2])).toThrow(
      'open: expected axis 1 to have a fixed size, got shape [null, null, 2]; set inputShape or sharedAxes',
    )
    expect(() => new PReLU({ name: 'open', sharedAxes: [3] }).buildFrom([null, 1, 2])).toThrow(
      'open: expected an input with an axis 3, got shape [null, 1, 2]; change sharedAxes or the input',
    )
  })
})

describe('Softmax', () => {
  testLayer((options) => new Softmax({ axis: 1, ...options }), { ...same, mask: 'own' })

  const distance = (actual: ArrayLike<number>, expected: readonly number[]): number =>
    Math.max(...expected.map((value, index) => Math.abs(actual[index]! - value)))

  test('sums to 1 over the axes that it is given', async () => {
    const x = tensor([
      [
        [0, 0],
        [0, Math.log(5)],
      ],
    ])
    expect(distance(await new Softmax({ axis: [1, 2] }).apply(x).data(), [0.125, 0.125, 0.125, 0.625])).toBeLessThan(1e-6)
    expect(distance(await new Softmax({ axis: [2] }).apply(x).data(), [0.5, 0.5, 1 / 6, 5 / 6])).toBeLessThan(1e-6)
    expect(distance(await new Softmax({ axis: [1, 2] }).apply(tensor([[[1000, 1000]]])).data(), [0.5, 0.5])).toBeLessThan(1e-6)
  })

  test('leaves out what its mask does, and passes the mask on', async () => {
    const x = tensor([
      [1, 2, 3],
      [1, 1, 1],
    ])
    const mask = tensor([
      [true, true, false],
      [false, false, false],
    ])
    const y = new Softmax().apply(x, { mask })
    const share = 1 / (1 + Math.E)
    expect(distance(await y.data(), [share, 1 - share, 0, 0, 0, 0])).toBeLessThan(1e-6)
    expect(await maskOf(y)!.array()).toEqual(await mask.array())
  })

  test('refuses masks that do not broadcast', () => {
    expect(() => new Softmax({ name: 'subject' }).apply(zeros([2, 3, 4]), { mask: zeros([2, 3], 'bool') })).toThrow(
      'subject: expected a mask that broadcasts to the input [2, 3, 4], got shape [2, 3]; add axes of 1 to it',
    )
  })
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new ELU({ alpha: Infinity }), 'ELU: alpha must be a finite number, got Infinity'],
    [() => new LeakyReLU({ negativeSlope: -1 }), 'LeakyReLU: negativeSlope must be a number >= 0, got -1'],
    [() => new ReLU({ maxValue: -1 }), 'ReLU: maxValue must be a number >= 0, got -1'],
    [() => new ReLU({ threshold: -1 }), 'ReLU: threshold must be a number >= 0, got -1'],
    [() => new ReLU({ max_value: 1 } as object), 'ReLU: unknown option "max_value"; did you mean "maxValue"?'],
    [
      () => new PReLU({ sharedAxes: [0] }),
      'PReLU: sharedAxes must be an array of positive integers, got [0]; write [1, 2] for images',
    ],
    [() => new Softmax({ axis: [] }), 'Softmax: axis must be an integer or an array of them, got []; -1 is the last axis'],
    [
      () => new Softmax({ axis: 0.5 }),
      'Softmax: axis must be an integer or an array of them, got the number 0.5; -1 is the last axis',
    ],
  ])('case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
