/** Runs the suite without a test runner. */
import { conformanceCases } from './suite/conformance-cases.ts'
import { titleOf } from './suite/conformance-case.ts'
import { checkExclusions } from './suite/exclusion.ts'
import { Session, type SessionOptions } from './suite/session.ts'

/** Options of `scoreBackend`. */
export interface ScoreOptions extends SessionOptions {
  /** Only cases whose title, `group: name`, it finds. Default: all. */
  readonly only?: RegExp
}

/** A case that failed, and why. */
export interface FailedCase {
  readonly title: string
  readonly error: unknown
}

/** How a backend did. */
export interface Score {
  /** Cases passed; excluded ones that failed as expected count. */
  readonly passed: number
  readonly failed: readonly FailedCase[]
}

/**
 * Runs the suite, or a part of it, and counts.
 *
 * @throws ArgumentError when an exclusion has no reason or finds no case
 * @example
 * ```ts
 * const { passed, failed } = await scoreBackend({ create: () => myBackend(), only: /^gather/ })
 * for (const { title, error } of failed) console.log(title, error)
 * ```
 */
export async function scoreBackend({ only, ...options }: ScoreOptions): Promise<Score> {
  const all = conformanceCases()
  checkExclusions('scoreBackend', options.exclusions ?? [], all)
  const cases = only ? all.filter((one) => titleOf(one).search(only) >= 0) : all
  const session = new Session(options)
  const failed: FailedCase[] = []
  for (const one of cases) {
    try {
      await session.run(one)
    } catch (error) {
      failed.push({ title: titleOf(one), error })
    }
  }
  await session.dispose()
  return { passed: cases.length - failed.length, failed }
}
