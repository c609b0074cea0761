/** What cases assert: each throws a ConformanceError that says what came and what was expected. */
import type { HostArray, TensorType } from '@neurite/core'
import { ConformanceError } from './conformance-case.ts'
import { describeDifference } from '../compare/compare.ts'

/** Throws unless the condition holds. */
export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ConformanceError(message)
}

/** Throws unless both hold the same bits, any NaN being as good as another. */
export function ensureSame(what: string, type: TensorType, given: HostArray, expected: HostArray): void {
  const difference = describeDifference(type, given, expected)
  if (difference) throw new ConformanceError(`${what}: ${difference}`)
}

type ErrorClass = abstract new (...args: never[]) => Error

/** Throws unless `action` throws or rejects, with an error of `kind` where one is named. */
export async function ensureFails(what: string, action: () => unknown, kind?: ErrorClass): Promise<void> {
  let outcome: unknown
  try {
    outcome = await action()
  } catch (error) {
    if (!kind || error instanceof kind) return
    throw new ConformanceError(`${what}: expected a ${kind.name}, got ${String(error)}`, { cause: error })
  }
  throw new ConformanceError(`${what}: expected ${kind?.name ?? 'an error'}, but it went through and gave ${String(outcome)}`)
}
