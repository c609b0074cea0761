/** W5: the loss of an encoder block and its gradients by every weight, as one compiled function. */
import { encoderBlock } from './encoder-block.mjs'
import { loadWeights } from './models.mjs'
import { neurite } from './packages.mjs'

const { compile, tensor, variableGrads } = neurite

/**
 * @param {{ heads: number, width: number, hidden: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function encoder(spec, arrays) {
  const { forward, variables } = encoderBlock(spec)
  loadWeights(variables, 'encoder', arrays)
  const [x, target] = ['x', 'target'].map((name) => {
    const { data, shape } = arrays.read(`encoder.${name}`)
    return tensor(data, { shape })
  })
  if (!x || !target) throw new Error('internal: input and target')
  const pass = compile(
    (/** @type {typeof x} */ input, /** @type {typeof x} */ wanted) => {
      const { value, grads } = variableGrads(() => forward(input).mul(wanted).mean(), variables)
      return [value, ...grads]
    },
    { name: 'encoder' },
  )
  const run = () => pass(x, target)
  return {
    async check() {
      const results = run()
      const numbers = await Promise.all(results.map(async (result) => rootOfSquares(await result.data())))
      for (const result of results) result.dispose()
      return numbers
    },
    async slice(amount) {
      const began = performance.now()
      let results = run()
      for (let index = 1; index < amount; index++) {
        for (const result of results) result.dispose()
        results = run()
      }
      await results[0]?.data()
      const milliseconds = performance.now() - began
      for (const result of results) result.dispose()
      return { milliseconds, done: amount }
    },
    facts: () => ({ compiles: neurite.runtimeCounts(neurite.getBackend()).compiles }),
  }
}

/** @param {ArrayLike<number | bigint>} data */
const rootOfSquares = (data) =>
  Math.sqrt(Array.from(data, (value) => Number(value) ** 2).reduce((sum, square) => sum + square, 0))
