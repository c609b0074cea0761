/** Metrics against counts made by hand, over several batches, eagerly and compiled. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, compile, DTypeError, setBackend, ShapeError, type Tensor, tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { setMask } from '../layers/mask.ts'
import { MeanSquaredError } from '../losses/mean-squared-error.ts'
import { SparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts'
import { toClassConfig } from '../options/class-config.ts'
import { Accuracy } from './accuracy.ts'
import { AccuracyByShape } from './accuracy-by-shape.ts'
import { AUC } from './auc.ts'
import { PrecisionAtRecall } from './best-under-constraint.ts'
import { BinaryAccuracy } from './binary-accuracy.ts'
import { CategoricalAccuracy } from './categorical-accuracy.ts'
import { F1Score, FBetaScore } from './f-beta-score.ts'
import { getMetric, metrics } from './get-metric.ts'
import { IoU, MeanIoU } from './iou.ts'
import { Mean } from './mean.ts'
import { MeanLoss } from './mean-loss.ts'
import { Metric } from './metric.ts'
import { Precision, Recall } from './precision-and-recall.ts'
import { R2Score } from './r2-score.ts'
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts'
import { Sum } from './sum.ts'

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

test('Sum, weighted per sample or per value', async () => {
  const sum = new Sum()
  sum.update(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([1, 10]),
  )
  expect(await valueOf(sum)).toBe(73)
  sum.update(tensor([1, 3, 5, 7]), tensor([1, 1, 0, 0]))
  sum.update(tensor(0.5))
  expect(await valueOf(sum)).toBe(77.5)
})

describe('masks', () => {
  const yTrue = tensor([
    [0, 0, 0],
    [0, 0, 0],
  ])
  const masked = (): Tensor => {
    const yPred = tensor([
      [[1], [2], [4]],
      [[8], [16], [32]],
    ]).mul(1)
    setMask(
      yPred,
      tensor(
        [
          [1, 1, 0],
          [1, 0, 0],
        ],
        { dtype: 'bool' },
      ),
    )
    return yPred
  }

  test('carried by the predictions', async () => {
    const metric = new MeanLoss('meanAbsoluteError')
    metric.update(yTrue, masked())
    expect(await valueOf(metric)).toBeCloseTo(11 / 3, 5)
  })

  test('and sample weights', async () => {
    const metric = new MeanLoss('meanAbsoluteError')
    metric.update(yTrue, masked(), tensor([1, 3]))
    expect(await valueOf(metric)).toBeCloseTo(27 / 5, 5)
  })

  test('of ignored labels', async () => {
    const metric = new MeanLoss(new SparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: -1 }))
    metric.update(
      tensor([0, -1]),
      tensor([
        [0, 0],
        [9, 9],
      ]),
    )
    expect(await valueOf(metric)).toBeCloseTo(Math.LN2, 5)
  })
})

describe("'crossentropy' goes by the shapes", () => {
  const scores = [
    [0.5, 0.25, 0.25],
    [0.1, 0.8, 0.1],
  ]

  test.each([
    ['labels', [0, 1], scores, -(Math.log(0.5) + Math.log(0.8)) / 2],
    [
      'one-hot',
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      scores,
      -(Math.log(0.5) + Math.log(0.8)) / 2,
    ],
    ['one output', [1, 0], [[0.5], [0.2]], -(Math.log(0.5) + Math.log(0.8)) / 2],
  ])('%s', async (_, yTrue, yPred, expected) => {
    const metric = getMetric('m.compile', 'crossentropy')
    metric.update(tensor(yTrue), tensor(yPred))
    expect(await valueOf(metric)).toBeCloseTo(expected, 5)
  })
})

describe('what does not fit', () => {
  const one = tensor([1])

  test.each<readonly [() => unknown, string]>([
    [() => new Precision({ thresholds: [2] }), 'Precision: each of thresholds must be a number >= 0 and <= 1, got 2'],
    [() => new Recall({ topK: 0 }), 'Recall: topK must be a positive integer, got 0'],
    [() => new AUC({ curve: 'roc' as 'ROC' }), 'AUC: unknown curve "roc"; did you mean "ROC"?'],
    [() => new AUC({ numThresholds: 1 }), 'AUC: numThresholds must be an integer of at least 2, got 1'],
    [() => new AUC({ numLabels: 3 }), 'AUC: numLabels goes with multiLabel: true; leave it out'],
    [
      () => new PrecisionAtRecall({} as { recall: number }),
      'PrecisionAtRecall: recall must be a number from 0 to 1, got undefined',
    ],
    [() => new MeanIoU({} as { numClasses: number }), 'MeanIoU: numClasses must be a positive integer, got undefined'],
    [() => new IoU({ numClasses: 2, targetClassIds: [2] }), 'IoU: each of targetClassIds must be an integer >= 0 and < 2, got 2'],
    [() => new F1Score({ average: 'mean' as 'macro' }), 'F1Score: unknown average "mean"; known: micro, macro, weighted'],
    [() => new FBetaScore({ beta: 0 }), 'FBetaScore: beta must be a number > 0, got 0'],
    [() => new R2Score({ numRegressors: -1 }), 'R2Score: numRegressors must be an integer of at least 0, got -1'],
    [() => new R2Score().result(), 'r2Score.result: nothing was measured; call update first'],
    [() => new F1Score().result(), 'f1Score.result: nothing was measured; call update first'],
    [() => new AUC({ multiLabel: true }).result(), 'auc.result: nothing was measured; call update first, or give numLabels'],
  ])('%s', (make, message) => {
    expect(make).toThrow(new ArgumentError(message))
  })

  test.each<readonly [() => unknown, string]>([
    [
      () => new Precision({ classId: 1 }).update(one, one),
      'precision: classId 1 needs predictions of shape [batch, classes], got [1]',
    ],
    [() => new AUC({ multiLabel: true }).update(one, one), 'auc: multiLabel needs predictions of shape [batch, labels], got [1]'],
    [
      () => new AUC({ labelWeights: [1, 2] }).update(one, one),
      'auc: expected predictions of 2 labels along the last axis, got [1]',
    ],
    [() => new F1Score().update(one, one), 'f1Score: expected predictions of shape [batch, classes], got [1]'],
    [() => new R2Score().update(one, one), 'r2Score: expected predictions of shape [batch, outputs], got [1]'],
  ])('%s', (make, message) => {
    expect(make).toThrow(new ShapeError(message))
  })

  test('weights that are no whole numbers, where places are counted in whole numbers', () => {
    expect(() => new MeanIoU({ numClasses: 2 }).update(one, one, tensor([0.5]))).toThrow(
      new DTypeError("meanIoU: counts are whole numbers, got sample weights of float32; make the metric with dtype: 'float32'"),
    )
  })
})

test('a metric that learns its shape from a batch inside a compiled function keeps its state', async () => {
  const score = new F1Score({ average: 'macro' })
  const step = compile((y: Tensor, p: Tensor) => score.update(y, p))
  const y = tensor([
    [1, 0],
    [0, 1],
  ])
  step(
    y,
    tensor([
      [0.9, 0.1],
      [0.8, 0.2],
    ]),
  )
  step(
    y,
    tensor([
      [0.9, 0.1],
      [0.1, 0.9],
    ]),
  )
  expect(score.variables).toHaveLength(4)
  // Class 0: 2 right, 1 false alarm. Class 1: 1 right, 1 miss.
  expect(await valueOf(score)).toBeCloseTo((0.8 + 2 / 3) / 2, 5)
  compile(() => score.reset())()
  step(
    y,
    tensor([
      [0.9, 0.1],
      [0.1, 0.9],
    ]),
  )
  expect(await valueOf(score)).toBeCloseTo(1, 5)
})

test('topK takes the first of equal predictions', async () => {
  const metric = new Precision({ topK: 1 })
  metric.update(
    tensor([
      [0, 1, 0],
      [1, 0, 0],
    ]),
    tensor([
      [0.5, 0.5, 0.1],
      [0.5, 0.5, 0.5],
    ]),
  )
  expect(await valueOf(metric)).toBe(0.5)
})

describe('getMetric', () => {
  test('a function is a metric: its mean', async () => {
    const bias = (yTrue: Tensor, yPred: Tensor): Tensor => yPred.sub(yTrue)
    const metric = getMetric('m.compile', bias)
    expect(metric.name).toBe('bias')
    metric.update(tensor([1, 2, 3]), tensor([2, 2, 5]), tensor([1, 1, 0]))
    expect(await valueOf(metric)).toBe(0.5)
  })

  test('configurations of metrics without an identifier', () => {
    const made = [new Mean({ name: 'm' }), new Sum(), new Accuracy()]
    for (const metric of made) {
      const again = getMetric('m.load', toClassConfig(metric))
      expect(again).toBeInstanceOf(metric.constructor)
      expect(again.getConfig()).toEqual(metric.getConfig())
    }
  })

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
