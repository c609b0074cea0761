/** Metrics against counts made by hand, over several batches, eagerly and compiled. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, compile, setBackend, ShapeError, type Tensor, tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { MeanSquaredError } from '../losses/mean-squared-error.ts'
import { AccuracyByShape } from './accuracy.ts'
import { BinaryAccuracy } from './binary-accuracy.ts'
import { CategoricalAccuracy } from './categorical-accuracy.ts'
import { getMetric, metrics } from './get-metric.ts'
import { Mean } from './mean.ts'
import { MeanLoss } from './mean-loss.ts'
import { Metric } from './metric.ts'
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts'

beforeAll(() => setBackend(cpu()))

const valueOf = (metric: Metric): Promise<number> => metric.result().item()

describe('Mean', () => {
  test('over batches of different sizes, weighted, reset', async () => {
    const mean = new Mean()
    expect(await valueOf(mean)).toBe(0)
    mean.update(tensor([1, 3, 5]))
    mean.update(tensor([[7]]))
    expect(await valueOf(mean)).toBe(4)
    mean.update(tensor([10, 100]), tensor([0.5, 0]))
    expect(await valueOf(mean)).toBeCloseTo(21 / 4.5, 5)
    mean.reset()
    mean.update(tensor([2]))
    expect(await valueOf(mean)).toBe(2)
  })

  test('works inside a compiled function, repeated', async () => {
    const mean = new Mean()
    const step = compile((x: Tensor) => mean.update(x))
    step.repeat(3, tensor([1, 2]))
    step(tensor([9, 9]))
    expect(await valueOf(mean)).toBeCloseTo(27 / 8, 6)
  })

  test('weights have to broadcast', () => {
    expect(() => new Mean().update(tensor([1, 2]), tensor([1, 2, 3]))).toThrow(
      new ShapeError('mean.update: weights of shape [3] do not broadcast to values of [2]'),
    )
  })
})

describe('accuracies', () => {
  const scores = [
    [0.1, 0.9, 0],
    [0.8, 0.1, 0.1],
    [0.2, 0.2, 0.6],
  ]

  test('sparse, labels [n] and [n, 1], over two batches', async () => {
    const metric = new SparseCategoricalAccuracy()
    metric.update(tensor([1, 0, 0]), tensor(scores))
    metric.update(tensor([[2]]), tensor([scores[2]!]))
    expect(await valueOf(metric)).toBe(0.75)
  })

  test('the first of equal predictions counts', async () => {
    const metric = new SparseCategoricalAccuracy()
    metric.update(
      tensor([0, 1]),
      tensor([
        [0.5, 0.5],
        [0.5, 0.5],
      ]),
    )
    expect(await valueOf(metric)).toBe(0.5)
  })

  test('one-hot', async () => {
    const metric = new CategoricalAccuracy()
    metric.update(
      tensor([
        [0, 1, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
      tensor(scores),
    )
    expect(await valueOf(metric)).toBeCloseTo(2 / 3, 6)
  })

  test('binary: above the threshold is 1', async () => {
    const metric = new BinaryAccuracy()
    metric.update(tensor([1, 0, 1, 0]), tensor([[0.6], [0.5], [0.5], [0.7]]))
    expect(await valueOf(metric)).toBe(0.5)
    const strict = new BinaryAccuracy({ threshold: 0.65 })
    strict.update(tensor([[1], [0]]), tensor([[0.6], [0.6]]))
    expect(await valueOf(strict)).toBe(0.5)
  })

  test.each([
    ['labels', [1, 0, 0], scores, 2 / 3],
    ['labels with an axis', [[1], [0], [0]], scores, 2 / 3],
    [
      'one-hot',
      [
        [0, 1, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      scores,
      2 / 3,
    ],
    ['one output', [1, 0, 0], [[0.6], [0.6], [0.1]], 2 / 3],
  ])("'accuracy' goes by the shapes: %s", async (_, yTrue, yPred, expected) => {
    const metric = new AccuracyByShape()
    metric.update(tensor(yTrue), tensor(yPred))
    expect(metric.name).toBe('accuracy')
    expect(await valueOf(metric)).toBeCloseTo(expected, 6)
  })

  test('targets that do not fit are refused', () => {
    expect(() => new SparseCategoricalAccuracy().update(tensor([1, 2]), tensor(scores))).toThrow(
      new ShapeError('sparseCategoricalAccuracy: expected targets of shape [3] for predictions of shape [3, 3], got [2]'),
    )
  })
})

test('MeanLoss is exact over batches of different sizes', async () => {
  const metric = new MeanLoss(new MeanSquaredError())
  metric.update(tensor([[1], [2], [3]]), tensor([[0], [0], [0]]))
  metric.update(tensor([[4]]), tensor([[0]]))
  expect(metric.name).toBe('meanSquaredError')
  expect(await valueOf(metric)).toBe(30 / 4)
})

describe('getMetric', () => {
  test.each(Object.keys(metrics))('%s is its own key in the logs', (identifier) => {
    const metric = getMetric('m.compile', identifier as keyof typeof metrics)
    expect(metric).toBeInstanceOf(Metric)
    expect(metric.name).toBe(identifier)
  })

  test('each name makes a metric of its own', () => {
    expect(getMetric('m.compile', 'accuracy')).not.toBe(getMetric('m.compile', 'accuracy'))
  })

  test('unknown names and options', () => {
    expect(() => getMetric('sequential.compile', 'acuracy' as 'accuracy')).toThrow(
      new ArgumentError('sequential.compile: unknown metric "acuracy"; did you mean "accuracy"?'),
    )
    expect(() => new BinaryAccuracy({ treshold: 1 } as object)).toThrow('did you mean "threshold"?')
    expect(() => new BinaryAccuracy({ threshold: Number.NaN })).toThrow(ArgumentError)
  })
})
