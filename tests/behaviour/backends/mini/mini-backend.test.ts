/** The template conforms: to the contract, and in each primitive that it has, with its gradient. */
import { describe, test } from 'vitest'
import { runBackendConformance } from '../../../../packages/conformance/src/index.ts'
import { kernels } from './kernels.ts'
import { mini } from './mini-backend.ts'

const contract = 'lifetimes|memory|memory over time|state|scalars|order|refusals|whole programs'
const primitives = Object.keys(kernels).join('|')

runBackendConformance({
  name: 'mini',
  create: mini,
  only: new RegExp(`^(${contract}|(${primitives})( \\w+)?): |^gradient: (${primitives})$`),
  exclusions: [
    { test: 'state: outputs may be views of parameters', reason: 'no stopGradient' },
    { test: 'state: is updated in part', reason: 'no dynamicUpdateSlice' },
    { test: 'whole programs: a chain of 2000 nodes of four kinds', reason: 'no bitwiseXor' },
    { test: 'whole programs: the same program twice gives the same bits', reason: 'no scatterAdd, no exp' },
    { test: 'whole programs: random bits are those of Threefry-2x32 with 20 rounds', reason: 'no randomBits' },
    { test: 'gradient: slice', reason: 'no pad' },
  ],
  describe,
  test,
})
