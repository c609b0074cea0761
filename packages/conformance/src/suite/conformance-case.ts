/** A case of the suite: plain data with a function to run, so that any test runner can carry it. */
import { type Backend, NeuriteError } from '@neurite/core'
import type { ToleranceOverrides } from '../compare/tolerance.ts'

/** What a backend did that it must not. */
export class ConformanceError extends NeuriteError {}

/** What a case works with. */
export interface CaseContext {
  /** Shared by all cases, which leave it as they found it. */
  readonly backend: Backend
  /** Another backend, which the case disposes of. */
  create(): Promise<Backend>
  readonly tolerance: ToleranceOverrides
}

/** One thing that every backend does. */
export interface ConformanceCase {
  readonly group: string
  /** Unique within its group. */
  readonly name: string
  /** Rejects where the backend does not conform; may resolve to a note for the log. */
  run(context: CaseContext): Promise<string | void>
}

/** `group: name`, as exclusions and reports name a case. */
export const titleOf = ({ group, name }: Pick<ConformanceCase, 'group' | 'name'>): string => `${group}: ${name}`

/** Cases of one group, from a table. */
export const casesOf = (group: string, table: Readonly<Record<string, ConformanceCase['run']>>): ConformanceCase[] =>
  Object.entries(table).map(([name, run]) => ({ group, name, run }))
