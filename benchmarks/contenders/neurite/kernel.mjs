/** A single kernel, called again and again, as a program calls a compiled function. */
import { kernels } from '../../micro/kernels.mjs'
import { seededNumbers } from '../../workloads/seeded-numbers.mjs'
import { sampleEntries } from '../serving/sample-entries.mjs'
import { neurite } from './packages.mjs'

/**
 * Work of a call, about a millisecond of it: that of a training step. A kernel that takes less is repeated inside the call, so that
 * neither the call itself nor the pool of threads, which decides anew call by call, is what is measured.
 */
const callWork = { GFLOP: 0.04e9, GB: 0.01e9 }

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
  const repeats = Math.ceil(callWork[found.unit] / found.work)
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
      for (let call = 1; call < amount; call++) for (const result of run.repeat(repeats, operands)) result.dispose()
      const results = run.repeat(repeats, operands)
      // One entry is enough to wait for all of it.
      const last = first(results)
        .flatten()
        .slice([0], { limits: [1] })
      await last.data()
      const milliseconds = performance.now() - began
      for (const result of [...results, last]) result.dispose()
      return { milliseconds, done: (amount * repeats * found.work) / 1e9 }
    },
    facts: () => ({ compiles: neurite.runtimeCounts(neurite.getBackend()).compiles }),
  }
}
