/** Merging layers: the contract of layers, known answers, masks, errors. */
import { cpu } from '@neurite/backend-cpu'
import { type NestedNumbers, setBackend, type Shape, tensor, type Tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { testLayer } from '../../testing/test-layer.ts'
import type { LayerOptions } from '../layer.ts'
import { maskOf, setMask } from '../mask.ts'
import { Add } from './add.ts'
import { Average } from './average.ts'
import { Concatenate } from './concatenate.ts'
import { Dot } from './dot.ts'
import { Maximum } from './maximum.ts'
import type { Merge } from './merge.ts'
import { Minimum } from './minimum.ts'
import { Multiply } from './multiply.ts'
import { Subtract } from './subtract.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const badShapes: readonly (Shape | readonly Shape[])[] = [
  [2, 3],
  [
    [2, 3],
    [3, 3],
  ],
  [
    [2, 3],
    [2, 4],
  ],
  [[], [2]],
]

/** For two inputs: what the layer makes of 4 and -2. */
const elementwise: readonly (readonly [string, new (options?: LayerOptions) => Merge, number])[] = [
  ['Add', Add, 2],
  ['Average', Average, 1],
  ['Maximum', Maximum, 4],
  ['Minimum', Minimum, -2],
  ['Multiply', Multiply, -8],
  ['Subtract', Subtract, 6],
]

describe.each(elementwise)('%s', (name, Class, expected) => {
  testLayer((options) => new Class(options), {
    inputShape: [
      [3, 2],
      [3, 2],
    ],
    outputShape: [3, 2],
    badShapes,
  })

  describe('of shapes that differ', () => {
    testLayer((options) => new Class(options), {
      inputShape: [
        [3, 1, 4],
        [2, 4],
      ],
      outputShape: [3, 2, 4],
    })
  })

  test('merges elementwise', async () => {
    expect(await new Class().apply([tensor([4]), tensor([-2])]).array()).toEqual([expected])
  })

  test('gives inputs with fewer axes axes of 1 after the batch axis', async () => {
    const y = new Class().apply([tensor([[4], [4]]), tensor([[[-2]], [[-2]]])])
    expect(await y.array()).toEqual([[[expected]], [[expected]]])
  })

  test('refuses what it cannot merge', () => {
    const apply = (shapes: readonly number[][]) => () => new Class({ name: 'subject' }).apply(shapes.map((shape) => zeros(shape)))
    const count = name === 'Subtract' ? 'an array of 2 inputs' : 'an array of inputs'
    expect(apply([])).toThrow(`subject: expected ${count}, got 0; write [a, b]`)
    expect(() => new Class({ name: 'subject' }).apply(zeros([2]) as unknown as Tensor[])).toThrow(
      `subject: expected ${count}, got one tensor or a record; write [a, b]`,
    )
    expect(
      apply([
        [2, 3],
        [2, 4],
      ]),
    ).toThrow('subject: expected shapes that broadcast, axes being equal or 1, got [null, 3], [null, 4]')
    const built = new Class({ name: 'subject' })
    expect(() => built.apply([zeros([2, 3]), zeros([3, 3])])).toThrow(
      'subject: expected inputs of one batch size, got shapes [2, 3], [3, 3]',
    )
  })
})

test.each<[Merge, number]>([
  [new Add(), 6],
  [new Average(), 2],
  [new Maximum(), 2],
  [new Minimum(), 2],
  [new Multiply(), 8],
])('%o takes any number of inputs', async (layer, expected) => {
  expect(await layer.apply([tensor([2]), tensor([2]), tensor([2])]).array()).toEqual([expected])
  expect(await layer.apply([tensor([5])]).array()).toEqual([5])
})

test('Subtract takes two inputs', () => {
  expect(() => new Subtract({ name: 'subject' }).apply([zeros([1]), zeros([1]), zeros([1])])).toThrow(
    'subject: expected an array of 2 inputs, got 3; write [a, b]',
  )
})

describe('masks', () => {
  const masked = (values: NestedNumbers, mask: NestedNumbers): Tensor => {
    const x = tensor(values)
    setMask(x, tensor(mask, { dtype: 'bool' }))
    return x
  }
  const a = (): Tensor =>
    masked(
      [
        [
          [1, -5],
          [0, 0],
          [2, 3],
        ],
      ],
      [[1, 0, 1]],
    )
  const b = (): Tensor =>
    masked(
      [
        [
          [8, 8],
          [0, 0],
          [-7, 9],
        ],
      ],
      [[0, 0, 1]],
    )
  const whole = (): Tensor =>
    tensor([
      [
        [0, 0],
        [0, 0],
        [-7, 9],
      ],
    ])

  // As Keras computes them.
  test.each<[string, Merge, NestedNumbers]>([
    [
      'Maximum',
      new Maximum(),
      [
        [
          [1, -5],
          [0, 0],
          [2, 9],
        ],
      ],
    ],
    [
      'Minimum',
      new Minimum(),
      [
        [
          [1, -5],
          [0, 0],
          [-7, 3],
        ],
      ],
    ],
    [
      'Multiply',
      new Multiply(),
      [
        [
          [1, -5],
          [0, 0],
          [-14, 27],
        ],
      ],
    ],
  ])('%s leaves out what masks do', async (_, layer, expected) => {
    const first = masked(
      [
        [
          [1, -5],
          [0, 0],
          [2, 3],
        ],
      ],
      [[1, 0, 1]],
    )
    const y = layer.apply([first, b()])
    expect(await y.array()).toEqual(expected)
    expect(await maskOf(y)!.array()).toEqual([[1, 0, 1]])
  })

  test('Maximum of one masked input', async () => {
    expect(await new Maximum().apply([a(), whole()]).array()).toEqual([
      [
        [1, 0],
        [0, 0],
        [2, 9],
      ],
    ])
  })

  test.each([new Add(), new Average(), new Subtract(), new Multiply(), new Maximum(), new Concatenate()])(
    'an element counts that counts in any input: %o',
    async (layer) => {
      expect(await maskOf(layer.apply([a(), b()]))!.array()).toEqual([[1, 0, 1]])
      expect(await maskOf(layer.apply([whole(), whole()]))?.array()).toBeUndefined()
    },
  )

  test('are lost where one input has none, but for Concatenate', async () => {
    expect(maskOf(new Add().apply([a(), whole()]))).toBeUndefined()
    expect(await maskOf(new Concatenate({ axis: 1 }).apply([a(), whole()]))!.array()).toEqual([[1, 0, 1, 1, 1, 1]])
    expect(maskOf(new Dot(1).apply([a(), b()]))).toBeUndefined()
  })

  test('can be given, one for each input', async () => {
    const mask = tensor([[true, false, true]])
    const y = new Add().apply([whole(), whole()], { mask: [mask, mask] })
    expect(await maskOf(y)!.array()).toEqual([[1, 0, 1]])
    expect(() => new Add({ name: 'sum' }).apply([whole(), whole()], { mask: [mask] })).toThrow(
      'sum.apply: mask must have the structure of the inputs: one tensor or undefined for each',
    )
  })
})

describe('Concatenate', () => {
  testLayer((options) => new Concatenate({ axis: 1, ...options }), {
    inputShape: [
      [3, 2],
      [1, 2],
    ],
    outputShape: [4, 2],
    badShapes: [
      ...badShapes.filter((shape) => shape.length !== 2 || !Array.isArray(shape[1]) || shape[1][1] !== 4),
      [
        [2, 3],
        [2, 3, 1],
      ],
    ],
  })

  test('joins along the last axis without options', async () => {
    const y = new Concatenate().apply([tensor([[1, 2]]), tensor([[3]]), tensor([[4, 5]])])
    expect(await y.array()).toEqual([[1, 2, 3, 4, 5]])
    expect(
      new Concatenate().computeOutputShape([
        [null, 2],
        [4, null],
      ]),
    ).toEqual([4, null])
  })

  test('refuses what it cannot join', () => {
    expect(() => new Concatenate({ name: 'subject' }).apply([zeros([2, 3, 1]), zeros([2, 4, 1])])).toThrow(
      'subject: expected shapes that are equal but for axis -1, got [null, 3, 1], [null, 4, 1]; reshape the inputs',
    )
    expect(() => new Concatenate({ name: 'subject', axis: 2 }).apply([zeros([2, 3])])).toThrow(
      'subject: expected shapes that are equal',
    )
    expect(() => new Concatenate({ axis: 0.5 })).toThrow(
      'Concatenate: axis must be an integer, got the number 0.5; -1 is the last axis',
    )
  })
})

describe('Dot', () => {
  testLayer((options) => new Dot([1, 2], { normalize: true, ...options }), {
    inputShape: [
      [3, 4],
      [2, 3],
    ],
    outputShape: [4, 2],
    badShapes: [
      [2, 3],
      [
        [2, 3, 4],
        [2, 3, 4],
      ],
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3, 4]],
    ],
  })

  test('sums products over one axis of each input', async () => {
    const a = tensor(
      Float32Array.from({ length: 12 }, (_, i) => i),
      { shape: [1, 3, 4] },
    )
    const b = tensor(
      Float32Array.from({ length: 6 }, (_, i) => i),
      { shape: [1, 2, 3] },
    )
    // As Keras computes them.
    expect(await new Dot([1, 2]).apply([a, b]).array()).toEqual([
      [
        [20, 56],
        [23, 68],
        [26, 80],
        [29, 92],
      ],
    ])
    expect(
      await new Dot(-1)
        .apply([
          tensor([
            [1, 2],
            [3, 4],
          ]),
          tensor([
            [5, 6],
            [7, 8],
          ]),
        ])
        .array(),
    ).toEqual([[17], [53]])
  })

  test('is the cosine of normalised vectors, and 0 for a vector of zeros', async () => {
    const layer = new Dot(1, { normalize: true })
    const y = await layer
      .apply([
        tensor([
          [3, 4],
          [0, 0],
        ]),
        tensor([
          [4, 3],
          [1, 1],
        ]),
      ])
      .data()
    expect(y[0]).toBeCloseTo(0.96, 6)
    expect(y[1]).toBe(0)
  })

  test.each<[() => unknown, string]>([
    [() => new Dot(0), 'Dot: axes must be an integer or two, and not the batch axis 0, got 0; write new Dot(-1), for example'],
    [
      () => new Dot([1, 2, 3] as unknown as [number, number]),
      'Dot: axes must be an integer or two, and not the batch axis 0, got [1, 2, 3]',
    ],
    [() => new Dot(1, { normalise: true } as object), 'Dot: unknown option "normalise"; did you mean "normalize"?'],
    [
      () => new Dot(1, { name: 'subject' }).apply([zeros([2, 3]), zeros([2, 4])]),
      'subject: expected axes 1 and 1 of the two inputs to be equal, got shapes [null, 3], [null, 4]; change the axes or the inputs',
    ],
  ])('refuses what does not fit, case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
