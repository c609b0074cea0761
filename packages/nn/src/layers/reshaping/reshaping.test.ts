/** Reshaping layers: the contract of layers, known answers, errors. */
import { cpu } from '@neurite/backend-cpu'
import { grad, setBackend, tensor, type Tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { testLayer } from '../../testing/test-layer.ts'
import { Cropping1D, Cropping2D, Cropping3D } from './cropping.ts'
import type { Edges1D, Edges2D } from './edges.ts'
import { Permute } from './permute.ts'
import { RepeatVector } from './repeat-vector.ts'
import { Reshape } from './reshape.ts'
import { type Interpolation, UpSampling1D, UpSampling2D, UpSampling3D } from './up-sampling.ts'
import { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from './zero-padding.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

/** 1, 2, 3, ... */
const count = (shape: readonly number[]): Tensor => {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return tensor(
    Float32Array.from({ length: size }, (_, index) => index + 1),
    { shape },
  )
}

describe('Reshape', () => {
  testLayer((options) => new Reshape([4, -1], options), { inputShape: [2, 6], outputShape: [4, 3], badShapes: [[], [2, 3]] })

  test('keeps the order of the elements', async () => {
    expect(await new Reshape([3, 2]).apply(count([1, 2, 3])).array()).toEqual([
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ])
    expect(new Reshape([-1]).apply(zeros([0, 2, 3])).shape).toEqual([0, 6])
    expect(await new Reshape([]).apply(count([2, 1])).array()).toEqual([1, 2])
    expect(new Reshape([-1, 2]).computeOutputShape([null, null, 4])).toEqual([null, null, 2])
  })

  test.each<[() => unknown, string]>([
    [() => new Reshape([-1, -1]), 'Reshape: targetShape must hold a positive integer per axis, one of which may be -1'],
    [() => new Reshape([0]), 'got [0]; write new Reshape([28, 28, 1])'],
    [() => new Reshape(3 as unknown as number[]), 'got the number 3; write new Reshape([28, 28, 1])'],
    [
      () => new Reshape([28, 28], { name: 'subject' }).apply(zeros([2, 700])),
      'subject: expected inputs of 784 elements for the shape [28, 28], got shape [null, 700]; change targetShape or the input',
    ],
    [
      () => new Reshape([-1, 3], { name: 'subject' }).apply(zeros([2, 4])),
      'subject: expected inputs of a multiple of 3 elements',
    ],
  ])('refuses what does not fit, case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})

describe('Permute', () => {
  testLayer((options) => new Permute([3, 1, 2], options), {
    inputShape: [2, 3, 4],
    outputShape: [4, 2, 3],
    badShapes: [
      [2, 3],
      [2, 3, 4, 5, 6],
    ],
  })

  test('moves axes, the batch axis aside', async () => {
    expect(await new Permute([2, 1]).apply(count([1, 2, 3])).array()).toEqual([
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ])
  })

  test.each([[[0, 1]], [[1, 1]], [[2]], [[1, 3]], [2]])('refuses %j', (dims) => {
    expect(() => new Permute(dims as number[])).toThrow('Permute: dims must hold the integers from 1 to the number of axes')
  })
})

describe('RepeatVector', () => {
  testLayer((options) => new RepeatVector(3, options), { inputShape: [2], outputShape: [3, 2], badShapes: [[2], [2, 3, 4]] })

  test('repeats each vector', async () => {
    expect(await new RepeatVector(2).apply(count([2, 2])).array()).toEqual([
      [
        [1, 2],
        [1, 2],
      ],
      [
        [3, 4],
        [3, 4],
      ],
    ])
    expect(() => new RepeatVector(0)).toThrow('RepeatVector: n must be a positive integer, got 0')
  })
})

describe('Cropping', () => {
  describe('1D', () => {
    testLayer((options) => new Cropping1D([1, 2], options), {
      inputShape: [5, 2],
      outputShape: [2, 2],
      badShapes: [
        [1, 5],
        [1, 3, 2],
        [1, 5, 2, 1],
      ],
    })
  })

  describe('2D', () => {
    testLayer((options) => new Cropping2D([1, [0, 2]], options), { inputShape: [4, 5, 2], outputShape: [2, 3, 2] })
  })

  describe('3D', () => {
    testLayer((options) => new Cropping3D([[0, 1], 0, [1, 0]], options), { inputShape: [3, 2, 4, 2], outputShape: [2, 2, 3, 2] })
  })

  test('cuts off the ends', async () => {
    expect(await new Cropping1D().apply(count([1, 4, 1])).array()).toEqual([[[2], [3]]])
    expect(
      await new Cropping2D([
        [1, 0],
        [0, 1],
      ])
        .apply(count([1, 2, 3, 1]))
        .array(),
    ).toEqual([[[[4], [5]]]])
    expect(new Cropping2D().apply(zeros([1, 2, 3, 1])).shape).toEqual([1, 2, 3, 1])
    expect(new Cropping3D().apply(zeros([1, 3, 4, 5, 1])).shape).toEqual([1, 1, 2, 3, 1])
    expect(await grad((x: Tensor) => new Cropping1D([0, 1]).apply(x).sum())(zeros([1, 3, 1])).array()).toEqual([[[1], [1], [0]]])
  })
})

describe('ZeroPadding', () => {
  describe('1D', () => {
    testLayer((options) => new ZeroPadding1D([1, 2], options), { inputShape: [3, 2], outputShape: [6, 2], badShapes: [[1, 3]] })
  })

  describe('2D', () => {
    testLayer((options) => new ZeroPadding2D([1, [0, 2]], options), { inputShape: [2, 3, 2], outputShape: [4, 5, 2] })
  })

  describe('3D', () => {
    testLayer((options) => new ZeroPadding3D([[0, 1], 0, [1, 0]], options), {
      inputShape: [2, 1, 2, 2],
      outputShape: [3, 1, 3, 2],
    })
  })

  test('adds zeros at the ends', async () => {
    expect(await new ZeroPadding1D().apply(count([1, 2, 1])).array()).toEqual([[[0], [1], [2], [0]]])
    expect(
      await new ZeroPadding2D([
        [1, 0],
        [0, 1],
      ])
        .apply(count([1, 1, 2, 1]))
        .array(),
    ).toEqual([
      [
        [[0], [0], [0]],
        [[1], [2], [0]],
      ],
    ])
    expect(new ZeroPadding2D().apply(zeros([1, 2, 3, 1])).shape).toEqual([1, 4, 5, 1])
    expect(new ZeroPadding3D(2).apply(zeros([1, 1, 1, 1, 1])).shape).toEqual([1, 5, 5, 5, 1])
  })
})

describe('UpSampling', () => {
  describe('1D', () => {
    testLayer((options) => new UpSampling1D(3, options), { inputShape: [2, 2], outputShape: [6, 2], badShapes: [[1, 3]] })
  })

  describe('2D', () => {
    testLayer((options) => new UpSampling2D([2, 3], options), { inputShape: [2, 3, 2], outputShape: [4, 9, 2] })
  })

  describe('2D bilinear', () => {
    testLayer((options) => new UpSampling2D([3, 2], { interpolation: 'bilinear', ...options }), {
      inputShape: [2, 3, 2],
      outputShape: [6, 6, 2],
    })
  })

  describe('3D', () => {
    testLayer((options) => new UpSampling3D([2, 1, 3], options), { inputShape: [2, 1, 2, 2], outputShape: [4, 1, 6, 2] })
  })

  test('repeats cells', async () => {
    expect(await new UpSampling1D().apply(count([1, 2, 1])).array()).toEqual([[[1], [1], [2], [2]]])
    const y = await new UpSampling2D([2, 1]).apply(count([1, 1, 2, 1])).array()
    expect(y).toEqual([
      [
        [[1], [2]],
        [[1], [2]],
      ],
    ])
    expect(await grad((x: Tensor) => new UpSampling3D().apply(x).sum())(zeros([1, 1, 1, 1, 1])).array()).toEqual([[[[[8]]]]])
  })

  test('goes straight from centre to centre, as Keras does', async () => {
    const x = tensor([
      [
        [[0], [4]],
        [[8], [12]],
      ],
    ])
    const y = await new UpSampling2D([2, 3], { interpolation: 'bilinear' }).apply(x).data()
    const steps = [0, 0, 4 / 3, 8 / 3, 4, 4]
    const expected = [0, 2, 6, 8].flatMap((row) => steps.map((column) => row + column))
    for (const [index, value] of expected.entries()) expect(y[index]).toBeCloseTo(value, 5)
  })
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new Cropping1D(-1), 'Cropping1D: cropping must be an integer of at least 0, or two, got -1; write new Cropping1D(1)'],
    [() => new Cropping1D([1, 2, 3] as unknown as Edges1D), 'or two, got [1,2,3]; write new Cropping1D(1)'],
    [
      () => new ZeroPadding2D([1] as unknown as Edges2D),
      'ZeroPadding2D: padding must be an integer of at least 0, or 2 of them, or 2 pairs, got [1]',
    ],
    [() => new ZeroPadding2D([1, [1, 0.5]]), 'or 2 pairs, got [1,[1,0.5]]; write new ZeroPadding2D(1)'],
    [() => new ZeroPadding2D('1' as unknown as number), 'or 2 pairs, got the string "1"; write new ZeroPadding2D(1)'],
    [() => new UpSampling1D(0), 'UpSampling1D: size must be a positive integer, got 0; write new UpSampling1D(2)'],
    [
      () => new UpSampling2D([1, 2, 3] as unknown as [number, number]),
      'size must be a positive integer, or 2 of them, got [1,2,3]',
    ],
    [
      () => new UpSampling2D(2, { interpolation: 'bilinar' as Interpolation }),
      'UpSampling2D: unknown interpolation "bilinar"; did you mean "bilinear"?',
    ],
    [
      () => new Cropping2D(1, { name: 'subject' }).apply(zeros([1, 2, 3, 1])),
      'subject: expected axis 1 to be longer than the 2 cells that are cut off, got shape [null, 2, 3, 1]; crop less',
    ],
    [
      () => new ZeroPadding1D(1, { name: 'subject' }).apply(zeros([1, 2])),
      'subject: expected an input of shape [batch, steps, channels], got shape [null, 2]',
    ],
  ])('case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
