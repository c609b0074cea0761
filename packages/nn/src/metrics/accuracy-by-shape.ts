/** What 'accuracy' and 'crossentropy' mean: the shapes of targets and predictions decide, as in Keras. */
import type { Tensor } from '@neurite/core'
import { BinaryCrossentropy } from '../losses/binary-crossentropy.ts'
import { CategoricalCrossentropy } from '../losses/categorical-crossentropy.ts'
import { SparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts'
import { checkOptions } from '../options/check-options.ts'
import { binaryMatches, oneHotMatches, sparseMatches } from './matches.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

/** How classes are written down. */
type ClassKind = 'binary' | 'sparse' | 'oneHot'

/** @source Keras 3, `compile_utils.is_binary_or_sparse_categorical` */
function kindOf(yTrue: Tensor, yPred: Tensor): ClassKind {
  if (yPred.shape.at(-1) === 1) return 'binary'
  return yTrue.rank < yPred.rank || yTrue.shape.at(-1) === 1 ? 'sparse' : 'oneHot'
}

const matches: Readonly<Record<ClassKind, (call: string, yTrue: Tensor, yPred: Tensor) => Tensor>> = {
  binary: (call, yTrue, yPred) => binaryMatches(call, yTrue, yPred, 0.5),
  sparse: sparseMatches,
  oneHot: oneHotMatches,
}

/** Accuracy of one output against a threshold, of class indices, or of one-hot classes, whichever the shapes say. */
export class AccuracyByShape extends MeanMetric {
  static override readonly className: string = 'AccuracyByShape'

  constructor(options: MetricOptions = {}) {
    super(checkOptions('AccuracyByShape', options, metricOptionNames).name ?? 'accuracy')
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return matches[kindOf(yTrue, yPred)](this.name, yTrue, yPred)
  }
}

const crossentropies = {
  binary: new BinaryCrossentropy(),
  sparse: new SparseCategoricalCrossentropy(),
  oneHot: new CategoricalCrossentropy(),
} satisfies Record<ClassKind, unknown>

/** Cross-entropy of one output, of class indices, or of one-hot classes, whichever the shapes say. */
export class CrossentropyByShape extends MeanMetric {
  static override readonly className: string = 'CrossentropyByShape'

  constructor(options: MetricOptions = {}) {
    super(checkOptions('CrossentropyByShape', options, metricOptionNames).name ?? 'crossentropy')
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return crossentropies[kindOf(yTrue, yPred)].call(yTrue, yPred.cast('float32'))
  }
}
