/** Hands the suite to a test runner. */
import { ArgumentError } from '@neurite/core'
import { type ConformanceCase, titleOf } from './suite/conformance-case.ts'
import { allCases, type CasesOptions, casesFound } from './suite/conformance-cases.ts'
import { checkExclusions } from './suite/exclusion.ts'
import { Session, type SessionOptions } from './suite/session.ts'

/** Declares a group of tests; `describe` of vitest, Jest, Bun, Deno or node:test. */
export type DescribeFunction = (name: string, body: () => void) => unknown
/** Declares a test; `test` of the same. */
export type TestFunction = (name: string, body: () => Promise<void>, timeoutMs: number) => unknown

/** Options of `runBackendConformance`. */
export interface ConformanceOptions extends SessionOptions, CasesOptions {
  /** Heading of the tests. Default: `backend`. */
  readonly name?: string
  /** Default: the global one, where the runner provides it. */
  readonly describe?: DescribeFunction
  /** Default: the global one, where the runner provides it. */
  readonly test?: TestFunction
}

/** Software devices on a busy machine are slow. */
const timeoutMs = 120_000

const isFunction = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === 'function'

function fromGlobals(name: 'describe' | 'test'): DescribeFunction & TestFunction {
  const found: unknown = Reflect.get(globalThis, name)
  if (isFunction(found)) return found
  throw new ArgumentError(
    `runBackendConformance: there is no global ${name}; pass your runner's: runBackendConformance({ create, describe, test })`,
  )
}

/**
 * Declares a test for everything that a backend has to do.
 *
 * The tests share one backend; cases that dispose of one make another. Cases that a backend is known to fail are excluded by rows with
 * reasons, and run the other way round, so that a row whose reason is gone fails.
 *
 * @throws ArgumentError when `only` finds no case, an exclusion has no reason or finds no case, the options of the random graphs are
 *   wrong, or there are no test functions
 * @example
 * ```ts
 * import { runBackendConformance } from '@neurite/conformance'
 * import { describe, test } from 'vitest'
 * import { myBackend } from './my-backend.ts'
 *
 * runBackendConformance({ create: () => myBackend(), describe, test })
 * ```
 */
export function runBackendConformance({ name = 'backend', describe, test, ...options }: ConformanceOptions): void {
  const [group, declare] = [describe ?? fromGlobals('describe'), test ?? fromGlobals('test')]
  const all = allCases(options)
  checkExclusions('runBackendConformance', options.exclusions ?? [], all)
  const cases = casesFound('runBackendConformance', all, options.only)
  const session = new Session(options)
  const run = async (one: ConformanceCase): Promise<void> => {
    const note = await session.run(one)
    if (typeof note === 'string') console.info(`${name}: ${titleOf(one)}: ${note}`)
  }
  group(`${name} conforms`, () => {
    for (const heading of new Set(cases.map((one) => one.group))) {
      const members = cases.filter((one) => one.group === heading)
      group(heading, () => members.forEach((one) => declare(one.name, () => run(one), timeoutMs)))
    }
    declare('and can be disposed of', () => session.dispose(), timeoutMs)
  })
}
