/** W5: jitted valueAndGrad of an encoder block, in its own operations. */
import { blockUntilReady, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax'
import { weightNames } from '../serving/images.mjs'
import { dense, paramsOf, take } from './models.mjs'

/** @typedef {import('./models.mjs').JaxArray} JaxArray */
/** @typedef {import('./models.mjs').Params} Params */

/** @param {Params} params @param {JaxArray} x @param {string} name */
const norm = (params, x, name) =>
  nn
    .standardize(x)
    .mul(take(params, `${name}.gamma`))
    .add(take(params, `${name}.beta`))

/**
 * Scaled dot-product attention as batched products: its own `nn.dotProductAttention` needs iterator helpers, which Node 20 lacks.
 * With them polyfilled, both take the same time.
 *
 * @param {JaxArray} query @param {JaxArray} key @param {JaxArray} value - [batch, position, head, feature]
 */
function attend(query, key, value) {
  const scale = 1 / Math.sqrt(query.shape.at(-1) ?? 1)
  const scores = np.matmul(query.transpose([0, 2, 1, 3]), key.transpose([0, 2, 3, 1])).mul(scale)
  return np.matmul(nn.softmax(scores), value.transpose([0, 2, 1, 3])).transpose([0, 2, 1, 3])
}

/** @param {{ heads: number, width: number, sequence: number, batchSize: number }} sizes */
const blockOf =
  ({ heads, width, sequence, batchSize }) =>
  (/** @type {Params} */ params, /** @type {JaxArray} */ x) => {
    const project = (/** @type {string} */ name) =>
      dense(params, x.ref, name).reshape([batchSize, sequence, heads, width / heads])
    const mixed = attend(project('query'), project('key'), project('value'))
    const output = dense(params, mixed.reshape([batchSize, sequence, width]), 'output')
    const attended = norm(params, x.add(output), 'norm1')
    return norm(params, attended.ref.add(dense(params, nn.relu(dense(params, attended, 'ffn1')), 'ffn2')), 'norm2')
  }

/**
 * @param {{ heads: number, width: number, sequence: number, batchSize: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function encoder(spec, arrays) {
  const { width, heads } = spec
  const params = tree.map(
    (/** @type {JaxArray} */ value) => {
      // Projections of heads are matrices here.
      if (value.shape.length === 3) return value.reshape([width, width])
      return value.shape.length === 2 && value.shape[0] === heads ? value.reshape([width]) : value
    },
    paramsOf('encoder', arrays),
  )
  const [x, target] = ['x', 'target'].map((name) => {
    const { data, shape } = arrays.read(`encoder.${name}`)
    return np.array(/** @type {Float32Array} */ (data)).reshape([...shape])
  })
  if (!x || !target) throw new Error('internal: input and target')
  await blockUntilReady([params, x, target])
  const block = blockOf(spec)
  const loss = (/** @type {Params} */ weights, /** @type {JaxArray} */ input, /** @type {JaxArray} */ wanted) =>
    block(weights, input).mul(wanted).mean()
  const pass = jit((/** @type {Params} */ weights, /** @type {JaxArray} */ input, /** @type {JaxArray} */ wanted) =>
    valueAndGrad(loss)(weights, input, wanted),
  )
  const run = () => pass(tree.ref(params), x.ref, target.ref)
  const normOf = async (/** @type {JaxArray} */ value) =>
    Math.sqrt((await value.data()).reduce((/** @type {number} */ sum, /** @type {number} */ each) => sum + each ** 2, 0))
  return {
    async check() {
      const [value, grads] = /** @type {[JaxArray, Params]} */ (/** @type {unknown} */ (run()))
      const inOrder = [value, ...(weightNames['encoder'] ?? []).map((name) => take(grads, name))]
      /** @type {number[]} */
      const norms = []
      for (const each of inOrder) norms.push(await normOf(each))
      return norms
    },
    async slice(amount) {
      const began = performance.now()
      for (let index = 0; index < amount; index++) tree.dispose(await blockUntilReady(run()))
      return { milliseconds: performance.now() - began, done: amount }
    },
    close: () => tree.dispose([params, x, target]),
  }
}
