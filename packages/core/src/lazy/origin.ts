/** Finds the line of the user's code that called for an operation. */

/** Frames of our own packages, in a checkout and when installed. */
const ours =
  /[\\/](?:@neurite|neurite)[\\/](?:[\w-]+[\\/])?dist[\\/]|[\\/]packages[\\/](?:core|nn)[\\/]src[\\/](?!.*\.test\.)|node:internal/

/** Where an operation was called for. Finding the line takes far longer than noting the stack, so it waits until somebody asks. */
export class Origin {
  private readonly noted: Error
  private frame: string | undefined

  constructor() {
    const engine = Error as { stackTraceLimit?: number }
    const limit = engine.stackTraceLimit ?? 10
    engine.stackTraceLimit = 25
    this.noted = new Error()
    engine.stackTraceLimit = limit
  }

  /** The first stack frame that is not ours, such as `train (file:///app/model.ts:12:5)`. */
  toString(): string {
    const lines = this.noted.stack?.split('\n').slice(1) ?? []
    this.frame ??=
      lines
        .find((line) => !ours.test(line))
        ?.trim()
        .replace(/^at /, '') ?? 'an unknown place'
    return this.frame
  }
}
