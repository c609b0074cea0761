/** The metrics that every page carries, by name, and the names of all others: those come with `get-metric.ts`, when they are needed. */
import { BinaryCrossentropy } from '../losses/binary-crossentropy.ts'
import { CategoricalCrossentropy } from '../losses/categorical-crossentropy.ts'
import { FunctionLoss, type LossFunction } from '../losses/function-loss.ts'
import { MeanAbsoluteError } from '../losses/mean-absolute-error.ts'
import { MeanSquaredError } from '../losses/mean-squared-error.ts'
import { SparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts'
import type { ClassConfig } from '../options/class-config.ts'
import type { ClassTable } from '../options/class-table.ts'
import { AccuracyByShape, CrossentropyByShape } from './accuracy-by-shape.ts'
import { BinaryAccuracy } from './binary-accuracy.ts'
import { CategoricalAccuracy } from './categorical-accuracy.ts'
import { meanOf, MeanOfLoss } from './mean-of-loss.ts'
import { Metric } from './metric.ts'
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts'

/** What most models are measured with, with the short names that Keras has. The name is the metric's key in logs too, as in Keras. */
const classes = {
  accuracy: AccuracyByShape,
  acc: AccuracyByShape,
  crossentropy: CrossentropyByShape,
  ce: CrossentropyByShape,
  sparseCategoricalAccuracy: SparseCategoricalAccuracy,
  categoricalAccuracy: CategoricalAccuracy,
  binaryAccuracy: BinaryAccuracy,
  sparseCategoricalCrossentropy: meanOf(SparseCategoricalCrossentropy),
  categoricalCrossentropy: meanOf(CategoricalCrossentropy),
  binaryCrossentropy: meanOf(BinaryCrossentropy),
  bce: meanOf(BinaryCrossentropy),
  meanSquaredError: meanOf(MeanSquaredError),
  mse: meanOf(MeanSquaredError),
  meanAbsoluteError: meanOf(MeanAbsoluteError),
  mae: meanOf(MeanAbsoluteError),
} satisfies ClassTable<Metric>['classes']

/** Names of the others. */
const others = [
  'topKCategoricalAccuracy',
  'sparseTopKCategoricalAccuracy',
  'klDivergence',
  'poisson',
  'hinge',
  'squaredHinge',
  'categoricalHinge',
  'logCoshError',
  'meanAbsolutePercentageError',
  'mape',
  'meanSquaredLogarithmicError',
  'msle',
  'rootMeanSquaredError',
  'cosineSimilarity',
  'r2Score',
  'pearsonCorrelation',
  'concordanceCorrelation',
  'auc',
  'precision',
  'recall',
  'truePositives',
  'trueNegatives',
  'falsePositives',
  'falseNegatives',
  'f1Score',
  'fBetaScore',
  'binaryIoU',
] as const

/** Name of a metric. */
export type MetricIdentifier = keyof typeof classes | (typeof others)[number]

/** What stands for a metric: its name, an object, a function of which the mean is taken, or the configuration of one. */
export type MetricLike = Metric | MetricIdentifier | LossFunction | ClassConfig

/** The everyday metrics. */
export const everydayMetrics = {
  kind: 'metric',
  base: Metric,
  classes,
  others,
  optionsOf: (name: string) => ({ name }),
  ofFunction: (fn: LossFunction) => new MeanOfLoss(new FunctionLoss({ fn })),
  example: "'accuracy' or new BinaryAccuracy()",
} satisfies ClassTable<Metric>
