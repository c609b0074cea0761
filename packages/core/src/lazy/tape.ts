/** Remembers the nodes that are appended while a gradient is taken: what is computed meanwhile forgets its history. */
import type { PendingNode, Value } from './value.ts'

/** The nodes behind values, by result. Whoever holds the tape can walk back through them, and nobody else. */
export type Tape = Map<Value, PendingNode>

const running: Tape[] = []

/** Runs `fn` and records its nodes; so do the tapes that run around it. */
export function withTape<T>(fn: (tape: Tape) => T): T {
  const tape: Tape = new Map()
  running.push(tape)
  try {
    return fn(tape)
  } finally {
    running.splice(running.indexOf(tape), 1)
  }
}

/** Puts a node, with its operands as they are, on all running tapes. */
export function record(node: PendingNode): void {
  if (running.length === 0) return
  const copy = { ...node }
  for (const tape of running) for (const result of node.results) tape.set(result, copy)
}
