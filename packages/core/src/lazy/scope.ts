/** What is being traced at this moment: functions under compile() and bodies of composites. */
import type { Backend } from '../backend/backend.ts'
import type { NanCheckRule } from '../nan-check/setting.ts'
import type { Value } from './value.ts'

/** How a scope treats a variable: core's Variable implements it. */
export interface StateCell {
  readonly path: string
}

/** The value of a variable inside a traced function: at entry, and after the assignments so far. */
export interface TracedState {
  readonly entry: Value
  current: Value
}

/** A function that is being traced. */
export interface Scope {
  /** `compile` scopes hold variables; `body` scopes are the inside of a composite. */
  readonly kind: 'compile' | 'body'
  /** The call that errors name. */
  readonly call: string
  readonly backend: Backend
  readonly outer: Scope | undefined
  readonly states: Map<StateCell, TracedState>
  /** A function that was traced into it asks for the whole program to be checked. */
  nanCheck?: NanCheckRule
}

let current: Scope | undefined

/** The innermost function being traced. */
export const currentScope = (): Scope | undefined => current

/** Runs `fn` with `scope` as the innermost one. */
export function withScope<T>(scope: Scope, fn: () => T): T {
  const previous = current
  current = scope
  try {
    return fn()
  } finally {
    current = previous
  }
}

/** Runs `fn` outside every trace: for what must not become part of a program, such as initialisers. */
export function withoutScope<T>(fn: () => T): T {
  const previous = current
  current = undefined
  try {
    return fn()
  } finally {
    current = previous
  }
}

/** The innermost compiled function being traced, past the bodies inside it. */
export function currentCompileScope(): Scope | undefined {
  let scope = current
  while (scope && scope.kind !== 'compile') scope = scope.outer
  return scope
}
