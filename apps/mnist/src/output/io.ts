/** What the program uses of its process, so that tests can stand in for it. */

/** A stream of text; a terminal says so, and how wide it is. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** Where signals arrive. */
export interface Signals {
  on(signal: 'SIGINT', listener: () => void): unknown
  off(signal: 'SIGINT', listener: () => void): unknown
}

export interface Io {
  readonly stdout: TextStream
  readonly stderr: TextStream
  readonly signals: Signals
  /** Ends the process at once. */
  exit(code: number): void
}
