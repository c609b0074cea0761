/** All cases of the suite, or those that are asked for. */
import { ArgumentError } from '@neurite/core'
import { leakCases } from '../contract/leak-cases.ts'
import { lifetimeCases } from '../contract/lifetime-cases.ts'
import { memoryCases } from '../contract/memory-cases.ts'
import { orderCases } from '../contract/order-cases.ts'
import { refusalCases } from '../contract/refusal-cases.ts'
import { scalarCases } from '../contract/scalar-cases.ts'
import { scaleCases } from '../contract/scale-cases.ts'
import { stateCases } from '../contract/state-cases.ts'
import { gradientCases } from '../gradient/gradient-cases.ts'
import type { LayoutChoice } from '../layouts/layout.ts'
import { primitiveCases } from '../primitives/primitive-cases.ts'
import { randomGraphCases } from '../random-graphs/random-graph-cases.ts'
import type { RandomGraphOptions } from '../random-graphs/random-graph-options.ts'
import { type ConformanceCase, titleOf } from './conformance-case.ts'

/** What cases there are, and which of them are wanted. */
export interface CasesOptions {
  /** Only cases whose title, `group: name`, it finds. Default: all. */
  readonly only?: RegExp
  /**
   * How operands reach the primitive under test: `all` also feeds them through views and constants of the same program, `direct` hands
   * over inputs, states and scalars alone, so that no other primitive is needed. Default: `all`.
   */
  readonly layouts?: LayoutChoice
  /** How many random graphs, and which; the environment variable `NEURITE_RANDOM_GRAPHS` overrides it. */
  readonly randomGraphs?: RandomGraphOptions
}

/** Every case there is. */
export const allCases = ({ randomGraphs = {}, layouts = 'all' }: CasesOptions = {}): readonly ConformanceCase[] => [
  ...lifetimeCases,
  ...memoryCases,
  ...stateCases,
  ...scalarCases,
  ...orderCases,
  ...refusalCases,
  ...scaleCases,
  ...primitiveCases(layouts),
  ...gradientCases(),
  ...randomGraphCases(randomGraphs),
  ...leakCases,
]

/**
 * The cases that a pattern finds; all without one.
 *
 * @param call - what the error begins with
 */
export function casesFound(
  call: string,
  cases: readonly ConformanceCase[],
  only: RegExp | undefined,
): readonly ConformanceCase[] {
  const found = only ? cases.filter((one) => titleOf(one).search(only) >= 0) : cases
  if (found.length > 0) return found
  throw new ArgumentError(
    `${call}: only: ${String(only)} finds no case; titles are like "add float32: typical" or "gradient: add"`,
  )
}

/**
 * Everything that a backend is held to, as data: the contract, every primitive, gradients, random graphs.
 *
 * @throws ArgumentError when `only` finds no case, or the options of the random graphs are wrong
 * @example
 * ```ts
 * for (const one of conformanceCases()) console.log(one.group, one.name)
 * ```
 */
export const conformanceCases = (options: CasesOptions = {}): readonly ConformanceCase[] =>
  casesFound('conformanceCases', allCases(options), options.only)
