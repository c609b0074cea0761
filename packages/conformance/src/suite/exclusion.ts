/** Exclusions: cases that a backend is known to fail, each with its reason. They run all the same, and must fail. */
import { ArgumentError } from '@neurite/core'
import { type ConformanceCase, ConformanceError, titleOf } from './conformance-case.ts'

/** Cases that a backend is known to fail. */
export interface Exclusion {
  /** The whole title of one case, such as `cumSum float32: wide, forwards`, or a pattern that finds several. */
  readonly test: string | RegExp
  /** Why it fails, for whoever reads the row later. */
  readonly reason: string
}

const matches = ({ test }: Exclusion, title: string): boolean =>
  typeof test === 'string' ? test === title : title.search(test) >= 0

/** The exclusion that a case falls under. */
export const exclusionOf = (exclusions: readonly Exclusion[], one: ConformanceCase): Exclusion | undefined =>
  exclusions.find((exclusion) => matches(exclusion, titleOf(one)))

/**
 * Throws unless each exclusion has a reason and finds a case.
 *
 * @param call - what the error begins with
 */
export function checkExclusions(call: string, exclusions: readonly Exclusion[], cases: readonly ConformanceCase[]): void {
  for (const exclusion of exclusions) {
    if (exclusion.reason.trim() === '')
      throw new ArgumentError(`${call}: the exclusion of ${String(exclusion.test)} needs a reason`)
    if (cases.some((one) => matches(exclusion, titleOf(one)))) continue
    throw new ArgumentError(`${call}: the exclusion of ${String(exclusion.test)} finds no case; correct or remove it`)
  }
}

/** Runs a case the other way round: its failure is what is expected. */
export async function runExcluded(run: () => Promise<unknown>, { reason }: Exclusion): Promise<string> {
  try {
    await run()
  } catch (error) {
    return `fails as expected (${reason}): ${error instanceof Error ? error.message : String(error)}`
  }
  throw new ConformanceError(`passes, though it is excluded because ${reason}; remove or narrow the exclusion`)
}
