/** W5: `tf.variableGrads` of an encoder block written with its core operations; it has no attention layer. */
import { readWeights } from '../serving/images.mjs'
import { tf } from './models.mjs'

/** @typedef {Record<string, tf.Variable>} Weights */

/** @param {Weights} weights @param {string} name */
function weight(weights, name) {
  const variable = weights[name]
  if (!variable) throw new Error(`there is no weight ${name}`)
  return variable
}

/**
 * @param {Weights} weights
 * @param {{ heads: number, width: number, sequence: number, batchSize: number }} sizes
 */
function block(weights, { heads, width, sequence, batchSize }) {
  const of = (/** @type {string} */ name) => weight(weights, name)
  const positions = batchSize * sequence
  const head = width / heads
  const dense = (/** @type {tf.Tensor} */ x, /** @type {string} */ name) => x.matMul(of(`${name}.kernel`)).add(of(`${name}.bias`))
  const split = (/** @type {tf.Tensor} */ x) => x.reshape([batchSize, sequence, heads, head]).transpose([0, 2, 1, 3])
  const norm = (/** @type {tf.Tensor} */ x, /** @type {string} */ name) => {
    const { mean, variance } = tf.moments(x, -1, true)
    return x
      .sub(mean)
      .mul(variance.add(1e-5).rsqrt())
      .mul(of(`${name}.gamma`))
      .add(of(`${name}.beta`))
  }
  return (/** @type {tf.Tensor} */ x) => {
    const [query, key, value] = ['query', 'key', 'value'].map((name) => split(dense(x, name)))
    if (!query || !key || !value) throw new Error('internal: three projections')
    const scores = tf.softmax(tf.matMul(query, key, false, true).mul(1 / Math.sqrt(head)))
    const mixed = tf.matMul(scores, value).transpose([0, 2, 1, 3]).reshape([positions, width])
    const attended = norm(x.add(dense(mixed, 'output')), 'norm1')
    return norm(attended.add(dense(tf.relu(dense(attended, 'ffn1')), 'ffn2')), 'norm2')
  }
}

/**
 * @param {{ heads: number, width: number, sequence: number, batchSize: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function encoder(spec, arrays) {
  const { width, heads } = spec
  /** @type {Weights} */
  const weights = {}
  const names = []
  for (const { name, data, shape } of readWeights(arrays, 'encoder')) {
    // Projections of heads are matrices here.
    const flat =
      shape.length === 3 ? [width, width] : shape[0] === heads && shape.length === 2 ? [width] : /** @type {number[]} */ (shape)
    weights[name] = tf.variable(tf.tensor(data, [...flat]))
    names.push(name)
  }
  const positions = spec.batchSize * spec.sequence
  const [x, target] = ['x', 'target'].map((name) => tf.tensor(arrays.read(`encoder.${name}`).data, [positions, width]))
  if (!x || !target) throw new Error('internal: input and target')
  const forward = block(weights, spec)
  const variables = names.map((name) => weight(weights, name))
  const pass = () => tf.variableGrads(() => forward(x).mul(target).mean(), variables)
  const inOrder = (/** @type {ReturnType<typeof pass>} */ { value, grads }) => [
    value,
    ...variables.map((variable) => grads[variable.name]).filter((grad) => grad !== undefined),
  ]
  return {
    async check() {
      const results = inOrder(pass())
      const numbers = await Promise.all(results.map((result) => tf.norm(result).data()))
      tf.dispose(results)
      return numbers.map(([norm = NaN]) => norm)
    },
    async slice(amount) {
      const began = performance.now()
      let results = pass()
      for (let index = 1; index < amount; index++) {
        tf.dispose(results)
        results = pass()
      }
      await results.value.data()
      const milliseconds = performance.now() - began
      tf.dispose(results)
      return { milliseconds, done: amount }
    },
  }
}
