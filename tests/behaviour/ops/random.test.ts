/** Distributions by their moments and ranges, the same numbers for the same key, and what is refused. */
import {
  grad,
  randomBernoulli,
  randomBeta,
  randomCategorical,
  randomExponential,
  randomGamma,
  randomGumbel,
  randomInt,
  randomKey,
  randomNormal,
  randomPermutation,
  randomShuffle,
  randomTruncatedNormal,
  randomUniform,
  sort,
  splitKey,
  tensor,
  type Tensor,
  unstack,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { expectTensor, onReference } from './tables.ts'

const key = randomKey(7)
const count = 20000

/** Mean, standard deviation, least and greatest. */
async function momentsOf(x: Tensor): Promise<{ mean: number; deviation: number; least: number; greatest: number }> {
  const numbers = [...(await x.data())]
  const mean = numbers.reduce((sum, n) => sum + n, 0) / numbers.length
  const deviation = Math.sqrt(numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0) / numbers.length)
  return { mean, deviation, least: Math.min(...numbers), greatest: Math.max(...numbers) }
}

type Draw = (key: Tensor, shape: readonly number[]) => Tensor

// A name, what is drawn, mean and standard deviation of the distribution, and the range that no number leaves.
const distributions: readonly (readonly [string, Draw, number, number, readonly [number, number]])[] = [
  ['uniform', randomUniform, 0.5, Math.sqrt(1 / 12), [0, 1]],
  ['uniform of a range', (k, s) => randomUniform(k, s, { low: -2, high: 4 }), 1, Math.sqrt(3), [-2, 4]],
  ['uniform, half precision', (k, s) => randomUniform(k, s, { dtype: 'float16' }), 0.5, Math.sqrt(1 / 12), [0, 1]],
  ['normal', randomNormal, 0, 1, [-7, 7]],
  ['normal of a mean', (k, s) => randomNormal(k, s, { mean: 3, standardDeviation: 0.5 }), 3, 0.5, [0, 6]],
  ['normal, half precision', (k, s) => randomNormal(k, s, { dtype: 'float16' }), 0, 1, [-7, 7]],
  ['normal, double precision', (k, s) => randomNormal(k, s, { dtype: 'float64' }), 0, 1, [-7, 7]],
  // The standard deviation of a normal distribution cut at two of its standard deviations.
  ['truncated normal', randomTruncatedNormal, 0, 0.8796256610342398, [-2, 2]],
  ['truncated normal of a mean', (k, s) => randomTruncatedNormal(k, s, { mean: 1, standardDeviation: 2 }), 1, 1.7592513, [-3, 5]],
  ['exponential', randomExponential, 1, 1, [0, 20]],
  ['exponential of a scale', (k, s) => randomExponential(k, s, { scale: 3 }), 3, 3, [0, 60]],
  ['Gumbel', randomGumbel, 0.5772156649, Math.PI / Math.sqrt(6), [-4, 20]],
  ['gamma above 1', (k, s) => randomGamma(k, s, 2.5), 2.5, Math.sqrt(2.5), [0, 40]],
  ['gamma below 1', (k, s) => randomGamma(k, s, 0.5), 0.5, Math.sqrt(0.5), [0, 20]],
  ['beta', (k, s) => randomBeta(k, s, 2, 3), 0.4, 0.2, [0, 1]],
  ['integers', (k, s) => randomInt(k, s, { high: 6 }), 2.5, Math.sqrt(35 / 12), [0, 5]],
  ['integers from below 0', (k, s) => randomInt(k, s, { low: -3, high: 4, dtype: 'int8' }), 0, 2, [-3, 3]],
  ['Bernoulli', (k, s) => randomBernoulli(k, s, 0.3), 0.3, Math.sqrt(0.21), [0, 1]],
  [
    'categorical',
    (k) => randomCategorical(k, [Math.log(0.2), Math.log(0.5), Math.log(0.3)], { samples: count }),
    1.1,
    0.7,
    [0, 2],
  ],
]

onReference('random', () => {
  test.each(distributions)('%s has its mean, deviation and range', async (_, draw, mean, deviation, [low, high]) => {
    const got = await momentsOf(draw(key, [count]))
    // Five standard errors: a wrong distribution is far outside, a right one stays inside for this key.
    expect(Math.abs(got.mean - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count))
    expect(Math.abs(got.deviation / deviation - 1)).toBeLessThan(0.04)
    expect(got.least).toBeGreaterThanOrEqual(low)
    expect(got.greatest).toBeLessThanOrEqual(high)
  })

  test.each(distributions)('%s is the same for the same key only', async (_, draw) => {
    const [first, again, other] = await Promise.all([key, key, randomKey(8)].map((k) => draw(k, [64]).data()))
    expect(first).toEqual(again)
    expect(first).not.toEqual(other)
  })

  test('integers reach both ends of their dtype', async () => {
    const wide = await momentsOf(randomInt(key, [count], { low: -(2 ** 31), high: 2 ** 31 }))
    expect(wide.least).toBeLessThan(-(2 ** 31) * 0.99)
    expect(wide.greatest).toBeGreaterThan(2 ** 31 * 0.99)
    const unsigned = await momentsOf(randomInt(key, [count], { high: 2 ** 32, dtype: 'uint32' }))
    expect(unsigned.greatest).toBeGreaterThan(2 ** 32 * 0.99)
  })

  test('gamma takes a parameter for each element', async () => {
    const alpha = tensor([0.3, 50]).broadcastTo([4000, 2])
    const [small, great] = unstack(randomGamma(key, [4000, 2], alpha).mean(0)) as [Tensor, Tensor]
    expect(Math.abs((await small.item()) - 0.3)).toBeLessThan(0.05)
    expect(Math.abs((await great.item()) - 50)).toBeLessThan(0.6)
  })

  test('no gradient flows to the parameter of gamma', async () => {
    const slope = grad((alpha: Tensor) => randomGamma(key, [3], alpha).sum().add(alpha.sum()))
    await expectTensor(slope(tensor([0.5, 2, 3])), [1, 1, 1])
  })

  test('categorical keeps leading axes, and never takes what is impossible', async () => {
    const logits = tensor([
      [0, -Infinity],
      [-Infinity, 0],
    ])
    await expectTensor(randomCategorical(key, logits), [0, 1], 'int32')
    await expectTensor(
      randomCategorical(key, logits, { samples: 3 }),
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
      'int32',
    )
  })

  test('permutations and shuffles keep every element', async () => {
    const order = randomPermutation(key, 100)
    await expectTensor(
      sort(order),
      Array.from({ length: 100 }, (_, i) => i),
      'int32',
    )
    expect(await order.data()).not.toEqual(Int32Array.from({ length: 100 }, (_, i) => i))
    const rows = tensor(
      Float32Array.from({ length: 60 }, (_, i) => i),
      { shape: [3, 20] },
    )
    const shuffled = randomShuffle(key, rows, 1)
    await expectTensor(sort(shuffled), (await rows.array()) as number[][])
    // Whole slices move: the rows stay 20 apart.
    await expectTensor(shuffled.slice([1], { limits: [2] }).sub(shuffled.slice([0], { limits: [1] })), [
      Array.from({ length: 20 }, () => 20),
    ])
  })

  test('split keys give other numbers', async () => {
    const keys = unstack(splitKey(key, 3))
    const draws = await Promise.all([key, ...keys].map(async (k) => [...(await randomUniform(k, [4]).data())].join()))
    expect(new Set(draws).size).toBe(4)
  })

  test.each([
    [
      () => randomUniform(key, [2], { dtype: 'int32' }),
      /randomUniform: int32 cannot hold fractions; use a float dtype, or randomInt/,
    ],
    [() => randomNormal(key, [2], { dtype: 'uint8' }), /randomNormal: uint8 cannot hold fractions/],
    [() => randomTruncatedNormal(key, [2], { dtype: 'bool' }), /randomTruncatedNormal: bool cannot hold fractions/],
    [
      () => randomInt(key, [2], { high: 300, dtype: 'uint8' }),
      /randomInt: expected whole numbers low < high within uint8 \(0 to 255\), got 0 and 300/,
    ],
    [() => randomInt(key, [2], { low: 3, high: 3 }), /randomInt: expected whole numbers low < high/],
    [
      () => randomInt(key, [2], { high: 3, dtype: 'float32' }),
      /randomInt: expected an integer dtype, got float32; use randomUniform/,
    ],
    [() => randomCategorical(key, 1), /randomCategorical: expected logits with at least one axis/],
    [() => randomCategorical(key, [1, 2], { samples: -1 }), /randomCategorical: samples must be a whole number, got -1/],
    [() => randomKey(0.5), /randomKey: expected an integer seed, got 0.5/],
    [() => randomShuffle(key, tensor(1)), /take: axis 0 is out of range|randomShuffle/],
  ])('%s', (draw, message) => expect(draw).toThrow(message))
})
