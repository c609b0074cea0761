/** Activations: values and gradients at edge inputs, and identifiers. */
import { cpu } from '@neurite/backend-cpu'
import { type DType, grad, setBackend, softmax, tensor, type Tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { activationConfig, activations, type ActivationFunction, type ActivationName, getActivation } from './activations.ts'
import { elu } from './elu.ts'
import { softplus } from './softplus.ts'

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
}

/** Never exponentiates a positive number. */
const logistic = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

const truths: Record<Exclude<ActivationName, 'softmax'>, Truth> = {
  linear: { value: (x) => x, slope: () => 1 },
  relu: { value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  sigmoid: { value: logistic, slope: (x) => logistic(x) * logistic(-x) },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  softplus: { value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), slope: logistic },
  elu: { value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x) => (x > 0 ? 1 : Math.exp(x)) },
}

const points = [0, 1e-6, -1e-6, 0.5, -0.5, 3, -3, 10.9, 11.1, 19.9, 20.1, 39.9, 40.1, 88, -88, 89, -89, 100, -100, 1000, -1000]

const elementwise = Object.entries(truths)

describe.each(elementwise)('%s', (name, { value, slope }) => {
  const fn = activations[name as ActivationName]

  test.each([...points, Infinity, -Infinity])('has its value at %d', async (x) => {
    expect(errorOf(await at(fn, x), value(x))).toBeLessThan(1e-14)
    // Below float32's least normal number, its steps are coarse.
    expect(errorOf(await at(fn, x, 'float32'), value(Math.fround(x)), 1e-37)).toBeLessThan(2.5e-7)
  })

  test.each(points)('has its gradient at %d', async (x) => {
    for (const [dtype, tolerance] of [
      ['float64', 1e-13],
      ['float32', 5e-7],
    ] as const) {
      expect(Math.abs((await slopeAt(fn, x, dtype)) - slope(dtype === 'float32' ? Math.fround(x) : x))).toBeLessThanOrEqual(
        tolerance,
      )
    }
  })

  test('has finite gradients at infinity', async () => {
    for (const x of [Infinity, -Infinity]) expect(await slopeAt(fn, x)).toBe(slope(x))
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

describe('identifiers', () => {
  test.each(Object.keys(activations) as ActivationName[])('%s', (name) => {
    expect(getActivation('Dense', name)).toBe(activations[name])
    expect(activationConfig(activations[name])).toBe(name)
  })

  test('functions of the user stand for themselves', () => {
    const square = (x: Tensor): Tensor => x.square()
    expect(getActivation('Dense', square)).toBe(square)
    expect(activationConfig(square)).toBe(square)
  })

  test.each([
    ['ReLU6x', 'Dense: unknown activation "ReLU6x"; did you mean "relu"?'],
    ['soft_plus', 'Dense: unknown activation "soft_plus"; did you mean "softplus"?'],
    ['toString', 'Dense: unknown activation "toString"; known: '],
    [3, 'Dense: expected an activation, got the number 3;'],
    [null, 'Dense: expected an activation, got null;'],
  ])('%j is refused', (name, message) => {
    expect(() => getActivation('Dense', name as ActivationName)).toThrow(message)
  })
})
