/** The learning rate among the values of an epoch. */
import { shortestFloat } from '../training/shortest-float.ts'
import type { Trainable } from '../training/trainable.ts'

/** `{ learningRate }` of a model that is being trained. */
export async function learningRateLog({ optimizer }: Trainable): Promise<Readonly<Record<string, number>>> {
  const [rate] = await optimizer!.learningRate.data()
  return { learningRate: shortestFloat(rate!) }
}
