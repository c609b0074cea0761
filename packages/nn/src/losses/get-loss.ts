/** The table of losses by name. */
import type { ClassConfig } from '../options/class-table.ts'
import { type NamedClasses, resolveNamed } from '../options/named-class.ts'
import { BinaryCrossentropy } from './binary-crossentropy.ts'
import { BinaryFocalCrossentropy } from './binary-focal-crossentropy.ts'
import { CategoricalCrossentropy } from './categorical-crossentropy.ts'
import { CategoricalFocalCrossentropy } from './categorical-focal-crossentropy.ts'
import { CategoricalGeneralizedCrossEntropy } from './categorical-generalized-cross-entropy.ts'
import { CategoricalHinge } from './categorical-hinge.ts'
import { Circle } from './circle.ts'
import { CosineSimilarity } from './cosine-similarity.ts'
import { CTC } from './ctc.ts'
import { Dice } from './dice.ts'
import { FunctionLoss, type LossFunction } from './function-loss.ts'
import { Hinge } from './hinge.ts'
import { Huber } from './huber.ts'
import { KLDivergence } from './kl-divergence.ts'
import { LogCosh } from './log-cosh.ts'
import { Loss } from './loss.ts'
import { MeanAbsoluteError } from './mean-absolute-error.ts'
import { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts'
import { MeanSquaredError } from './mean-squared-error.ts'
import { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts'
import { Poisson } from './poisson.ts'
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts'
import { SquaredHinge } from './squared-hinge.ts'
import { Tversky } from './tversky.ts'

/** Every loss by identifier, with the short names that Keras has. */
export const losses = {
  sparseCategoricalCrossentropy: SparseCategoricalCrossentropy,
  categoricalCrossentropy: CategoricalCrossentropy,
  binaryCrossentropy: BinaryCrossentropy,
  bce: BinaryCrossentropy,
  meanSquaredError: MeanSquaredError,
  mse: MeanSquaredError,
  meanAbsoluteError: MeanAbsoluteError,
  mae: MeanAbsoluteError,
  meanAbsolutePercentageError: MeanAbsolutePercentageError,
  mape: MeanAbsolutePercentageError,
  meanSquaredLogarithmicError: MeanSquaredLogarithmicError,
  msle: MeanSquaredLogarithmicError,
  binaryFocalCrossentropy: BinaryFocalCrossentropy,
  categoricalFocalCrossentropy: CategoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy: CategoricalGeneralizedCrossEntropy,
  categoricalHinge: CategoricalHinge,
  hinge: Hinge,
  squaredHinge: SquaredHinge,
  circle: Circle,
  cosineSimilarity: CosineSimilarity,
  ctc: CTC,
  dice: Dice,
  tversky: Tversky,
  huber: Huber,
  klDivergence: KLDivergence,
  kld: KLDivergence,
  logCosh: LogCosh,
  poisson: Poisson,
} satisfies NamedClasses<Loss>['classes']

/** Name of a loss. */
export type LossIdentifier = keyof typeof losses

/** What stands for a loss: its name, an object, a function, or what `lossConfig` gave. */
export type LossLike = Loss | LossIdentifier | LossFunction | ClassConfig

/**
 * The loss that a name stands for, or the loss itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown, with the one that was probably meant
 */
export function getLoss(call: string, like: LossLike): Loss {
  if (typeof like === 'function' && !(like.prototype instanceof Loss)) return new FunctionLoss({ fn: like })
  return resolveNamed<Loss>(call, like, { kind: 'loss', base: Loss, classes: losses })
}
