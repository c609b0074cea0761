/** All cases of the suite. */
import { leakCases } from '../contract/leak-cases.ts'
import { lifetimeCases } from '../contract/lifetime-cases.ts'
import { memoryCases } from '../contract/memory-cases.ts'
import { orderCases } from '../contract/order-cases.ts'
import { refusalCases } from '../contract/refusal-cases.ts'
import { scalarCases } from '../contract/scalar-cases.ts'
import { scaleCases } from '../contract/scale-cases.ts'
import { stateCases } from '../contract/state-cases.ts'
import { gradientCases } from '../gradient/gradient-cases.ts'
import { primitiveCases } from '../primitives/primitive-cases.ts'
import { randomGraphCases } from '../random-graphs/random-graph-cases.ts'
import type { ConformanceCase } from './conformance-case.ts'

/**
 * Everything that a backend is held to, as data: the contract, every primitive, gradients, random graphs.
 *
 * @example
 * ```ts
 * for (const one of conformanceCases()) console.log(one.group, one.name)
 * ```
 */
export const conformanceCases = (): readonly ConformanceCase[] => [
  ...lifetimeCases,
  ...memoryCases,
  ...stateCases,
  ...scalarCases,
  ...orderCases,
  ...refusalCases,
  ...scaleCases,
  ...primitiveCases(),
  ...gradientCases(),
  ...randomGraphCases(),
  ...leakCases,
]
