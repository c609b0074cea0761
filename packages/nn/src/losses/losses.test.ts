/** Losses against values and gradients worked out by hand, at ordinary and at extreme predictions. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, grad, oneHot, setBackend, ShapeError, softmax, type Tensor, tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ClassConfig, toClassConfig } from '../options/class-config.ts'
import { BinaryCrossentropy } from './binary-crossentropy.ts'
import { CategoricalCrossentropy } from './categorical-crossentropy.ts'
import { CategoricalGeneralizedCrossEntropy } from './categorical-generalized-cross-entropy.ts'
import { Circle } from './circle.ts'
import { CosineSimilarity } from './cosine-similarity.ts'
import { CTC } from './ctc.ts'
import { Dice } from './dice.ts'
import { FunctionLoss } from './function-loss.ts'
import { getLoss, losses } from './get-loss.ts'
import { Huber } from './huber.ts'
import { Loss } from './loss.ts'
import { MeanAbsoluteError } from './mean-absolute-error.ts'
import { MeanSquaredError } from './mean-squared-error.ts'
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts'
import { Tversky } from './tversky.ts'

beforeAll(() => setBackend(cpu()))

const numbers = async (x: Tensor): Promise<number[]> => [...(await x.data())]

/** Element by element, to `digits` places, infinities and all. */
async function expectClose(x: Tensor, expected: readonly number[], digits = 5): Promise<void> {
  const got = await numbers(x)
  expect(got).toHaveLength(expected.length)
  expected.forEach((value, index) => expect(got[index], `element ${index}`).toBeCloseTo(value, digits))
}

describe('SparseCategoricalCrossentropy', () => {
  const sparse = new SparseCategoricalCrossentropy()
  const sparseLogits = new SparseCategoricalCrossentropy({ fromLogits: true })
  const logits = [
    [1, 2, 3],
    [0, 0, 0],
  ]
  // log(e + e^2 + e^3) - 3, and log 3.
  const expected = [Math.log(Math.E + Math.E ** 2 + Math.E ** 3) - 3, Math.log(3)]

  test('of logits', async () => {
    await expectClose(sparseLogits.call(tensor([2, 1]), tensor(logits)), expected)
    await expectClose(sparseLogits.compute(tensor([2, 1]), tensor(logits)), [(expected[0]! + expected[1]!) / 2])
  })

  test('of a pending softmax goes back to the logits', async () => {
    await expectClose(
      sparse.call(
        tensor([0, 1]),
        softmax(
          tensor([
            [-200, 200],
            [-200, 200],
          ]),
        ),
      ),
      [400, 0],
    )
  })

  test('of a softmax that was computed works on the probabilities', async () => {
    const probabilities = tensor(await softmax(tensor(logits)).array())
    await expectClose(sparse.call(tensor([2, 1]), probabilities), expected)
  })

  test('of probabilities normalises, then clips to [1e-7, 1 - 1e-7]', async () => {
    const given = tensor([
      [1, 3],
      [0, 1],
      [0, 1],
    ])
    await expectClose(sparse.call(tensor([0, 0, 1]), given), [Math.log(4), -Math.log(1e-7), -Math.log(1 - 1e-7)])
  })

  test.each([
    [[[1e4, -1e4]], [0], 0],
    [[[1e4, -1e4]], [1], 2e4],
    [[[88, 89]], [0], Math.log1p(Math.E)],
    [[[-Infinity, 2, -Infinity]], [1], 0],
    [[[-Infinity, 2, 2]], [2], Math.log(2)],
    [[[-Infinity, 2, 2]], [0], Infinity],
  ])('logits %j, label %j: %d', async (given, label, loss) => {
    expect((await numbers(sparseLogits.call(tensor(label), tensor(given))))[0]).toBeCloseTo(loss, 2)
  })

  test('the gradient is softmax - one-hot, where other logits are -Infinity too', async () => {
    const gradient = grad((x: Tensor) => sparseLogits.compute(tensor([2, 0]), x))
    const given = tensor([
      [1, 2, 3],
      [0, -Infinity, 0],
    ])
    const sum = Math.E + Math.E ** 2 + Math.E ** 3
    const first = [Math.E / sum / 2, Math.E ** 2 / sum / 2, (Math.E ** 3 / sum - 1) / 2]
    await expectClose(gradient(given), [...first, -0.25, 0, 0.25])
  })

  test('takes labels with an axis of extent 1, of any whole dtype, and predictions with inner axes', async () => {
    await expectClose(sparseLogits.call(tensor([[2], [1]]), tensor(logits)), expected)
    await expectClose(sparseLogits.call(tensor(new Uint8Array([2, 1])), tensor(logits)), expected)
    const sequence = tensor([logits, logits])
    await expectClose(
      sparseLogits.compute(
        tensor([
          [2, 1],
          [2, 1],
        ]),
        sequence,
      ),
      [(expected[0]! + expected[1]!) / 2],
    )
  })

  test('refuses labels that do not fit', () => {
    expect(() => sparseLogits.call(tensor([2, 1, 0]), tensor(logits))).toThrow(
      new ShapeError('sparseCategoricalCrossentropy: expected targets of shape [2] for predictions of shape [2, 3], got [3]'),
    )
  })
})

describe('CategoricalCrossentropy', () => {
  const target = tensor([
    [0, 0.25, 0.75],
    [1, 0, 0],
  ])

  test('of probabilities, of logits and of a softmax', async () => {
    const p = [
      [0.2, 0.3, 0.5],
      [0.6, 0.2, 0.2],
    ]
    const expected = [-(0.25 * Math.log(0.3) + 0.75 * Math.log(0.5)), -Math.log(0.6)]
    const logits = tensor(p.map((row) => row.map((q) => Math.log(q) + 7)))
    await expectClose(new CategoricalCrossentropy().call(target, tensor(p)), expected)
    await expectClose(new CategoricalCrossentropy({ fromLogits: true }).call(target, logits), expected)
    await expectClose(new CategoricalCrossentropy().call(target, softmax(logits)), expected)
  })

  test('a logit of -Infinity does not matter where the target is 0', async () => {
    const loss = new CategoricalCrossentropy({ fromLogits: true })
    const [one, logits] = [tensor([[0, 1, 0]]), tensor([[-Infinity, 1, 1]])]
    await expectClose(loss.call(one, logits), [Math.log(2)])
    await expectClose(grad((x: Tensor) => loss.compute(one, x))(logits), [0, -0.5, 0.5])
  })
})

describe('BinaryCrossentropy', () => {
  test('of probabilities, clipped', async () => {
    const loss = new BinaryCrossentropy()
    await expectClose(loss.call(tensor([[1, 0]]), tensor([[0.8, 0.4]])), [-(Math.log(0.8) + Math.log(0.6)) / 2])
    await expectClose(loss.call(tensor([[1], [0]]), tensor([[0], [0]])), [-Math.log(1e-7), 0])
  })

  test('of logits, without overflow', async () => {
    const loss = new BinaryCrossentropy({ fromLogits: true })
    await expectClose(loss.call(tensor([[1], [0], [1], [0]]), tensor([[-100], [100], [100], [0]])), [100, 100, 0, Math.LN2], 4)
  })

  test('the gradient by logits is sigmoid - target, at 0 too', async () => {
    const gradient = grad((x: Tensor) => new BinaryCrossentropy({ fromLogits: true }).compute(tensor([[1], [0], [1], [0]]), x))
    await expectClose(gradient(tensor([[0], [0], [2], [-100]])), [-0.125, 0.125, (1 / (1 + Math.exp(-2)) - 1) / 4, 0])
  })
})

describe('MeanSquaredError and MeanAbsoluteError', () => {
  const [yTrue, yPred] = [
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([
      [1, 4],
      [0, 8],
    ]),
  ]

  test('per sample and as a mean', async () => {
    await expectClose(new MeanSquaredError().call(yTrue, yPred), [2, 12.5])
    await expectClose(new MeanSquaredError().compute(yTrue, yPred), [7.25])
    await expectClose(new MeanAbsoluteError().call(yTrue, yPred), [1, 3.5])
    await expectClose(new MeanAbsoluteError().compute(yTrue, yPred), [2.25])
  })

  test('sample weights multiply; the divisor stays the number of samples', async () => {
    await expectClose(new MeanSquaredError().compute(yTrue, yPred, { sampleWeight: tensor([3, 0]) }), [3])
    expect(() => new MeanSquaredError().compute(yTrue, yPred, { sampleWeight: tensor([1, 2, 3]) })).toThrow(
      new ShapeError('meanSquaredError: sampleWeight has shape [3], expected one weight per sample: [2]'),
    )
  })

  test('[n] goes with [n, 1] and is not broadcast to [n, n]', async () => {
    await expectClose(new MeanSquaredError().call(tensor([1, 2, 3]), tensor([[1], [1], [1]])), [0, 1, 4])
    expect(() =>
      new MeanSquaredError().call(
        tensor([1, 2, 3]),
        tensor([
          [1, 2],
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toThrow(ShapeError)
  })

  test('integer targets are converted', async () => {
    await expectClose(new MeanSquaredError().call(tensor(new Uint8Array([3]), { shape: [1, 1] }), tensor([[0.5]])), [6.25])
  })
})

const configured: readonly Loss[] = [
  ...Object.values(losses).map((Class) => new Class()),
  new MeanSquaredError({ name: 'mine', reduction: 'sum' }),
  new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1, axis: 1 }),
  new SparseCategoricalCrossentropy({ ignoreClass: -1, axis: 1, fromLogits: true }),
  new Dice({ axis: [1, 2] }),
  new Tversky({ alpha: 0.1, beta: 0.2, axis: 1 }),
  new Circle({ gamma: 3, margin: 0.1, removeDiagonal: false }),
]

describe('other axes and dtypes', () => {
  const scores = [
    [
      [1, 2, 0],
      [0, 5, 1],
    ],
    [
      [3, 1, 1],
      [1, 1, 2],
    ],
  ]
  const swap = (x: Tensor): Tensor => x.transpose([0, 2, 1])

  test('classes along another axis than the last', async () => {
    const x = tensor(scores)
    const labels = tensor([
      [0, 1],
      [2, 1],
    ])
    const targets = oneHot(labels, 3)
    const dense = { fromLogits: true, labelSmoothing: 0.1 }
    const last = await numbers(new CategoricalCrossentropy(dense).call(targets, x))
    await expectClose(new CategoricalCrossentropy({ ...dense, axis: 1 }).call(swap(targets), swap(x)), last)
    const sparse = await numbers(new SparseCategoricalCrossentropy({ fromLogits: true }).call(labels, x))
    const other = new SparseCategoricalCrossentropy({ fromLogits: true, axis: 1 })
    await expectClose(other.call(labels, swap(x)), sparse)
    await expectClose(other.call(labels.expandDims(1), swap(x)), sparse)
  })

  test('probabilities that were computed in float16 go back to their logits', async () => {
    const logits = tensor([[-20, 20]]).cast('float16')
    await expectClose(new SparseCategoricalCrossentropy().compute(tensor([0]), softmax(logits)), [40])
    await expectClose(new BinaryCrossentropy().compute(tensor([[1, 0]]), logits.sigmoid()), [20])
  })

  test('the loss of a pending sigmoid is that of its logits', async () => {
    await expectClose(new BinaryCrossentropy().call(tensor([[1], [0]]), tensor([[-100], [100]]).sigmoid()), [100, 100], 4)
  })
})

test.each([
  [() => new Huber({ delta: -1 }), 'Huber: delta must be a number >= 0, got -1'],
  [() => new BinaryCrossentropy({ labelSmoothing: 2 }), 'BinaryCrossentropy: labelSmoothing must be a number from 0 to 1, got 2'],
  [() => new CosineSimilarity({ axis: 0.5 }), 'CosineSimilarity: axis must be an integer, got 0.5'],
  [() => new Dice({ axis: '1' as never }), 'Dice: axis must be an integer or an array of integers, got the string "1"'],
  [
    () => new CategoricalGeneralizedCrossEntropy({ q: 1 }),
    'CategoricalGeneralizedCrossEntropy: q must be a number > 0 and < 1, got 1',
  ],
  [
    () => new SparseCategoricalCrossentropy({ ignoreClass: 0.5 }),
    'SparseCategoricalCrossentropy: ignoreClass must be an integer, got 0.5',
  ],
])('%s', (make, message) => {
  expect(make).toThrow(new ArgumentError(message))
})

test('losses with targets of their own shape refuse others', () => {
  expect(() => new CTC().call(tensor([[1]]), tensor([[1, 2]]))).toThrow(
    new ShapeError(
      'ctc: expected targets of shape [batch, length] and predictions of shape [batch, steps, classes], got [1, 1] and [1, 2]',
    ),
  )
  expect(() => new Circle().call(tensor([1, 2]), tensor([1, 2]))).toThrow(
    new ShapeError('circle: expected predictions of shape [batch, size], got [2]'),
  )
})

test('CTC: labels that do not fit have a great loss and a finite gradient; equal neighbours need a blank between them', async () => {
  const logits = tensor([
    [
      [0, 0],
      [0, 0],
    ],
  ])
  const loss = new CTC()
  // Three labels in two steps; two equal ones in two steps; one: paths 1-, -1, 11.
  expect(await loss.compute(tensor([[1, 1, 1]]), logits).item()).toBeGreaterThan(1e29)
  expect(await loss.compute(tensor([[1, 1]]), logits).item()).toBeGreaterThan(1e29)
  expect(await loss.compute(tensor([[1, 0]]), logits).item()).toBeCloseTo(-Math.log(3 / 4), 5)
  expect(await loss.compute(tensor([[0, 0]]), logits).item()).toBeCloseTo(-Math.log(1 / 4), 5)
  const slope = await grad((x: Tensor) => loss.compute(tensor([[1, 1, 1]]), x))(logits).data()
  expect([...slope].every(Number.isFinite)).toBe(true)
})

describe('getLoss', () => {
  test.each(Object.keys(losses))('%s', (identifier) => {
    const loss = getLoss('m.compile', identifier as keyof typeof losses)
    expect(loss).toBeInstanceOf(Loss)
    expect(Object.keys(losses)).toContain(loss.name)
    expect(loss.reduction).toBe('sumOverBatchSize')
  })

  test.each(configured)('%o is made again from its configuration', (loss) => {
    const again = getLoss('m.load', JSON.parse(JSON.stringify(toClassConfig(loss))) as ClassConfig)
    expect(again).toBeInstanceOf(loss.constructor)
    expect(again.getConfig()).toEqual(loss.getConfig())
    expect(again).toEqual(loss)
  })

  test('a function is a loss', async () => {
    const cube = (yTrue: Tensor, yPred: Tensor): Tensor => yTrue.sub(yPred).abs().pow(3)
    const loss = getLoss('m.compile', cube)
    expect(loss.name).toBe('cube')
    expect(loss.getConfig()).toEqual({ name: 'cube', reduction: 'sumOverBatchSize', fn: cube })
    expect(await loss.compute(tensor([1, 2]), tensor([3, 3])).item()).toBeCloseTo(4.5, 5)
    expect(() => new FunctionLoss({ fn: 'cube' as never })).toThrow(
      new ArgumentError('FunctionLoss: fn must be a function of targets and predictions, got the string "cube"'),
    )
  })

  test('classes of the user have their own name in configurations', () => {
    class Cubic extends MeanSquaredError {}
    const config = toClassConfig(new Cubic())
    expect(config.className).toBe('Cubic')
    expect(() => getLoss('m.load', config)).toThrow(/^m\.load: unknown loss class "Cubic"; known: SparseCat/)
  })

  test("Keras's spelling gets a suggestion", () => {
    const wrong = 'sparse_categorical_crossentropy' as 'mse'
    expect(() => getLoss('sequential.compile', wrong)).toThrow(
      new ArgumentError(
        'sequential.compile: unknown loss "sparse_categorical_crossentropy"; did you mean "sparseCategoricalCrossentropy"?',
      ),
    )
  })

  test('unknown options are refused', () => {
    expect(() => new SparseCategoricalCrossentropy({ from_logits: true } as object)).toThrow(
      new ArgumentError('SparseCategoricalCrossentropy: unknown option "from_logits"; did you mean "fromLogits"?'),
    )
  })
})
