/** The table of all metrics by name: on a page that uses none of it by itself, a file that is loaded for the first model that needs it. */
import { CategoricalHinge } from '../losses/categorical-hinge.ts'
import { Hinge } from '../losses/hinge.ts'
import { KLDivergence } from '../losses/kl-divergence.ts'
import { LogCosh } from '../losses/log-cosh.ts'
import { MeanAbsolutePercentageError } from '../losses/mean-absolute-percentage-error.ts'
import { MeanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.ts'
import { Poisson } from '../losses/poisson.ts'
import { SquaredHinge } from '../losses/squared-hinge.ts'
import { Accuracy } from './accuracy.ts'
import { AUC } from './auc.ts'
import {
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from './best-under-constraint.ts'
import { ConcordanceCorrelation } from './concordance-correlation.ts'
import { FalseNegatives, FalsePositives, TrueNegatives, TruePositives } from './confusion-counts.ts'
import { F1Score, FBetaScore } from './f-beta-score.ts'
import { BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU } from './iou.ts'
import { Mean } from './mean.ts'
import { MeanCosineSimilarity } from './mean-cosine-similarity.ts'
import { MeanLoss } from './mean-loss.ts'
import { PearsonCorrelation } from './pearson-correlation.ts'
import { Precision, Recall } from './precision-and-recall.ts'
import { R2Score } from './r2-score.ts'
import { RootMeanSquaredError } from './root-mean-squared-error.ts'
import { SparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts'
import { Sum } from './sum.ts'
import { TopKCategoricalAccuracy } from './top-k-categorical-accuracy.ts'
import { everydayMetrics, type MetricIdentifier, type MetricLike } from './everyday-metrics.ts'
import { meanOf } from './mean-of-loss.ts'
import type { Metric } from './metric.ts'
import { isClassConfig } from '../options/class-config.ts'
import { type ClassTable, resolveClass } from '../options/class-table.ts'

/** Every metric that needs no options, with the short names that Keras has. The name is the metric's key in logs too, as in Keras. */
export const metrics = {
  ...everydayMetrics.classes,
  topKCategoricalAccuracy: TopKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy: SparseTopKCategoricalAccuracy,
  klDivergence: meanOf(KLDivergence),
  poisson: meanOf(Poisson),
  hinge: meanOf(Hinge),
  squaredHinge: meanOf(SquaredHinge),
  categoricalHinge: meanOf(CategoricalHinge),
  logCoshError: meanOf(LogCosh),
  meanAbsolutePercentageError: meanOf(MeanAbsolutePercentageError),
  mape: meanOf(MeanAbsolutePercentageError),
  meanSquaredLogarithmicError: meanOf(MeanSquaredLogarithmicError),
  msle: meanOf(MeanSquaredLogarithmicError),
  rootMeanSquaredError: RootMeanSquaredError,
  cosineSimilarity: MeanCosineSimilarity,
  r2Score: R2Score,
  pearsonCorrelation: PearsonCorrelation,
  concordanceCorrelation: ConcordanceCorrelation,
  auc: AUC,
  precision: Precision,
  recall: Recall,
  truePositives: TruePositives,
  trueNegatives: TrueNegatives,
  falsePositives: FalsePositives,
  falseNegatives: FalseNegatives,
  f1Score: F1Score,
  fBetaScore: FBetaScore,
  binaryIoU: BinaryIoU,
} satisfies Record<MetricIdentifier, ClassTable<Metric>['classes'][string]>

/** Metrics that no identifier stands for: they need options, or measure no predictions. Configurations name them. */
const others = {
  meanLoss: MeanLoss,
  precisionAtRecall: PrecisionAtRecall,
  recallAtPrecision: RecallAtPrecision,
  sensitivityAtSpecificity: SensitivityAtSpecificity,
  specificityAtSensitivity: SpecificityAtSensitivity,
  iou: IoU,
  meanIoU: MeanIoU,
  oneHotIoU: OneHotIoU,
  oneHotMeanIoU: OneHotMeanIoU,
  exactAccuracy: Accuracy,
  mean: Mean,
  sum: Sum,
} satisfies ClassTable<Metric>['classes']

/** By identifier. */
const byName: ClassTable<Metric> = { ...everydayMetrics, classes: metrics, others: [] }

/** By class. Of the classes that are called `MeanLoss` the one that takes every loss is the first. */
const byClass: ClassTable<Metric> = { ...byName, classes: { ...others, ...metrics } }

/**
 * The metric that a name stands for, or the metric itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown, with the one that was probably meant
 */
export const getMetric = (call: string, like: MetricLike): Metric =>
  resolveClass(call, like, isClassConfig(like) ? byClass : byName)
