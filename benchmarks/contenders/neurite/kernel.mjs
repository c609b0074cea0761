/** A single kernel, run again and again inside one call. */
import { kernels } from '../../micro/kernels.mjs'
import { seededNumbers } from '../../workloads/seeded-numbers.mjs'
import { sampleEntries } from '../serving/sample-entries.mjs'
import { neurite } from './packages.mjs'

/**
 * @param {{ name: string }} spec
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function kernel({ name }) {
  const found = kernels.find((each) => each.name === name)
  if (!found) throw new Error(`there is no kernel ${name}`)
  const operands = found.shapes.map((shape, index) => {
    const size = shape.reduce((product, extent) => product * extent, 1)
    return neurite.tensor(seededNumbers(size, index + 1), { shape })
  })
  const run = neurite.compile(
    (/** @type {typeof operands} */ given) => {
      const result = found.compute(neurite, ...given)
      return Array.isArray(result) ? result : [result]
    },
    { name },
  )
  const first = (/** @type {ReturnType<typeof run>} */ [result]) => {
    if (!result) throw new Error('internal: a kernel has a result')
    return result
  }
  return {
    async check() {
      const results = run(operands)
      const entries = sampleEntries(await first(results).data())
      for (const result of results) result.dispose()
      return entries
    },
    async slice(amount) {
      const began = performance.now()
      const results = run.repeat(amount, operands)
      // One entry is enough to wait for all of it.
      const last = first(results)
        .flatten()
        .slice([0], { limits: [1] })
      await last.data()
      const milliseconds = performance.now() - began
      for (const result of [...results, last]) result.dispose()
      return { milliseconds, done: (amount * found.work) / 1e9 }
    },
    facts: () => ({ compiles: neurite.runtimeCounts(neurite.getBackend()).compiles }),
  }
}
