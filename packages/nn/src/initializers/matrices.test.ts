/** Initializers of whole matrices: identity, orthogonal, Fourier; and fans that are given. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, type Shape, sizeOf } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { setRandomSeed } from '../random/seed.ts'
import { GlorotUniform } from './glorot.ts'
import { IdentityInitializer } from './identity.ts'
import { Orthogonal } from './orthogonal.ts'
import { STFT, type STFTOptions } from './stft.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('Identity', () => {
  test('has its gain on the diagonal', async () => {
    expect(await new IdentityInitializer({ gain: 2 }).create([2, 3]).array()).toEqual([
      [2, 0, 0],
      [0, 2, 0],
    ])
    expect(await new IdentityInitializer().create([1, 1], 'int32').array()).toEqual([[1]])
  })

  test.each([[[3]], [[2, 2, 2]]])('refuses the shape %j', (shape) => {
    expect(() => new IdentityInitializer().create(shape)).toThrow('Identity: expected the shape of a matrix, got [')
  })
})

describe('Orthogonal', () => {
  test.each<[Shape]>([[[5, 5]], [[40, 7]], [[7, 40]], [[3, 3, 4, 6]], [[1, 1]], [[2, 0]]])(
    'of shape %j has vectors of length 1 at right angles',
    async (shape) => {
      const columns = shape.at(-1)!
      const w = new Orthogonal({ seed: 3 }).create(shape, 'float64').reshape([sizeOf(shape.slice(0, -1)), columns])
      const small = w.shape[0]! >= columns ? w.transpose().matmul(w) : w.matmul(w.transpose())
      const products = await small.data()
      const size = small.shape[0]!
      for (const [index, product] of products.entries()) {
        expect(Math.abs(product - (Math.floor(index / size) === index % size ? 1 : 0))).toBeLessThan(1e-13)
      }
    },
  )

  test('scales by its gain, and repeats itself by seed only', async () => {
    const values = async (options: { gain?: number; seed?: number }): Promise<number[]> => [
      ...(await new Orthogonal(options).create([6, 4]).data()),
    ]
    const first = await values({ seed: 1 })
    expect(await values({ seed: 1 })).toEqual(first)
    expect(await values({ seed: 2 })).not.toEqual(first)
    const twice = await values({ seed: 1, gain: 2 })
    for (const [index, value] of twice.entries()) expect(value).toBeCloseTo(2 * first[index]!, 6)
    setRandomSeed(1)
    const drawn = await values({})
    setRandomSeed(1)
    expect(await values({})).toEqual(drawn)
  })

  test('has no favourite direction: the elements of many are like normal numbers', async () => {
    const size = 60
    const values = [...(await new Orthogonal({ seed: 5 }).create([size, size], 'float64').data())].map((x) => x * Math.sqrt(size))
    const moment = (power: number): number => values.reduce((sum, x) => sum + x ** power, 0) / values.length
    expect(Math.abs(moment(1))).toBeLessThan(5 / size)
    expect(moment(2)).toBeCloseTo(1, 10)
    // Of a uniform direction in n dimensions, 3 n / (n + 2).
    expect(Math.abs(moment(4) - (3 * size) / (size + 2))).toBeLessThan((5 * Math.sqrt(96)) / size)
  })

  test.each([[[3]], [[]]])('refuses the shape %j', (shape) => {
    expect(() => new Orthogonal().create(shape)).toThrow('Orthogonal: expected at least two axes, got shape [')
  })

  test('refuses integers', () => {
    expect(() => new Orthogonal().create([2, 2], 'int32')).toThrow('Orthogonal: expected a float dtype, got int32')
  })
})

describe('STFT', () => {
  const root = Math.SQRT1_2

  test.each<[STFTOptions, number[][]]>([
    [
      {},
      [
        [0, 0, 0],
        [root, 0, -root],
        [root, -root, root],
        [0, 0, 0],
      ],
    ],
    [
      { side: 'imaginary', window: 'hamming', scaling: 'spectrum', periodic: true },
      [
        [0, 0, 0],
        [0, -0.25, 0],
        [0, 0, 0],
        [0, 0.25, 0],
      ],
    ],
    [
      { side: 'imaginary', window: 'blackman', scaling: null, periodic: true },
      [
        [0, 0, 0],
        [0, -0.34, 0],
        [0, 0, 0],
        [0, 0.34, 0],
      ],
    ],
    [
      { window: null },
      [
        [1, 1, 1],
        [1, 0, -1],
        [1, -1, 1],
        [1, 0, -1],
      ],
    ],
    [
      { window: [0, 3, 4, 0] },
      [
        [0, 0, 0],
        [0.6, 0, -0.6],
        [0.8, -0.8, 0.8],
        [0, 0, 0],
      ],
    ],
  ])('%j', async (options, expected) => {
    const kernel = await new STFT(options).create([4, 1, 3], 'float64').data()
    for (const [index, value] of expected.flat().entries()) expect(kernel[index]).toBeCloseTo(value, 12)
  })

  test.each<[() => unknown, string]>([
    [() => new STFT({ side: 'imag' as 'real' }), 'STFT: unknown side "imag"; '],
    [() => new STFT({ window: 'han' as 'hann' }), 'STFT: unknown window "han"; did you mean "hann"?'],
    [() => new STFT({ scaling: 3 as unknown as 'density' }), 'STFT: scaling must be a name, got the number 3'],
    [() => new STFT().create([4, 2, 3]), 'STFT: expected a kernel of shape [frame length, 1, bands], got [4, 2, 3]'],
    [() => new STFT({ window: [1, 2] }).create([4, 1, 3]), 'STFT: expected a window of 4 numbers, as long as the kernel, got 2'],
  ])('refuses wrong options, case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})

test('fans that are given stand for those of the shape', async () => {
  const values = await new GlorotUniform({ seed: 1 }).create([10, 20, 30], 'float32', { fanIn: 3, fanOut: 3 }).data()
  expect(Math.max(...values)).toBeLessThanOrEqual(1)
  expect(Math.max(...values)).toBeGreaterThan(0.99)
})
