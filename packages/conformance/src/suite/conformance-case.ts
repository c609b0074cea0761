/** A case of the suite: plain data with a function to run, so that any test runner can carry it. */
import { type Backend, type DType, NeuriteError } from '@neurite/core'
import type { Subnormals } from '../compare/subnormals.ts'
import type { ToleranceOverrides } from '../compare/tolerance.ts'

/** What a backend did that it must not. */
export class ConformanceError extends NeuriteError {}

/** What a case works with. */
export interface CaseContext {
  /** Shared by all cases, which leave it as they found it. */
  readonly backend: Backend
  /** Another backend, which the case disposes of. */
  create(): Promise<Backend>
  /** How much further from the reference this backend may be, by primitive and dtype. */
  readonly tolerance: ToleranceOverrides
  /** Whether the device may take subnormal float32 numbers for zeros; not, without it. */
  readonly subnormals?: Subnormals
}

/** How a case ends whose program holds a dtype that the backend does not list: refused, as it must be, and nothing computed. */
export interface Refusal {
  /** The dtype. */
  readonly refused: DType
}

/** One thing that every backend does. */
export interface ConformanceCase {
  /** What it belongs to, such as a primitive or a part of the contract. */
  readonly group: string
  /** Unique within its group. */
  readonly name: string
  /** Rejects where the backend does not conform; may resolve to a note for the log, or to a refusal. */
  run(context: CaseContext): Promise<string | Refusal | void>
}

/** `group: name`, as exclusions and reports name a case. */
export const titleOf = ({ group, name }: Pick<ConformanceCase, 'group' | 'name'>): string => `${group}: ${name}`

/** Cases of one group, from a table. */
export const casesOf = (group: string, table: Readonly<Record<string, ConformanceCase['run']>>): ConformanceCase[] =>
  Object.entries(table).map(([name, run]) => ({ group, name, run }))
