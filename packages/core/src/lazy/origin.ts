/** Finds the line of the user's code that called for an operation. */

/** Frames of our own packages, in a checkout and when installed. */
const ours = /[\\/](?:@neurite|neurite)[\\/](?:[\w-]+[\\/])?dist[\\/]|[\\/]packages[\\/](?:core|nn)[\\/]src[\\/](?!.*\.test\.)|node:internal/

/** The first stack frame that is not ours, such as `train (file:///app/model.ts:12:5)`. */
export function captureOrigin(): string | undefined {
  const engine = Error as { stackTraceLimit?: number }
  const limit = engine.stackTraceLimit ?? 10
  engine.stackTraceLimit = 25
  const { stack } = new Error()
  engine.stackTraceLimit = limit
  const frame = stack?.split('\n').find((line, index) => index > 1 && !ours.test(line))
  return frame?.trim().replace(/^at /, '')
}
