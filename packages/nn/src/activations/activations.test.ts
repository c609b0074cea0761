/** Activations: values and gradients at edge inputs, and identifiers. */
import { cpu } from '@neurite/backend-cpu'
import { type DType, grad, setBackend, softmax, tensor, type Tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { activationConfig, activations, type ActivationFunction, type ActivationName, getActivation } from './activations.ts'
import { celu } from './celu.ts'
import { elu } from './elu.ts'
import { gelu } from './gelu.ts'
import { glu } from './glu.ts'
import { hardShrink } from './hard-shrink.ts'
import { leakyRelu } from './leaky-relu.ts'
import { relu, type ReluOptions } from './relu.ts'
import { softShrink } from './soft-shrink.ts'
import { softplus } from './softplus.ts'
import { sparsemax } from './sparsemax.ts'
import { squareplus } from './squareplus.ts'
import { threshold } from './threshold.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const at = async (fn: ActivationFunction, x: number, dtype: DType = 'float64'): Promise<number> => fn(tensor(x, { dtype })).item()

const slopeAt = async (fn: ActivationFunction, x: number, dtype: DType = 'float64'): Promise<number> =>
  grad(fn)(tensor(x, { dtype })).item()

/** Relative error; of numbers below `floor`, relative to that. Infinities must be equal. */
const errorOf = (actual: number, expected: number, floor = 1e-300): number =>
  actual === expected ? 0 : Math.abs(actual - expected) / Math.max(Math.abs(expected), floor)

/** What the function of one element is, in double precision. */
interface Truth {
  readonly value: (x: number) => number
  readonly slope: (x: number) => number
  /** Values below this may be off by as much as those of this size: where a difference of great numbers is taken. Default none. */
  readonly floor?: number
  /** How many roundings there may be, in units of those of one operation. Default 1. */
  readonly roundings?: number
  /** Whether infinities give infinite or finite numbers, and not NaN. Default true. */
  readonly atInfinity?: boolean
}

/** Never exponentiates a positive number. */
const logistic = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

const logOnePlusExp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** By its Maclaurin series, which converges quickly enough below 3; 1 where it differs by less than a rounding. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x)
  let [term, sum] = [x, x]
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

const limit = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high)

const [alpha, scale] = [1.6732632423543772, 1.0507009873554805]

/** (x + sqrt(x^2 + 4)) / 2, without overflow and without cancellation. */
const plus = (x: number): number => (x > 0 ? (x + Math.hypot(x, 2)) / 2 : 2 / (Math.hypot(x, 2) - x))

const truths = {
  linear: { value: (x) => x, slope: () => 1 },
  relu: { value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  sigmoid: { value: logistic, slope: (x) => logistic(x) * logistic(-x) },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  softplus: { value: logOnePlusExp, slope: logistic },
  elu: { value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x) => (x > 0 ? 1 : Math.exp(x)) },
  celu: { value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x) => (x > 0 ? 1 : Math.exp(x)) },
  selu: {
    value: (x) => scale * (x > 0 ? x : alpha * Math.expm1(x)),
    slope: (x) => scale * (x > 0 ? 1 : alpha * Math.exp(x)),
  },
  exponential: { value: Math.exp, slope: Math.exp },
  gelu: {
    value: (x) => (x * (1 + erf(x / Math.SQRT2))) / 2,
    slope: (x) => (1 + erf(x / Math.SQRT2)) / 2 + x * density(x),
    floor: 1,
    atInfinity: false,
  },
  hardShrink: { value: (x) => (Math.abs(x) > 0.5 ? x : 0), slope: (x) => (Math.abs(x) > 0.5 ? 1 : 0) },
  hardSigmoid: { value: (x) => limit(x / 6 + 0.5, 0, 1), slope: (x) => (Math.abs(x) < 3 ? 1 / 6 : 0) },
  hardSilu: {
    value: (x) => (x <= -3 ? 0 : x >= 3 ? x : (x * (x + 3)) / 6),
    slope: (x) => (x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6),
  },
  hardTanh: { value: (x) => limit(x, -1, 1), slope: (x) => (Math.abs(x) < 1 ? 1 : 0) },
  leakyRelu: { value: (x) => (x > 0 ? x : 0.2 * x), slope: (x) => (x > 0 ? 1 : 0.2) },
  logSigmoid: { value: (x) => -logOnePlusExp(-x), slope: (x) => logistic(-x) },
  mish: {
    value: (x) => x * Math.tanh(logOnePlusExp(x)),
    slope: (x) => Math.tanh(logOnePlusExp(x)) + x * logistic(x) * (1 - Math.tanh(logOnePlusExp(x)) ** 2),
    roundings: 4,
    atInfinity: false,
  },
  relu6: { value: (x) => limit(x, 0, 6), slope: (x) => (x > 0 && x < 6 ? 1 : 0) },
  silu: {
    value: (x) => x * logistic(x),
    slope: (x) => logistic(x) * (1 + x * logistic(-x)),
    roundings: 3,
    atInfinity: false,
  },
  softShrink: {
    value: (x) => (Math.abs(x) > 0.5 ? x - 0.5 * Math.sign(x) : 0),
    slope: (x) => (Math.abs(x) > 0.5 ? 1 : 0),
  },
  softsign: { value: (x) => x / (1 + Math.abs(x)), slope: (x) => 1 / (1 + Math.abs(x)) ** 2, atInfinity: false },
  sparsePlus: {
    value: (x) => (x <= -1 ? 0 : x >= 1 ? x : (x + 1) ** 2 / 4),
    slope: (x) => (x <= -1 ? 0 : x >= 1 ? 1 : (x + 1) / 2),
  },
  sparseSigmoid: { value: (x) => limit((x + 1) / 2, 0, 1), slope: (x) => (Math.abs(x) < 1 ? 0.5 : 0) },
  squareplus: { value: plus, slope: (x) => 1 / (1 + plus(x) ** -2), roundings: 3 },
  tanhShrink: { value: (x) => x - Math.tanh(x), slope: (x) => Math.tanh(x) ** 2, floor: 1 },
} satisfies Record<Exclude<ActivationName, 'softmax' | 'logSoftmax' | 'sparsemax' | 'glu' | 'swish' | 'hardSwish'>, Truth>

const points = [0, 1e-6, -1e-6, 0.5, -0.5, 3, -3, 10.9, 11.1, 19.9, 20.1, 39.9, 40.1, 88, -88, 89, -89, 100, -100, 1000, -1000]

const elementwise: readonly [string, Truth][] = Object.entries(truths)

describe.each(elementwise)('%s', (name, { value, slope, floor = 0, roundings = 1, atInfinity = true }) => {
  const fn = activations[name as keyof typeof truths]
  const ends = atInfinity ? [Infinity, -Infinity] : []

  test.each([...points, ...ends])('has its value at %d', async (x) => {
    expect(errorOf(await at(fn, x), value(x), Math.max(floor, 1e-300))).toBeLessThan(1e-14 * roundings)
    // Below float32's least normal number, its steps are coarse.
    const expected = Math.fround(value(Math.fround(x)))
    expect(errorOf(await at(fn, x, 'float32'), expected, Math.max(floor, 1e-37))).toBeLessThan(2.5e-7 * roundings)
  })

  test.each(points)('has its gradient at %d', async (x) => {
    const single = Math.fround(slope(Math.fround(x)))
    expect(errorOf(await slopeAt(fn, x), slope(x), 1)).toBeLessThanOrEqual(1e-13)
    expect(errorOf(await slopeAt(fn, x, 'float32'), single, 1)).toBeLessThanOrEqual(5e-7 * roundings)
  })

  test.each(ends)('has its gradient at %d', async (x) => {
    expect(errorOf(await slopeAt(fn, x), slope(x === Infinity ? Number.MAX_VALUE : -Number.MAX_VALUE))).toBe(0)
  })

  test('keeps NaN', async () => {
    expect(await at(fn, Number.NaN)).toBeNaN()
  })

  test.each(['float16', 'float32', 'float64'] as const)('keeps the dtype %s', (dtype) => {
    expect(fn(tensor([1], { dtype })).dtype).toBe(dtype)
  })
})

describe('exact answers', () => {
  test('softplus(100) is 100, and keeps small numbers', async () => {
    expect(await at(softplus, 100, 'float32')).toBe(100)
    expect(await at(softplus, 1000, 'float32')).toBe(1000)
    expect(await at(softplus, -80, 'float32')).toBe(Math.fround(Math.exp(-80)))
    expect(await at(softplus, 60_000, 'float16')).toBe(60_000 - (60_000 % 32))
  })

  test('softplus is smooth: its second derivative is that of a sigmoid', async () => {
    const second = grad((x: Tensor) => grad(softplus)(x))
    for (const x of [-30, -1, 0, 1, 15]) {
      expect(await second(tensor(x, { dtype: 'float64' })).item()).toBeCloseTo(logistic(x) * logistic(-x), 12)
    }
  })

  test('the gradient of sigmoid at -100 is positive, not 0', async () => {
    const slope = await slopeAt(activations.sigmoid, -100, 'float32')
    expect(slope).toBeGreaterThan(0)
    expect(slope).toBeLessThan(1e-43)
  })

  test('the gradient of elu at 100 is 1', async () => {
    expect(await slopeAt(elu, 100, 'float32')).toBe(1)
  })

  test('elu tends to -alpha', async () => {
    const steep = (x: Tensor): Tensor => elu(x, 2)
    expect(await at(steep, -1000)).toBe(-2)
    expect(await at(steep, 5)).toBe(5)
    expect(await slopeAt(steep, -0.5)).toBeCloseTo(2 * Math.exp(-0.5), 12)
  })

  test('tanh keeps small numbers', async () => {
    expect(await at(activations.tanh, 1e-6, 'float32')).toBe(Math.fround(1e-6))
  })
})

describe('softmax', () => {
  test('is over the last axis, and sums to 1 at any scale', async () => {
    const rows = [
      [0, 0],
      [1000, 1000],
      [-1000, 1000],
      [Math.log(3), 0],
    ]
    const y = await activations.softmax(tensor(rows, { dtype: 'float64' })).data()
    const expected = [0.5, 0.5, 0.5, 0.5, 0, 1, 0.75, 0.25]
    for (const [index, value] of expected.entries()) expect(y[index]).toBeCloseTo(value, 14)
  })

  test('has finite gradients at any scale', async () => {
    const first = (x: Tensor): Tensor =>
      softmax(x)
        .slice([0], { limits: [1] })
        .sum()
    const gradient = await grad(first)(tensor([89, -89, 1000, -1000])).data()
    expect([...gradient].every(Number.isFinite)).toBe(true)
  })
})

describe('gelu by tanh', () => {
  test.each([
    [-3, -0.0036373920817729943],
    [-1, -0.15880800939172324],
    [0.5, 0.34571400982514394],
    [2, 1.9545976940877752],
    [1000, 1000],
    [-1000, 0],
  ])('of %d', async (x, expected) => {
    const approximate = (value: Tensor): Tensor => gelu(value, true)
    expect(Math.abs((await at(approximate, x)) - expected)).toBeLessThan(1e-15)
    for (const dtype of ['float16', 'float32'] as const) expect(await slopeAt(approximate, x, dtype)).not.toBeNaN()
  })
})

describe('relu with options', () => {
  const xs = [-10, -3, -1, -0.5, 0, 0.5, 1, 2, 5, 7, 10]

  test.each<[ReluOptions, number[]]>([
    [{ negativeSlope: 0.5 }, [-5, -1.5, -0.5, -0.25, 0, 0.5, 1, 2, 5, 7, 10]],
    [{ maxValue: 5 }, [0, 0, 0, 0, 0, 0.5, 1, 2, 5, 5, 5]],
    [{ threshold: 1 }, [0, 0, 0, 0, 0, 0, 0, 2, 5, 7, 10]],
    [{ threshold: 1, negativeSlope: 0.5 }, [-5.5, -2, -1, -0.75, -0.5, -0.25, 0, 2, 5, 7, 10]],
    [{ threshold: 1, negativeSlope: 0.5, maxValue: 5 }, [-5.5, -2, -1, -0.75, -0.5, -0.25, 0, 2, 5, 5, 5]],
    [{ threshold: -2 }, [0, 0, -1, -0.5, 0, 0.5, 1, 2, 5, 7, 10]],
    [{ threshold: -2, maxValue: 5 }, [0, 0, 0, 0, 0, 0.5, 1, 2, 5, 5, 5]],
    [{ negativeSlope: 0.5, maxValue: 6 }, [-5, -1.5, -0.5, -0.25, 0, 0.5, 1, 2, 5, 6, 6]],
  ])('%j', async (options, expected) => {
    expect(await relu(tensor(xs), options).array()).toEqual(expected)
  })
})

test('threshold replaces what is not above it', async () => {
  const y = threshold(tensor([-1, 0.5, 0.6, Number.NaN]), 0.5, 20)
  expect(await y.array()).toEqual([20, 20, Math.fround(0.6), Number.NaN])
})

test('leaky and exponential units take their parameter', async () => {
  const celu2 = (x: Tensor): Tensor => celu(x, 2)
  expect(await at((x) => leakyRelu(x, 0.5), -3)).toBe(-1.5)
  expect(await at(celu2, -2)).toBeCloseTo(2 * Math.expm1(-1), 14)
  expect(await slopeAt(celu2, -2)).toBeCloseTo(Math.exp(-1), 14)
  expect(await at((x) => squareplus(x, 0), -3)).toBe(0)
  expect(await at((x) => squareplus(x, 9), 4)).toBe(4.5)
  expect(await at((x) => hardShrink(x, 2), 1.5)).toBe(0)
  expect(await at((x) => softShrink(x, 2), -3)).toBe(-1)
})

describe('glu', () => {
  test('gates the first half by the second', async () => {
    const x = tensor([[1, 2, 0, Math.log(3)]], { dtype: 'float64' })
    const y = await glu(x).data()
    for (const [index, value] of [0.5, 1.5].entries()) expect(y[index]).toBeCloseTo(value, 14)
    expect(await glu(x.transpose(), 0).array()).toEqual([[0.5], [y[1]]])
  })

  test.each([[[2, 3]], [[]]])('refuses the shape %j', (shape) => {
    expect(() => glu(zeros(shape))).toThrow(/^glu: expected an even extent along axis -1, got shape \[/)
  })
})

describe('sparsemax', () => {
  const rows = [
    [3, 1, 0.2, -1],
    [0.5, 0.4, 0.3, 0.2],
    [1000, 1000, 999.5, -Infinity],
    [-7, -7, -7, -7],
  ]
  const expected = [
    [1, 0, 0, 0],
    [0.4, 0.3, 0.2, 0.1],
    [0.5, 0.5, 0, 0],
    [0.25, 0.25, 0.25, 0.25],
  ]

  test('is the nearest point of the simplex, at any scale', async () => {
    const x = tensor(rows, { dtype: 'float64' })
    for (const y of [sparsemax(x), sparsemax(x.transpose(), 0).transpose()]) {
      const values = await y.data()
      for (const [index, value] of expected.flat().entries()) expect(values[index]).toBeCloseTo(value, 14)
    }
  })

  test('has the gradient of a projection: deviations from the mean over the support', async () => {
    const weighted = (x: Tensor): Tensor =>
      sparsemax(x)
        .mul(tensor([1, 2, 4, 8], { dtype: 'float64' }))
        .sum()
    const at1 = await grad(weighted)(tensor([0.5, 0.4, 0.3, -5], { dtype: 'float64' })).data()
    for (const [index, value] of [1 - 7 / 3, 2 - 7 / 3, 4 - 7 / 3, 0].entries()) expect(at1[index]).toBeCloseTo(value, 14)
  })

  test('keeps NaN', async () => {
    expect(await sparsemax(tensor([1, Number.NaN])).array()).toEqual([Number.NaN, Number.NaN])
  })
})

test('logSoftmax keeps what softmax rounds to 0', async () => {
  expect(await activations.logSoftmax(tensor([[1000, 0]])).array()).toEqual([[0, -1000]])
})

describe('identifiers', () => {
  /** Other names of the same functions. */
  const aliases: Readonly<Record<string, ActivationName>> = { swish: 'silu', hardSwish: 'hardSilu' }

  test.each(Object.keys(activations) as ActivationName[])('%s', (name) => {
    expect(getActivation('Dense', name)).toBe(activations[name])
    expect(activationConfig(activations[name])).toBe(aliases[name] ?? name)
  })

  test('functions of the user stand for themselves', () => {
    const square = (x: Tensor): Tensor => x.square()
    expect(getActivation('Dense', square)).toBe(square)
    expect(activationConfig(square)).toBe(square)
  })

  test.each([
    ['ReLU6x', 'Dense: unknown activation "ReLU6x"; did you mean "relu6"?'],
    ['leaky_relu', 'Dense: unknown activation "leaky_relu"; did you mean "leakyRelu"?'],
    ['soft_plus', 'Dense: unknown activation "soft_plus"; did you mean "softplus"?'],
    ['toString', 'Dense: unknown activation "toString"; known: '],
    [3, 'Dense: expected an activation, got the number 3;'],
    [null, 'Dense: expected an activation, got null;'],
  ])('%j is refused', (name, message) => {
    expect(() => getActivation('Dense', name as ActivationName)).toThrow(message)
  })
})
