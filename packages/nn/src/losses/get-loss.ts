/** The table of losses by name. */
import { resolveIdentifier } from '../training/identifier.ts'
import { BinaryCrossentropy } from './binary-crossentropy.ts'
import { CategoricalCrossentropy } from './categorical-crossentropy.ts'
import { Loss } from './loss.ts'
import { MeanAbsoluteError } from './mean-absolute-error.ts'
import { MeanSquaredError } from './mean-squared-error.ts'
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts'

/** Every loss, with the short names that Keras has. */
export const losses = {
  sparseCategoricalCrossentropy: () => new SparseCategoricalCrossentropy(),
  categoricalCrossentropy: () => new CategoricalCrossentropy(),
  binaryCrossentropy: () => new BinaryCrossentropy(),
  bce: () => new BinaryCrossentropy(),
  meanSquaredError: () => new MeanSquaredError(),
  mse: () => new MeanSquaredError(),
  meanAbsoluteError: () => new MeanAbsoluteError(),
  mae: () => new MeanAbsoluteError(),
} satisfies Record<string, () => Loss>

/** Name of a loss. */
export type LossIdentifier = keyof typeof losses

/**
 * The loss that a name stands for, or the loss itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown
 */
export const getLoss = (call: string, loss: Loss | LossIdentifier): Loss =>
  resolveIdentifier<Loss>(call, loss, { kind: 'loss', base: Loss, table: losses })
