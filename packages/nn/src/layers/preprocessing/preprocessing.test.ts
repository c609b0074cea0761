/** Rescaling and Normalization: the contract of layers, known answers, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { testLayer } from '../../testing/test-layer.ts'
import { Normalization, type NormalizationOptions } from './normalization.ts'
import { Rescaling } from './rescaling.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('Rescaling', () => {
  testLayer((options) => new Rescaling(0.5, { offset: -1, ...options }), { inputShape: [3, 2], outputShape: [3, 2] })

  test('converts pixels', async () => {
    const y = new Rescaling(1 / 127.5, { offset: -1 }).apply(tensor(new Uint8Array([0, 255])))
    expect(y.dtype).toBe('float32')
    expect(await y.array()).toEqual([-1, 1])
  })

  test('takes a number per channel', async () => {
    const layer = new Rescaling([1, 2], { offset: [10, 20] })
    expect(
      await layer
        .apply(
          tensor([
            [1, 1],
            [2, 2],
          ]),
        )
        .array(),
    ).toEqual([
      [11, 22],
      [12, 24],
    ])
    expect(
      await Rescaling.fromConfig(layer.getConfig())
        .apply(tensor([[0, 1]]))
        .array(),
    ).toEqual([[10, 22]])
  })

  test.each<[() => unknown, string]>([
    [
      () => new Rescaling(Number.NaN),
      'Rescaling: scale must be a finite number, or an array of them, got NaN; write new Rescaling(1 / 255)',
    ],
    [() => new Rescaling([]), 'Rescaling: scale must be a finite number, or an array of them, got []'],
    [
      () => new Rescaling(1, { offset: '1' as unknown as number }),
      'Rescaling: offset must be a finite number, or an array of them, got the string "1"',
    ],
  ])('refuses what is no number, case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})

describe('Normalization', () => {
  testLayer((options) => new Normalization(options), {
    inputShape: [3, 2],
    outputShape: [3, 2],
    weights: { mean: [2], variance: [2], count: [] },
    badShapes: [[2, 3, 5]],
  })

  describe('with known moments', () => {
    testLayer((options) => new Normalization({ axis: [1, 2], mean: [3, 4], variance: [4, 9], invert: true, ...options }), {
      inputShape: [3, 2],
      outputShape: [3, 2],
    })
  })

  const data = tensor([
    [0, 7, 4],
    [2, 9, 6],
    [0, 7, 4],
    [2, 9, 6],
  ])
  const adapted = (options: NormalizationOptions = {}): Normalization => {
    const layer = new Normalization(options)
    layer.adapt(data)
    return layer
  }

  test('takes its moments from data', async () => {
    const layer = adapted()
    expect(await layer.mean!.data()).toEqual(new Float32Array([1, 8, 5]))
    expect(await layer.variance!.data()).toEqual(new Float32Array([1, 1, 1]))
    expect(await layer.apply(tensor([[1, 2, 3]])).array()).toEqual([[0, -6, -2]])
    expect(layer.trainableWeights).toEqual([])
  })

  test('undoes itself', async () => {
    expect(
      await adapted({ invert: true })
        .apply(tensor([[0, -6, -2]]))
        .array(),
    ).toEqual([[1, 2, 3]])
  })

  test('has one mean of all without axes', async () => {
    const layer = adapted({ axis: null })
    expect(await layer.mean!.value.item()).toBeCloseTo(14 / 3, 5)
    expect(await layer.variance!.value.item()).toBeCloseTo(83 / 9, 5)
    expect(Normalization.fromConfig(layer.getConfig()).getConfig()).toEqual(layer.getConfig())
  })

  test('takes batches of different sizes, and forgets what it took before', async () => {
    const layer = adapted()
    layer.adapt([data.mul(2).slice([0], { limits: [1] }), zeros([0, 3]), data.mul(2).slice([1])])
    const [mean, variance] = [await layer.mean!.data(), await layer.variance!.data()]
    for (const [index, value] of [2, 16, 10].entries()) expect(mean[index]).toBeCloseTo(value, 5)
    for (const value of variance) expect(value).toBeCloseTo(4, 5)
  })

  test('takes pixels, and divides by no deviation of 0', async () => {
    const layer = new Normalization()
    layer.adapt(tensor(new Uint8Array([255, 255, 1, 255]), { shape: [2, 2] }))
    expect(await layer.mean!.data()).toEqual(new Float32Array([128, 255]))
    expect(await layer.apply(tensor([[255, 255]])).array()).toEqual([[1, 0]])
  })

  test('takes moments that it is given', async () => {
    const one = new Normalization({ mean: 3, variance: 4 })
    expect(await one.apply(tensor([[1, 5]])).array()).toEqual([[-1, 1]])
    const each = new Normalization({ mean: [1, 2], variance: [4, 9] })
    expect(
      await each
        .apply(
          tensor([
            [3, 5],
            [1, 2],
          ]),
        )
        .array(),
    ).toEqual([
      [1, 1],
      [0, 0],
    ])
    const rows = new Normalization({ axis: 1, mean: [0, 1], variance: [1, 1] })
    expect(
      await rows
        .apply(
          tensor([
            [
              [5, 5],
              [5, 5],
            ],
          ]),
        )
        .array(),
    ).toEqual([
      [
        [5, 5],
        [4, 4],
      ],
    ])
  })

  test.each<[() => unknown, string]>([
    [
      () => new Normalization({ mean: 1 }),
      'Normalization: mean and variance go together; pass both, or none and call adapt(data)',
    ],
    [
      () => new Normalization({ mean: [1, 2], variance: 1 }),
      'Normalization: mean has shape [2], variance []; they must be equal',
    ],
    [
      () => new Normalization({ axis: 0.5 }),
      'Normalization: axis must be an integer, an array of them or null, got [0.5]; -1 is the last axis',
    ],
    [
      () => new Normalization({ name: 'subject', mean: 1, variance: 1 }).adapt(data),
      'subject.adapt: mean and variance are options of the layer',
    ],
    [() => new Normalization({ name: 'subject' }).adapt([]), 'subject.adapt: expected samples, got none'],
    [
      () => new Normalization({ name: 'subject', axis: 3 }).apply(zeros([1, 2])),
      'subject: expected axis 3 to have a fixed size, got shape [null, 2]',
    ],
    [
      () => new Normalization({ name: 'subject', mean: [[1]], variance: [[1]] }).apply(zeros([1, 2])),
      'subject: mean and variance of shape [1, 1] have more axes than the option axis names, 1',
    ],
  ])('refuses what does not fit, case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
