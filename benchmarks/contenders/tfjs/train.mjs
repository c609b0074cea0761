/** W1 through `model.fit` without yields between batches: the fastest of fit, trainOnBatch and optimizer.minimize. */
import { readImages } from '../serving/images.mjs'
import { inputShape, modelWith, tf } from './models.mjs'

/**
 * @param {{ model: string, batchSize: number, dropout: number, checkSteps: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function train(spec, arrays) {
  const { model: name, batchSize, checkSteps } = spec
  const images = readImages(arrays, Infinity, batchSize)
  const steps = images.count / batchSize
  const x = tf.tensor(images.x, inputShape(name, images.count))
  // Labels as floats: what its sparse cross-entropy takes.
  const y = tf.tensor1d(Float32Array.from(images.y))
  const rows = (/** @type {number} */ start, /** @type {number} */ count) => [
    x.slice(start * batchSize, count * batchSize),
    y.slice(start * batchSize, count * batchSize),
  ]
  const model = modelWith(spec, arrays)
  /** @type {{ amount: number, part: ReturnType<typeof rows> } | undefined} */
  let rest
  const restOf = (/** @type {number} */ amount) => {
    if (rest?.amount !== amount) {
      tf.dispose(rest?.part ?? [])
      rest = { amount, part: rows(0, amount) }
    }
    return rest.part
  }
  const fit = (/** @type {tf.Tensor[]} */ [xs, ys], /** @type {number} */ epochs) =>
    model.fit(/** @type {tf.Tensor} */ (xs), /** @type {tf.Tensor} */ (ys), {
      batchSize,
      epochs,
      shuffle: false,
      verbose: 0,
      yieldEvery: 'never',
    })
  return {
    async check() {
      const checked = modelWith({ ...spec, dropout: 0 }, arrays)
      /** @type {number[]} */
      const losses = []
      for (let step = 0; step < checkSteps; step++) {
        const [xs, ys] = rows(step % steps, 1)
        losses.push(Number(await checked.trainOnBatch(/** @type {tf.Tensor} */ (xs), /** @type {tf.Tensor} */ (ys))))
        tf.dispose([xs, ys].filter((part) => part !== undefined))
      }
      return losses
    },
    async slice(amount) {
      const passes = Math.floor(amount / steps)
      const left = amount % steps
      const part = left > 0 ? restOf(left) : undefined
      const began = performance.now()
      // The history holds the losses as numbers, so everything has run when `fit` is over.
      if (passes > 0) await fit([x, y], passes)
      if (part) await fit(part, 1)
      return { milliseconds: performance.now() - began, done: amount }
    },
    close: () => tf.disposeVariables(),
  }
}
