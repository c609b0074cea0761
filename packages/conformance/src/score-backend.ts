/** Runs the suite without a test runner. */
import { allCases, type CasesOptions, casesFound } from './suite/conformance-cases.ts'
import { titleOf } from './suite/conformance-case.ts'
import { checkExclusions } from './suite/exclusion.ts'
import { Session, type SessionOptions } from './suite/session.ts'

/** Options of `scoreBackend`. */
export interface ScoreOptions extends SessionOptions, CasesOptions {}

/** A case that failed, and why. */
export interface FailedCase {
  /** Group and name of the case. */
  readonly title: string
  /** What it threw. */
  readonly error: unknown
}

/** How a backend did. */
export interface Score {
  /** Cases passed; excluded ones that failed as expected count, refused ones do not. */
  readonly passed: number
  /** Cases of a dtype that the backend does not list: it refused, as it must, and computed nothing. */
  readonly refused: number
  /** Cases that failed; excluded ones that passed count, for their row is out of date. */
  readonly failed: readonly FailedCase[]
}

/**
 * Runs the suite, or a part of it, and counts.
 *
 * @throws ArgumentError when `only` finds no case, an exclusion has no reason or finds no case, or the options of the random graphs are
 *   wrong
 * @example
 * ```ts
 * const { passed, refused, failed } = await scoreBackend({ create: () => myBackend() })
 * for (const { title, error } of failed) console.log(title, String(error))
 * console.log(`${passed} passed, ${refused} refused, ${failed.length} failed`)
 * ```
 */
export async function scoreBackend(options: ScoreOptions): Promise<Score> {
  const all = allCases(options)
  checkExclusions('scoreBackend', options.exclusions ?? [], all)
  const session = new Session(options)
  let [passed, refused] = [0, 0]
  const failed: FailedCase[] = []
  for (const one of casesFound('scoreBackend', all, options.only)) {
    try {
      const outcome = await session.run(one)
      if (typeof outcome === 'object') refused++
      else passed++
    } catch (error) {
      failed.push({ title: titleOf(one), error })
    }
  }
  await session.dispose()
  return { passed, refused, failed }
}
