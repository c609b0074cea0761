/** One jitted function per training step: loss, gradients and Adam. Parameters and moments are donated to it, and come back. */
import { blockUntilReady, jit, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax'
import { logits, paramsOf, zerosLike } from './models.mjs'

/** @typedef {import('./models.mjs').JaxArray} JaxArray */
/** @typedef {import('./models.mjs').Params} Params */

const [beta1, beta2, epsilon, learningRate] = [0.9, 0.999, 1e-7, 1e-3]

/**
 * @param {string} model
 * @param {number} rate - of dropout
 */
const lossOf =
  (model, rate) =>
  (/** @type {Params} */ params, /** @type {JaxArray} */ x, /** @type {JaxArray} */ y, /** @type {JaxArray} */ key) => {
    const forward = logits[model]
    if (!forward) throw new Error(`there is no model ${model}`)
    const count = y.shape[0] ?? 1
    // The first model has no dropout.
    const drop = model === 'mlp' ? (key.dispose(), undefined) : { rate, key }
    return nn
      .logSoftmax(forward(params, x, drop))
      .mul(nn.oneHot(y, 10))
      .sum()
      .mul(-1 / count)
  }

/**
 * Keras's Adam; `size` is the learning rate with both bias corrections.
 *
 * @param {Params} params @param {Params} grads @param {Params} momentum @param {Params} velocity @param {JaxArray} size
 * @returns {[Params, Params, Params]}
 */
function adam(params, grads, momentum, velocity, size) {
  const nextMomentum = tree.map(
    (/** @type {JaxArray} */ m, /** @type {JaxArray} */ g) => m.mul(beta1).add(g.mul(1 - beta1)),
    momentum,
    tree.ref(grads),
  )
  const nextVelocity = tree.map(
    (/** @type {JaxArray} */ v, /** @type {JaxArray} */ g) => v.mul(beta2).add(np.square(g).mul(1 - beta2)),
    velocity,
    grads,
  )
  const nextParams = tree.map(
    (/** @type {JaxArray} */ p, /** @type {JaxArray} */ m, /** @type {JaxArray} */ v) =>
      p.sub(m.mul(size.ref).div(np.sqrt(v).add(epsilon))),
    params,
    tree.ref(nextMomentum),
    tree.ref(nextVelocity),
  )
  size.dispose()
  return /** @type {[Params, Params, Params]} */ ([nextParams, nextMomentum, nextVelocity])
}

/** Training in progress. */
export class Trainer {
  #params
  #momentum
  #velocity
  #step
  #count = 0

  /**
   * @param {{ model: string, dropout: number }} spec
   * @param {import('../../types.d.ts').Arrays} arrays
   */
  constructor({ model, dropout }, arrays) {
    this.#params = paramsOf(model, arrays)
    this.#momentum = zerosLike(tree.ref(this.#params))
    this.#velocity = zerosLike(tree.ref(this.#params))
    const loss = lossOf(model, dropout)
    this.#step = jit(
      (
        /** @type {Params} */ params,
        /** @type {Params} */ momentum,
        /** @type {Params} */ velocity,
        /** @type {JaxArray} */ size,
        /** @type {JaxArray} */ x,
        /** @type {JaxArray} */ y,
        /** @type {JaxArray} */ key,
      ) => {
        const [value, grads] = valueAndGrad(loss)(tree.ref(params), x, y, key)
        return [value, ...adam(params, /** @type {Params} */ (grads), momentum, velocity, size)]
      },
    )
  }

  /**
   * Runs a step on a batch, which is consumed, and waits for it: its docs advise not to queue many, and it is several times slower if
   * one does.
   *
   * @param {JaxArray} x @param {JaxArray} y
   * @returns {Promise<JaxArray>} the loss
   */
  async step(x, y) {
    this.#count += 1
    const size = (learningRate * Math.sqrt(1 - beta2 ** this.#count)) / (1 - beta1 ** this.#count)
    const results = this.#step(this.#params, this.#momentum, this.#velocity, np.array(size), x, y, random.key(this.#count))
    const [loss, params, momentum, velocity] = /** @type {[JaxArray, Params, Params, Params]} */ (
      /** @type {unknown} */ (results)
    )
    this.#params = params
    this.#momentum = momentum
    this.#velocity = velocity
    return blockUntilReady(loss)
  }

  /** Waits until the weights of the last step are there. */
  async drain() {
    await blockUntilReady(this.#params)
  }

  dispose() {
    tree.dispose([this.#params, this.#momentum, this.#velocity])
    this.#step.dispose()
  }
}
