/** The table of metrics by name. */
import type { Loss } from '../losses/loss.ts'
import { BinaryCrossentropy } from '../losses/binary-crossentropy.ts'
import { CategoricalCrossentropy } from '../losses/categorical-crossentropy.ts'
import { CategoricalHinge } from '../losses/categorical-hinge.ts'
import { Hinge } from '../losses/hinge.ts'
import { KLDivergence } from '../losses/kl-divergence.ts'
import { LogCosh } from '../losses/log-cosh.ts'
import { MeanAbsoluteError } from '../losses/mean-absolute-error.ts'
import { MeanAbsolutePercentageError } from '../losses/mean-absolute-percentage-error.ts'
import { MeanSquaredError } from '../losses/mean-squared-error.ts'
import { MeanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.ts'
import { Poisson } from '../losses/poisson.ts'
import { SparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts'
import { SquaredHinge } from '../losses/squared-hinge.ts'
import type { LossFunction } from '../losses/function-loss.ts'
import type { ClassConfig } from '../options/class-table.ts'
import { isClassConfig, type NamedClass, type NamedClasses, resolveNamed } from '../options/named-class.ts'
import { Accuracy } from './accuracy.ts'
import { AccuracyByShape, CrossentropyByShape } from './accuracy-by-shape.ts'
import { AUC } from './auc.ts'
import {
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from './best-under-constraint.ts'
import { BinaryAccuracy } from './binary-accuracy.ts'
import { CategoricalAccuracy } from './categorical-accuracy.ts'
import { ConcordanceCorrelation } from './concordance-correlation.ts'
import { FalseNegatives, FalsePositives, TrueNegatives, TruePositives } from './confusion-counts.ts'
import { F1Score, FBetaScore } from './f-beta-score.ts'
import { BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU } from './iou.ts'
import { Mean } from './mean.ts'
import { MeanCosineSimilarity } from './mean-cosine-similarity.ts'
import { MeanLoss } from './mean-loss.ts'
import { Metric, type MetricOptions } from './metric.ts'
import { PearsonCorrelation } from './pearson-correlation.ts'
import { Precision, Recall } from './precision-and-recall.ts'
import { R2Score } from './r2-score.ts'
import { RootMeanSquaredError } from './root-mean-squared-error.ts'
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts'
import { SparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts'
import { Sum } from './sum.ts'
import { TopKCategoricalAccuracy } from './top-k-categorical-accuracy.ts'

/** The mean of a loss, as a class that is made like every other metric. In configurations it is a `MeanLoss`. */
const meanOf = (LossClass: new () => Loss): NamedClass<Metric> =>
  class extends MeanLoss {
    static override readonly className = 'MeanLoss'

    constructor(options: MetricOptions = {}) {
      super(new LossClass(), options)
    }
  }

/** Every metric that needs no options, with the short names that Keras has. The name is the metric's key in logs too, as in Keras. */
export const metrics = {
  accuracy: AccuracyByShape,
  acc: AccuracyByShape,
  crossentropy: CrossentropyByShape,
  ce: CrossentropyByShape,
  sparseCategoricalAccuracy: SparseCategoricalAccuracy,
  categoricalAccuracy: CategoricalAccuracy,
  binaryAccuracy: BinaryAccuracy,
  topKCategoricalAccuracy: TopKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy: SparseTopKCategoricalAccuracy,
  sparseCategoricalCrossentropy: meanOf(SparseCategoricalCrossentropy),
  categoricalCrossentropy: meanOf(CategoricalCrossentropy),
  binaryCrossentropy: meanOf(BinaryCrossentropy),
  bce: meanOf(BinaryCrossentropy),
  klDivergence: meanOf(KLDivergence),
  poisson: meanOf(Poisson),
  hinge: meanOf(Hinge),
  squaredHinge: meanOf(SquaredHinge),
  categoricalHinge: meanOf(CategoricalHinge),
  logCoshError: meanOf(LogCosh),
  meanSquaredError: meanOf(MeanSquaredError),
  mse: meanOf(MeanSquaredError),
  meanAbsoluteError: meanOf(MeanAbsoluteError),
  mae: meanOf(MeanAbsoluteError),
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
} satisfies NamedClasses<Metric>['classes']

/** Metrics that no identifier stands for: they need options, or measure no predictions. Configurations name them. */
const others = {
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
} satisfies NamedClasses<Metric>['classes']

/** Name of a metric. */
export type MetricIdentifier = keyof typeof metrics

/** What stands for a metric: its name, an object, a function of which the mean is taken, or the configuration of one. */
export type MetricLike = Metric | MetricIdentifier | LossFunction | ClassConfig

/**
 * The metric that a name stands for, or the metric itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown, with the one that was probably meant
 */
export function getMetric(call: string, like: MetricLike): Metric {
  if (typeof like === 'function' && !(like.prototype instanceof Metric)) return new MeanLoss(like)
  const classes = isClassConfig(like) ? { ...metrics, ...others } : metrics
  const optionsOf = (name: string): MetricOptions => ({ name })
  return resolveNamed<Metric>(call, like, { kind: 'metric', base: Metric, classes, optionsOf })
}
