/** Where runs wait for the check of what they will make. What checks is loaded with the first of them: few programs are ever checked. */
import type { Backend } from '../backend/backend.ts'
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../lazy/value.ts'
import { queueOf } from '../runtime/queue.ts'
import type { NanCheckRule } from './setting.ts'

/** A run to be checked. */
export interface CheckedRun {
  /** What errors begin with; undefined for single operations, which are named themselves. */
  readonly call: string | undefined
  readonly backend: Backend
  readonly graph: Graph
  /** One per parameter of the graph. */
  readonly sources: readonly Value[]
  /** What the user calls a parameter. */
  readonly nameOf: (parameter: number) => string
  readonly rule: NanCheckRule
}

/** Checks one run; throws or rejects with a NonFiniteError. It does not wait where `isSync`. */
export type ReadyCheck = (isSync: boolean) => Promise<void> | undefined

/** Makes ready to check a run; undefined where there is nothing to find. */
type PrepareCheck = (run: CheckedRun) => ReadyCheck | Promise<ReadyCheck> | undefined

let prepare: PrepareCheck | undefined

/** Loads what checks, once. */
export async function loadCheck(): Promise<PrepareCheck> {
  prepare ??= (await import('./check-run.ts')).prepareCheck
  return prepare
}

/** Checks a run that is about to be given to the queue, in its turn; a promise where it has to be waited for. */
function check(run: CheckedRun): Promise<void> | undefined {
  const { backend } = run
  const needs = prepare ? prepare(run) : loadCheck().then((loaded) => loaded(run))
  if (!needs) return undefined
  const queue = queueOf(backend)
  const isSync = queue.idle && !(needs instanceof Promise) && backend.readSync !== undefined && backend.compileSync !== undefined
  let verdict: Promise<void> | undefined
  let failure: { readonly error: unknown } | undefined
  const started = queue.add<ReadyCheck | undefined>({
    needs,
    begin: (ready) => {
      verdict = ready?.(isSync)
    },
    fail: (error) => {
      failure = { error }
    },
  })
  const outcome = (): Promise<void> | undefined => {
    if (failure) throw failure.error
    return verdict
  }
  return started ? started.then(outcome) : outcome()
}

/**
 * What a run needs before it may begin: `needs`, and a check that finds no fault.
 *
 * @param run - what to check; nothing where it is undefined
 * @throws NonFiniteError, or rejects with one, when the run would make NaN or Infinity
 */
export function afterCheck<T>(run: CheckedRun | undefined, needs: T | Promise<T>): T | Promise<T> {
  const verdict = run && check(run)
  return verdict ? Promise.all([needs, verdict]).then(([ready]) => ready) : needs
}
