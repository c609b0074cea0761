/** Dropout: the contract of layers, and the statistics of its choices. */
import { cpu } from '@neurite/backend-cpu'
import { compile, grad, ones, setBackend, tensor, type Tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { testLayer } from '../testing/test-layer.ts'
import { Dropout, type DropoutOptions } from './dropout.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of vectors', () => {
  testLayer((options) => new Dropout(0.5, options), { inputShape: [20], outputShape: [20], differsInTraining: true })
})

describe('of whole features', () => {
  testLayer((options) => new Dropout(0.25, { noiseShape: [null, 1, 7], ...options }), {
    inputShape: [5, 7],
    outputShape: [5, 7],
    differsInTraining: true,
  })
})

const train = async (layer: Dropout, x: Tensor): Promise<number[]> => [...(await layer.apply(x, { training: true }).data())]

test.each([0.1, 0.5, 0.8])('drops a share of %d and scales the others', async (rate) => {
  const count = 40_000
  const y = await train(new Dropout(rate, { seed: 3 }), ones([count]).mul(2))
  const kept = y.filter((value) => value !== 0)
  // Five standard deviations of a binomial distribution.
  expect(Math.abs(kept.length / count - (1 - rate))).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / count))
  for (const value of new Set(kept)) expect(value).toBeCloseTo(2 / (1 - rate), 5)
})

test('drops neighbours independently', async () => {
  const count = 40_000
  const y = await train(new Dropout(0.5, { seed: 4 }), ones([count]))
  const pairs = y.filter((value, index) => index % 2 === 0 && value !== 0 && y[index + 1] !== 0).length
  expect(pairs / (count / 2)).toBeCloseTo(0.25, 1.7)
})

test('is the identity in inference', async () => {
  const x = tensor([1, Number.NaN, -3])
  expect(new Dropout(0.9).apply(x).value).toBe(x.value)
})

test('chooses anew at every call, eager or compiled', async () => {
  const layer = new Dropout(0.5, { seed: 5 })
  const eager = [await train(layer, ones([64])), await train(layer, ones([64]))]
  const step = compile(() => layer.apply(ones([64]), { training: true }))
  const compiled = [[...(await step().data())], [...(await step().data())]]
  expect(new Set([...eager, ...compiled].map(String)).size).toBe(4)
  expect(step.traces).toBe(1)
})

test('repeats its choices by seed, compiled or not', async () => {
  const eager = new Dropout(0.5, { seed: 6 })
  const other = new Dropout(0.5, { seed: 6 })
  const step = compile(() => other.apply(ones([64]), { training: true }))
  for (let call = 0; call < 3; call++) expect([...(await step().data())]).toEqual(await train(eager, ones([64])))
  expect(await train(new Dropout(0.5, { seed: 7 }), ones([64]))).not.toEqual(
    await train(new Dropout(0.5, { seed: 6 }), ones([64])),
  )
})

test('drops everything at rate 1, nothing at rate 0', async () => {
  expect(await train(new Dropout(1), tensor([1, Number.NaN, 3]))).toEqual([0, 0, 0])
  expect(await train(new Dropout(0), tensor([1, 2, 3]))).toEqual([1, 2, 3])
})

test('passes gradients through what it kept, scaled alike', async () => {
  const gradient = grad((x: Tensor) => new Dropout(0.75, { seed: 8 }).apply(x, { training: true }).sum())
  expect([...(await gradient(ones([64])).data())]).toEqual(await train(new Dropout(0.75, { seed: 8 }), ones([64])))
})

test('drops along the noise shape', async () => {
  const y = await train(new Dropout(0.5, { seed: 9, noiseShape: [null, 1] }), ones([50, 4]))
  const rows = Array.from({ length: 50 }, (_, row) => new Set(y.slice(row * 4, row * 4 + 4)))
  expect(rows.every((row) => row.size === 1)).toBe(true)
  expect(new Set(y)).toEqual(new Set([0, 2]))
})

describe('errors', () => {
  test.each([
    [-0.1, '-0.1'],
    [1.1, '1.1'],
    [Number.NaN, 'NaN'],
    ['0.5', 'the string "0.5"'],
    [undefined, 'undefined'],
  ])('refuse a rate of %j', (rate, got) => {
    expect(() => new Dropout(rate as number)).toThrow(
      `Dropout: rate must be a number from 0 to 1, got ${got}; write new Dropout(0.5)`,
    )
  })

  test('refuse seeds that are none', () => {
    expect(() => new Dropout(0.5, { seed: 0.5 })).toThrow('Dropout: seed must be an integer, got 0.5')
  })

  test.each([[[4]], [[2, 3]], [[null, null, 1]]])('refuse a noise shape of %j', (noiseShape) => {
    const options: DropoutOptions = { name: 'subject', noiseShape }
    expect(() => new Dropout(0.5, options).apply(ones([2, 4]), { training: true })).toThrow(
      /^subject: noiseShape .* got an input of shape \[2, 4\]/,
    )
  })
})
