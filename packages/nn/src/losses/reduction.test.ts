/** Sample weights, masks and reductions against Keras, and what does not fit. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, compile, grad, type NestedNumbers, setBackend, ShapeError, type Tensor, tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { setMask } from '../layers/mask.ts'
import { FunctionLoss } from './function-loss.ts'
import { MeanSquaredError } from './mean-squared-error.ts'
import { reduceLosses, type Reduction } from './reduction.ts'
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts'

beforeAll(() => setBackend(cpu()))

type Row = readonly [
  losses: NestedNumbers,
  sampleWeight: NestedNumbers | undefined,
  mask: NestedNumbers | undefined,
  expected: Readonly<Record<Reduction, NestedNumbers>>,
]

// Made with Keras 3.15, `reduce_weighted_values`.
const rows: readonly Row[] = [
  [
    [1, 2, 4],
    undefined,
    undefined,
    {
      sumOverBatchSize: 2.3333332538604736,
      mean: 2.3333332538604736,
      meanWithSampleWeight: 2.3333332538604736,
      sum: 7,
      none: [1, 2, 4],
    },
  ],
  [[1, 2, 4], [2, 0, 1], undefined, { sumOverBatchSize: 2, mean: 2, meanWithSampleWeight: 2, sum: 6, none: [2, 0, 4] }],
  [
    [1, 2, 4],
    [[2], [0], [1]],
    undefined,
    { sumOverBatchSize: 2, mean: 2, meanWithSampleWeight: 2, sum: 6, none: [[2], [0], [4]] },
  ],
  [
    [[1], [2], [4]],
    [2, 0, 1],
    undefined,
    { sumOverBatchSize: 2, mean: 2, meanWithSampleWeight: 2, sum: 6, none: [[2], [0], [4]] },
  ],
  [
    [1, 2, 4],
    2,
    undefined,
    { sumOverBatchSize: 4.666666507720947, mean: 4.666666507720947, meanWithSampleWeight: 7, sum: 14, none: [2, 4, 8] },
  ],
  [
    [
      [1, 2, 4],
      [8, 16, 32],
    ],
    [[1], [3]],
    undefined,
    {
      sumOverBatchSize: 29.16666603088379,
      mean: 29.16666603088379,
      meanWithSampleWeight: 43.75,
      sum: 175,
      none: [
        [1, 2, 4],
        [24, 48, 96],
      ],
    },
  ],
  [
    [
      [1, 2, 4],
      [8, 16, 32],
    ],
    [
      [1, 0, 2],
      [0, 1, 1],
    ],
    undefined,
    {
      sumOverBatchSize: 9.5,
      mean: 9.5,
      meanWithSampleWeight: 11.399999618530273,
      sum: 57,
      none: [
        [1, 0, 8],
        [0, 16, 32],
      ],
    },
  ],
  [
    [
      [1, 2, 4],
      [8, 16, 32],
    ],
    [
      [[1], [0], [2]],
      [[0], [1], [1]],
    ],
    undefined,
    {
      sumOverBatchSize: 9.5,
      mean: 9.5,
      meanWithSampleWeight: 11.399999618530273,
      sum: 57,
      none: [
        [1, 0, 8],
        [0, 16, 32],
      ],
    },
  ],
  [[1, 2, 4], undefined, [1, 0, 1], { sumOverBatchSize: 2.5, mean: 2.5, meanWithSampleWeight: 2.5, sum: 5, none: [1, 0, 4] }],
  [[1, 2, 4], undefined, [0, 0, 0], { sumOverBatchSize: 0, mean: 0, meanWithSampleWeight: 0, sum: 0, none: [0, 0, 0] }],
  [[1, 2, 4], [2, 0, 1], [1, 0, 1], { sumOverBatchSize: 3, mean: 3, meanWithSampleWeight: 2, sum: 6, none: [2, 0, 4] }],
  [
    [
      [1, 2, 4],
      [8, 16, 32],
    ],
    undefined,
    [
      [1, 1, 0],
      [1, 0, 0],
    ],
    {
      sumOverBatchSize: 3.6666667461395264,
      mean: 3.6666667461395264,
      meanWithSampleWeight: 3.6666667461395264,
      sum: 11,
      none: [
        [1, 2, 0],
        [8, 0, 0],
      ],
    },
  ],
  [
    [
      [1, 2, 4],
      [8, 16, 32],
    ],
    [
      [1, 0, 2],
      [0, 1, 1],
    ],
    [
      [1, 1, 0],
      [1, 0, 0],
    ],
    {
      sumOverBatchSize: 0.3333333432674408,
      mean: 0.3333333432674408,
      meanWithSampleWeight: 1,
      sum: 1,
      none: [
        [1, 0, 0],
        [0, 0, 0],
      ],
    },
  ],
  [
    [
      [1, 2, 4],
      [8, 16, 32],
    ],
    undefined,
    [[1], [0]],
    {
      sumOverBatchSize: 2.3333332538604736,
      mean: 2.3333332538604736,
      meanWithSampleWeight: 7,
      sum: 7,
      none: [
        [1, 2, 4],
        [0, 0, 0],
      ],
    },
  ],
  [
    [
      [1, 2, 4],
      [8, 16, 32],
    ],
    [[1], [3]],
    [[1], [0]],
    {
      sumOverBatchSize: 2.3333332538604736,
      mean: 2.3333332538604736,
      meanWithSampleWeight: 7,
      sum: 7,
      none: [
        [1, 2, 4],
        [0, 0, 0],
      ],
    },
  ],
]

const flat = (numbers: NestedNumbers): number[] => (Array.isArray(numbers) ? numbers.flatMap(flat) : [Number(numbers)])

const cases = rows.flatMap(([losses, sampleWeight, mask, expected]) =>
  (Object.keys(expected) as Reduction[]).map((reduction) => ({
    losses,
    sampleWeight,
    mask,
    reduction,
    expected: expected[reduction],
  })),
)

test.each(cases)('$reduction of $losses, weights $sampleWeight, mask $mask', async ({ losses, sampleWeight, mask, ...row }) => {
  const weights = {
    sampleWeight: sampleWeight === undefined ? undefined : tensor(sampleWeight),
    mask: mask === undefined ? undefined : tensor(mask, { dtype: 'bool' }),
  }
  const eager = await reduceLosses('loss', tensor(losses), weights, row.reduction).data()
  const compiled = await compile((x: Tensor) => reduceLosses('loss', x, weights, row.reduction))(tensor(losses)).data()
  flat(row.expected).forEach((value, index) => expect(eager[index]).toBeCloseTo(value, 5))
  expect(compiled).toEqual(eager)
  expect(eager).toHaveLength(flat(row.expected).length)
})

describe('beyond Keras', () => {
  test('one weight per sample is enough where a sample has several losses', async () => {
    const losses = tensor([
      [1, 2, 4],
      [8, 16, 32],
    ])
    const sampleWeight = tensor([1, 3])
    expect(await reduceLosses('loss', losses, { sampleWeight }, 'sum').item()).toBe(175)
    expect(await reduceLosses('loss', losses, { mask: tensor([0, 1]) }, 'mean').item()).toBeCloseTo(56 / 3, 5)
  })

  test('a loss of the whole batch takes the mean of the weights', async () => {
    const whole = new FunctionLoss({ fn: (_, yPred) => yPred.sum() })
    expect(await whole.compute(tensor([0]), tensor([3, 4]), { sampleWeight: tensor([1, 2]) }).item()).toBeCloseTo(10.5, 5)
  })

  test('no losses at all are 0', async () => {
    const empty = tensor(new Float32Array(0), { shape: [0, 3] })
    for (const reduction of ['sumOverBatchSize', 'mean', 'sum', 'meanWithSampleWeight'] as const)
      expect(await reduceLosses('loss', empty, {}, reduction).item()).toBe(0)
  })
})

describe('masks', () => {
  const [yTrue, yPred] = [tensor([[1], [2], [3]]), tensor([[0], [0], [0]])]

  test('carried by the predictions; one that is given wins', async () => {
    const carried = yPred.mul(1)
    setMask(carried, tensor([1, 0, 0], { dtype: 'bool' }))
    const loss = new MeanSquaredError()
    expect(await loss.compute(yTrue, carried).item()).toBe(1)
    expect(await loss.compute(yTrue, carried, { mask: tensor([0, 1, 1]) }).item()).toBe(6.5)
    expect(await loss.compute(yTrue, carried, { sampleWeight: tensor([5, 1, 1]) }).item()).toBe(5)
  })

  test('of ignored labels, beside a carried one', async () => {
    const loss = new SparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: 9 })
    const logits = tensor([
      [0, 0],
      [0, 1],
      [Infinity, Number.NaN],
    ])
    const each = [Math.LN2, Math.log(1 + Math.E)]
    const labels = tensor([0, 0, 9])
    expect(await loss.compute(labels, logits).item()).toBeCloseTo((each[0]! + each[1]!) / 2, 5)
    expect(await loss.compute(labels, logits, { mask: tensor([0, 1, 1]) }).item()).toBeCloseTo(each[1]!, 5)
    const slope = await grad((x: Tensor) => loss.compute(labels, x))(logits).data()
    expect([...slope].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([-0.25, 0.25, -0.3655, 0.3655, 0, 0])
  })
})

describe('bad input', () => {
  const losses = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ])

  test.each([[[1, 2]], [[[1, 2, 3]]], [[[[1, 2]]]]])('weights %j do not fit', (weights) => {
    expect(() => reduceLosses('loss', losses, { sampleWeight: tensor(weights) }, 'sum')).toThrow(ShapeError)
    expect(() => reduceLosses('loss', losses, { mask: tensor(weights) }, 'sum')).toThrow(ShapeError)
  })

  test('what errors say', () => {
    expect(() => new MeanSquaredError().compute(losses, losses, { sampleWeight: tensor([1, 2]) })).toThrow(
      new ShapeError('meanSquaredError: sampleWeight has shape [2], expected one weight per sample: [3]'),
    )
    expect(() => new MeanSquaredError({ reduction: 'sumOverBatch' as 'sum' })).toThrow(
      new ArgumentError('meanSquaredError: unknown reduction "sumOverBatch"; did you mean "sumOverBatchSize"?'),
    )
  })
})
