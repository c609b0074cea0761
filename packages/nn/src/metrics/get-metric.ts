/** The table of metrics by name. */
import { BinaryCrossentropy } from '../losses/binary-crossentropy.ts'
import { CategoricalCrossentropy } from '../losses/categorical-crossentropy.ts'
import { MeanAbsoluteError } from '../losses/mean-absolute-error.ts'
import { MeanSquaredError } from '../losses/mean-squared-error.ts'
import { SparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts'
import { resolveIdentifier } from '../training/identifier.ts'
import { AccuracyByShape } from './accuracy.ts'
import { BinaryAccuracy } from './binary-accuracy.ts'
import { CategoricalAccuracy } from './categorical-accuracy.ts'
import { MeanLoss } from './mean-loss.ts'
import { Metric } from './metric.ts'
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts'

/** Every metric, with the short names that Keras has. A short name is the metric's key in logs too, as in Keras. */
export const metrics = {
  accuracy: () => new AccuracyByShape(),
  sparseCategoricalAccuracy: () => new SparseCategoricalAccuracy(),
  categoricalAccuracy: () => new CategoricalAccuracy(),
  binaryAccuracy: () => new BinaryAccuracy(),
  sparseCategoricalCrossentropy: () => new MeanLoss(new SparseCategoricalCrossentropy()),
  categoricalCrossentropy: () => new MeanLoss(new CategoricalCrossentropy()),
  binaryCrossentropy: () => new MeanLoss(new BinaryCrossentropy()),
  meanSquaredError: () => new MeanLoss(new MeanSquaredError()),
  mse: () => new MeanLoss(new MeanSquaredError(), { name: 'mse' }),
  meanAbsoluteError: () => new MeanLoss(new MeanAbsoluteError()),
  mae: () => new MeanLoss(new MeanAbsoluteError(), { name: 'mae' }),
} satisfies Record<string, () => Metric>

/** Name of a metric. */
export type MetricIdentifier = keyof typeof metrics

/**
 * The metric that a name stands for, or the metric itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown
 */
export const getMetric = (call: string, metric: Metric | MetricIdentifier): Metric =>
  resolveIdentifier<Metric>(call, metric, { kind: 'metric', base: Metric, table: metrics })
