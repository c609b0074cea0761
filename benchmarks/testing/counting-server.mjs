/** A contender that computes nothing, for tests of the harness: its slices take a millisecond per unit. */
import { serve } from '../contenders/serving/serve.mjs'

await serve(
  {
    about: async () => ({ version: 'counts' }),
    kinds: {
      train: async (/** @type {{ from: number }} */ { from }, arrays) => ({
        check: async () => Array.from(arrays.read('numbers').data),
        slice: async (amount) => ({ milliseconds: amount, done: from + amount }),
        facts: () => ({ compiles: 1 }),
      }),
    },
  },
  process.argv[2] ?? '.',
)
