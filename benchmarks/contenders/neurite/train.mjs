/** W1 and W2 through `model.fit`, one step per execution. */
import { imagesFor, modelWith } from './models.mjs'
import { neurite } from './packages.mjs'
import { PacedFit } from './paced-fit.mjs'

/**
 * @param {{ model: string, batchSize: number, dropout: number, checkSteps: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function train(spec, arrays) {
  const { batchSize, checkSteps } = spec
  const data = imagesFor(arrays, spec)
  /** @type {PacedFit | undefined} */
  let fit
  let steps = 0
  return {
    async check() {
      // Epochs of one step: the history holds the loss of each.
      const model = modelWith({ ...spec, dropout: 0 }, arrays)
      const { history } = await model.fit(data.x, data.y, {
        batchSize,
        stepsPerEpoch: 1,
        epochs: checkSteps,
        shuffle: false,
        verbose: 0,
      })
      return history['loss'] ?? []
    },
    async slice(amount) {
      if (!fit || amount !== steps) {
        await fit?.end()
        steps = amount
        fit = new PacedFit(modelWith(spec, arrays), data, { batchSize, steps })
      }
      return { milliseconds: await fit.epoch(), done: amount }
    },
    facts: () => ({ compiles: neurite.runtimeCounts(neurite.getBackend()).compiles }),
    close: () => fit?.end(),
  }
}
