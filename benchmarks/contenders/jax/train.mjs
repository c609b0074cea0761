/** W1 and W2: a jitted step on batches that were cut in advance. */
import { blockUntilReady, numpy as np } from '@jax-js/jax'
import { readImages } from '../serving/images.mjs'
import { inputShape } from './models.mjs'
import { Trainer } from './train-step.mjs'

/**
 * @param {{ model: string, batchSize: number, dropout: number, checkSteps: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function train(spec, arrays) {
  const { model, batchSize, checkSteps } = spec
  const images = readImages(arrays, Infinity, batchSize)
  const batches = Array.from({ length: images.count / batchSize }, (_, index) => {
    const part = (/** @type {number} */ width) => [index * batchSize * width, (index + 1) * batchSize * width]
    return {
      x: np.array(images.x.slice(...part(images.pixels))).reshape(inputShape(model, batchSize)),
      y: np.array(images.y.slice(...part(1)), { dtype: np.int32 }),
    }
  })
  await blockUntilReady(batches)
  const trainer = new Trainer(spec, arrays)
  let next = 0
  const step = (/** @type {Trainer} */ of, /** @type {number} */ index) => {
    const batch = batches[index % batches.length]
    if (!batch) throw new Error('there are no batches')
    return of.step(batch.x.ref, batch.y.ref)
  }
  return {
    async check() {
      const checked = new Trainer({ ...spec, dropout: 0 }, arrays)
      /** @type {number[]} */
      const losses = []
      for (let index = 0; index < checkSteps; index++) losses.push(Number((await (await step(checked, index)).data())[0]))
      checked.dispose()
      return losses
    },
    async slice(amount) {
      const began = performance.now()
      for (let index = 0; index < amount; index++) (await step(trainer, next++)).dispose()
      await trainer.drain()
      return { milliseconds: performance.now() - began, done: amount }
    },
    close: () => trainer.dispose(),
  }
}
