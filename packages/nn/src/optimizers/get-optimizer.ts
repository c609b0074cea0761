/** The table of optimizers by name. */
import { resolveIdentifier } from '../training/identifier.ts'
import { Adam } from './adam.ts'
import { Optimizer } from './optimizer.ts'
import { SGD } from './sgd.ts'

/** Every optimizer. */
export const optimizers = {
  adam: () => new Adam(),
  sgd: () => new SGD(),
} satisfies Record<string, () => Optimizer>

/** Name of an optimizer. */
export type OptimizerIdentifier = keyof typeof optimizers

/**
 * The optimizer that a name stands for, or the optimizer itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown
 */
export const getOptimizer = (call: string, optimizer: Optimizer | OptimizerIdentifier): Optimizer =>
  resolveIdentifier<Optimizer>(call, optimizer, { kind: 'optimizer', base: Optimizer, table: optimizers })
