/** Initializers: limits, moments, fans, seeds, identifiers. */
import { cpu } from '@neurite/backend-cpu'
import { DTypeError, setBackend, type Shape, tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { setRandomSeed } from '../random/seed.ts'
import { Constant } from './constant.ts'
import { fansOf } from './fans.ts'
import { getInitializer, initializerConfig, type InitializerLike, type InitializerName, initializers } from './get-initializer.ts'
import { GlorotNormal, GlorotUniform } from './glorot.ts'
import { HeNormal, HeUniform } from './he.ts'
import type { Initializer } from './initializer.ts'
import { LecunNormal, LecunUniform } from './lecun.ts'
import { Ones } from './ones.ts'
import { RandomNormal, TruncatedNormal } from './random-normal.ts'
import { RandomUniform } from './random-uniform.ts'
import { VarianceScaling } from './variance-scaling.ts'
import { Zeros } from './zeros.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

interface Moments {
  readonly mean: number
  readonly deviation: number
  readonly min: number
  readonly max: number
}

async function momentsOf(initializer: Initializer, shape: Shape): Promise<Moments> {
  const values = Array.from(await initializer.create(shape).data())
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return { mean, deviation, min: Math.min(...values), max: Math.max(...values) }
}

/** A kernel of a convolution: fan in 3 * 3 * 20 = 180, fan out 3 * 3 * 40 = 360. */
const kernel = [3, 3, 20, 40] as const
const count = 3 * 3 * 20 * 40

describe('uniform initializers stay within their limits and reach them', () => {
  test.each<[string, Initializer, number]>([
    ['GlorotUniform', new GlorotUniform({ seed: 1 }), Math.sqrt(6 / 540)],
    ['HeUniform', new HeUniform({ seed: 2 }), Math.sqrt(6 / 180)],
    ['LecunUniform', new LecunUniform({ seed: 3 }), Math.sqrt(3 / 180)],
    ['RandomUniform', new RandomUniform({ seed: 4 }), 0.05],
    ['VarianceScaling', new VarianceScaling({ scale: 2, mode: 'fanOut', distribution: 'uniform', seed: 5 }), Math.sqrt(6 / 360)],
  ])('%s', async (_, initializer, limit) => {
    const { mean, deviation, min, max } = await momentsOf(initializer, kernel)
    expect(max).toBeLessThanOrEqual(Math.fround(limit))
    expect(max).toBeGreaterThan(limit * 0.998)
    expect(min).toBeGreaterThanOrEqual(-Math.fround(limit))
    expect(min).toBeLessThan(-limit * 0.998)
    // Five standard errors.
    expect(Math.abs(mean)).toBeLessThan((5 * limit) / Math.sqrt(3 * count))
    expect(deviation / (limit / Math.sqrt(3))).toBeCloseTo(1, 1.5)
  })
})

describe('normal initializers have their deviation, and their tails cut where they say so', () => {
  test.each<[string, Initializer, number, boolean]>([
    ['GlorotNormal', new GlorotNormal({ seed: 1 }), Math.sqrt(2 / 540), true],
    ['HeNormal', new HeNormal({ seed: 2 }), Math.sqrt(2 / 180), true],
    ['LecunNormal', new LecunNormal({ seed: 3 }), Math.sqrt(1 / 180), true],
    ['VarianceScaling', new VarianceScaling({ seed: 4 }), Math.sqrt(1 / 180), true],
    ['VarianceScaling, uncut', new VarianceScaling({ distribution: 'untruncatedNormal', seed: 5 }), Math.sqrt(1 / 180), false],
    ['RandomNormal', new RandomNormal({ seed: 6 }), 0.05, false],
    ['TruncatedNormal', new TruncatedNormal({ seed: 7 }), 0.05 * 0.8796256610342398, true],
  ])('%s', async (_, initializer, expected, isCut) => {
    const { mean, deviation, min, max } = await momentsOf(initializer, kernel)
    expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(count))
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * count))
    const cut = (2 * expected) / 0.8796256610342398
    const most = Math.max(-min, max)
    if (isCut) expect(most).toBeLessThanOrEqual(cut * (1 + 1e-6))
    else expect(most).toBeGreaterThan(1.5 * cut)
    if (isCut) expect(most).toBeGreaterThan(0.98 * cut)
  })

  test('means shift them', async () => {
    expect((await momentsOf(new RandomNormal({ mean: 3, seed: 1 }), kernel)).mean).toBeCloseTo(3, 2)
    expect((await momentsOf(new TruncatedNormal({ mean: -3, seed: 1 }), kernel)).mean).toBeCloseTo(-3, 2)
    expect((await momentsOf(new RandomUniform({ minval: 1, maxval: 3, seed: 1 }), kernel)).mean).toBeCloseTo(2, 1)
  })
})

describe('constant ones', () => {
  test.each<[Initializer, number]>([
    [new Zeros(), 0],
    [new Ones(), 1],
    [new Constant({ value: -2.5 }), -2.5],
    [new Constant(), 0],
  ])('%#', async (initializer, value) => {
    expect(await initializer.create([2, 2]).array()).toEqual([
      [value, value],
      [value, value],
    ])
  })

  test('come in any dtype', async () => {
    expect(new Ones().create([2], 'int32').dtype).toBe('int32')
    expect(await new Constant({ value: 3 }).create([1], 'uint8').array()).toEqual([3])
  })
})

test.each<[Shape, number, number]>([
  [[], 1, 1],
  [[7], 7, 7],
  [[784, 128], 784, 128],
  [[5, 8, 16], 40, 80],
  [[3, 3, 20, 40], 180, 360],
  [[2, 2, 2, 4, 1], 32, 8],
])('fans of %j are %d and %d', (shape, fanIn, fanOut) => {
  expect(fansOf(shape)).toEqual({ fanIn, fanOut })
})

test.each<[Shape]>([[[]], [[0]], [[0, 0]]])(
  'a weight of shape %j has one input at least, so its limit is finite',
  async (shape) => {
    const values = await new HeUniform({ seed: 1 }).create(shape).data()
    expect([...values].every((value) => Math.abs(value) <= Math.sqrt(6))).toBe(true)
  },
)

const random = Object.keys(initializers).filter(
  (name): name is InitializerName => !['zeros', 'ones', 'constant', 'identity', 'stft'].includes(name),
)

describe.each(random)('%s', (name) => {
  const Class: new (options: object) => Initializer = initializers[name]
  const create = (seed?: number): Initializer => new Class(seed === undefined ? {} : { seed })
  const values = (initializer: Initializer, shape: Shape = [2, 4]): Promise<unknown> => initializer.create(shape).array()

  test('repeats itself by seed', async () => {
    const initializer = create(5)
    const first = await values(initializer)
    expect(await values(initializer)).toEqual(first)
    expect(await values(create(5))).toEqual(first)
    expect(await values(create(6))).not.toEqual(first)
  })

  test('differs from others of its kind without a seed', async () => {
    expect(await values(create())).not.toEqual(await values(create()))
  })

  test('repeats itself after setRandomSeed', async () => {
    setRandomSeed(3)
    const first = await values(create())
    setRandomSeed(3)
    expect(await values(create())).toEqual(first)
  })

  test.each(['float16', 'float32', 'float64'] as const)('comes in %s', async (dtype) => {
    const x = create(5).create([2, 4], dtype)
    expect(x.dtype).toBe(dtype)
    expect(new Set(await x.data()).size).toBe(8)
  })

  test('comes in no integer dtype', () => {
    expect(() => create().create([2, 4], 'int32')).toThrow(DTypeError)
    expect(() => create().create([2, 4], 'int32')).toThrow(
      ': expected a float dtype, got int32; use zeros, ones or constant for integers',
    )
  })

  test('refuses wrong seeds and unknown options', () => {
    const { className } = create()
    expect(() => create(0.5)).toThrow(`${className}: seed must be an integer, got 0.5`)
    expect(() => new Class({ sede: 1 })).toThrow(`${className}: unknown option "sede"; did you mean "seed"?`)
  })
})

describe('identifiers', () => {
  test.each(Object.keys(initializers) as InitializerName[])('%s survives the way through its configuration', async (name) => {
    const initializer = getInitializer('Dense', name)
    expect(initializer).toBeInstanceOf(initializers[name])
    const config = initializerConfig(initializer)
    expect(config).toEqual({ className: initializer.className, config: initializer.getConfig() })
    expect(initializerConfig(getInitializer('Dense', JSON.parse(JSON.stringify(config)) as InitializerLike))).toEqual(config)
  })

  test('configurations hold every option', () => {
    const configs = [
      [
        new VarianceScaling({ scale: 3, mode: 'fanAvg', distribution: 'uniform', seed: 9 }),
        { scale: 3, mode: 'fanAvg', distribution: 'uniform', seed: 9 },
      ],
      [new RandomNormal({ mean: 1, stddev: 2, seed: 9 }), { mean: 1, stddev: 2, seed: 9 }],
      [new RandomUniform({ minval: 1, maxval: 2, seed: 9 }), { minval: 1, maxval: 2, seed: 9 }],
      [new Constant({ value: 4 }), { value: 4 }],
      [new HeNormal({ seed: 9 }), { seed: 9 }],
    ] as const
    for (const [initializer, config] of configs) {
      expect(initializer.getConfig()).toEqual(config)
      expect(getInitializer('Dense', { className: initializer.className, config }).getConfig()).toEqual(config)
    }
  })

  test('functions and classes of the user stay what they are', async () => {
    const fn = (shape: Shape) => tensor(new Float32Array(shape[0]!).fill(7))
    const initializer = getInitializer('Dense', fn)
    expect(await initializer.create([2]).array()).toEqual([7, 7])
    expect(initializerConfig(initializer)).toBe(fn)
    class Twos extends Constant {
      constructor() {
        super({ value: 2 })
      }
    }
    const twos = new Twos()
    expect(getInitializer('Dense', twos)).toBe(twos)
    expect(initializerConfig(twos)).toBe(twos)
  })

  test.each<[unknown, string]>([
    ['glorot_uniform', 'Dense: unknown initializer "glorot_uniform"; did you mean "glorotUniform"?'],
    ['GlorotNormal', 'Dense: unknown initializer "GlorotNormal"; did you mean "glorotNormal"?'],
    ['toString', 'Dense: unknown initializer "toString"; known: zeros, '],
    [{ className: 'Zeroes', config: {} }, 'Dense: unknown initializer class "Zeroes"; did you mean "Zeros"?'],
    [3, 'Dense: expected an initializer, got the number 3;'],
    [null, 'Dense: expected an initializer, got null;'],
    [{}, 'Dense: expected an initializer, got a record;'],
    [Zeros, 'Dense: expected an initializer, got the function or class Zeros;'],
  ])('%j is refused', (like, message) => {
    expect(() => getInitializer('Dense', like as InitializerLike)).toThrow(message)
  })
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new Constant({ value: Number.NaN }), 'Constant: value must be a finite number, got NaN'],
    [() => new RandomNormal({ stddev: -1 }), 'RandomNormal: stddev must be a number >= 0, got -1'],
    [() => new RandomUniform({ minval: 2, maxval: 1 }), 'RandomUniform: minval must not exceed maxval, got 2 and 1; swap them'],
    [() => new VarianceScaling({ scale: 0 }), 'VarianceScaling: scale must be positive, got 0'],
    [() => new VarianceScaling({ mode: 'fan_in' as 'fanIn' }), 'VarianceScaling: unknown mode "fan_in"; did you mean "fanIn"?'],
    [
      () => new VarianceScaling({ distribution: 'normal' as 'uniform' }),
      'VarianceScaling: unknown distribution "normal"; known: ',
    ],
    [() => new Zeros().create([-1]), 'Zeros: shape [-1] must hold non-negative integers'],
  ])('%#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
