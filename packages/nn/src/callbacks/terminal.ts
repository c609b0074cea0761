/** Where progress is written: standard output in Node, the console in browsers. */

/** Something to write progress to. */
export interface ProgressOutput {
  /** Lines can be rewritten in place. */
  readonly isTerminal: boolean
  /** Characters in a line. */
  readonly columns: number
  /** Shows text as it is, without a line break of its own. */
  write(text: string): void
}

/** Standard output, as far as it is needed here: these sources also run where there is none. */
interface StandardOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** The output of this process or page. */
export function standardOutput(): ProgressOutput {
  const stdout = (globalThis as { process?: { stdout?: StandardOutput } }).process?.stdout
  if (!stdout?.write) return { isTerminal: false, columns: 80, write: (text) => console.log(text.trimEnd()) }
  return {
    isTerminal: stdout.isTTY === true,
    get columns() {
      return stdout.columns ?? 80
    },
    write: (text) => stdout.write(text),
  }
}
